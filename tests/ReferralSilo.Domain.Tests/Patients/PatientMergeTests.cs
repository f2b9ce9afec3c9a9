using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Domain.Patients;
using ReferralSilo.Domain.Referrals;
using static ReferralSilo.Domain.Tests.Referrals.AReferral;
using C = ReferralSilo.Domain.Patients.PatientCommand;
using M = ReferralSilo.Domain.Patients.PatientMergesCommand;

namespace ReferralSilo.Domain.Tests.Patients;

/// <summary>Merged records keep their own data, and no merges make a circle.</summary>
public sealed class PatientMergeTests
{
    private static readonly PatientId A = new("a"), B = new("b"), X = new("x");

    [Fact]
    public void Two_merges_at_once_never_make_a_circle()
    {
        // Neither record shows anything yet: only the decisions on their way are known.
        var first = Merged(null, A, B);
        Assert.Equal("patient-merged", Refusal(first, B, A));
        var chain = Merged(first, B, X);
        Assert.Equal("patient-merged", Refusal(chain, X, A));
        Assert.Equal("same-patient", Refusal(null, A, A));
    }

    [Fact]
    public void Records_with_overlapping_visits_are_merged_only_with_a_reason()
    {
        var (a, b) = (Visiting(A, 60), Visiting(B, 80));
        Assert.Equal("visits-overlap", ((Decision<PatientMergesEvent>.Refused)PatientMergesDecider.Decide(null,
            new M.Merge(A, B, null, null), a, b)).Refusal.Code);
        Assert.IsType<Decision<PatientMergesEvent>.Accepted>(PatientMergesDecider.Decide(null,
            new M.Merge(A, B, null, "Both are right."), a, b));
        Assert.IsType<Decision<PatientMergesEvent>.Accepted>(PatientMergesDecider.Decide(null,
            new M.Merge(A, B, null, null), a, Visiting(B, 90)));
    }

    [Fact]
    public void Unmerging_gives_each_record_its_own_data_back()
    {
        var (loser, winner) = (Record(A, "+13035550101"), Record(B, "+13035550102"));
        var (before, own) = (winner.Shown, loser.Shown);
        winner = After(winner, new C.Absorb(new AbsorbedRecord(A, 2, loser.Parts)));
        loser = After(loser, new C.FollowMerge(new PendingMerge(A, B, 1)));
        loser = After(loser, new C.LearnTaker(B, winner.ForAbsorbed(2)));
        Assert.Equal(["+13035550102", "+13035550101"], winner.Shown.Phones.Select(p => p.E164));
        Assert.Equal(B, loser.CopyFor(new("r-a"), 3).Patient);

        loser = After(loser, new C.FollowMerge(new PendingMerge(A, null, 2)));
        winner = After(winner, new C.Release(new SeparatedRecord(A, 4)));
        // A message of the merge that comes late changes nothing.
        winner = After(winner, new C.Absorb(new AbsorbedRecord(A, 2, loser.Parts)));
        loser = After(loser, new C.LearnTaker(B, winner.ForAbsorbed(9)));
        loser = After(loser, new C.FollowMerge(new PendingMerge(A, B, 1)));

        Assert.Equal(before.Phones, winner.Shown.Phones);
        Assert.Equal(own.Phones, loser.Shown.Phones);
        Assert.Equal(new PatientCopy(A, 5), loser.CopyFor(new("r-a"), 5));
    }

    [Fact]
    public void What_was_withdrawn_while_both_were_one_stays_withdrawn_in_both()
    {
        var (loser, winner) = (Record(A, "+13035550101"), Record(B, "+13035550102"));
        winner = After(winner, new C.Absorb(new AbsorbedRecord(A, 2, loser.Parts)));
        loser = After(loser, new C.FollowMerge(new PendingMerge(A, B, 1)));
        winner = After(winner, new C.Consent(new Consent(ConsentKind.Sms, false, "verbal", null)));
        loser = After(loser, new C.LearnTaker(B, winner.ForAbsorbed(3)));

        loser = After(loser, new C.FollowMerge(new PendingMerge(A, null, 2)));

        Assert.False(ConsentOrder.Find(loser.AllConsents, ConsentKind.Sms, ConsentPurpose.Care)!.Given);
    }

    [Fact]
    public void A_merged_record_refuses_commands_and_names_the_other_one()
    {
        var loser = After(Record(A, "+13035550101"), new C.FollowMerge(new PendingMerge(A, B, 1)));
        var refused = (Decision<PatientEvent>.Refused)PatientDecider.Decide(loser,
            new C.Correct(new PatientCorrections { GivenName = "Dora" }, null, "x"), Context);
        Assert.Equal("patient-merged", refused.Refusal.Code);
        Assert.Contains(B.Value, refused.Refusal.Text, StringComparison.Ordinal);
    }

    private static PatientContext Context { get; } = new(Now, "nora", []);

    private static PatientMerges Merged(PatientMerges? state, PatientId from, PatientId into) =>
        Assert.IsType<Decision<PatientMergesEvent>.Accepted>(PatientMergesDecider.Decide(state,
            new M.Merge(from, into, null, null), Record(from, "+13035550101"), Record(into, "+13035550102")))
            .Events.Aggregate(state, PatientMergesDecider.Evolve)!;

    private static string Refusal(PatientMerges? state, PatientId from, PatientId into) =>
        ((Decision<PatientMergesEvent>.Refused)PatientMergesDecider.Decide(state, new M.Merge(from, into, null, null),
            Record(from, "+13035550101"), Record(into, "+13035550102"))).Refusal.Code;

    private static PatientRecord After(PatientRecord state, C command) =>
        ((Decision<PatientEvent>.Accepted)PatientDecider.Decide(state, command, Context)).Events
            .Aggregate(state, PatientEvolver.Evolve);

    private static PatientRecord Record(PatientId id, string phone, PatientVisit? visit = null) =>
        PatientEvolver.Evolve(null, new PatientEvent.Learned(id, new PatientFacts(new("r-" + id.Value), 1, null,
            Submission().Patient with { Phones = [new PhoneNumber(phone)] }, [], visit, Now)));

    private static PatientRecord Visiting(PatientId id, int minutes) => Record(id, "+13035550101", new PatientVisit(
        new("r-" + id.Value), "b-" + id.Value, Now + Duration.FromMinutes(minutes),
        Now + Duration.FromMinutes(minutes + 30)));
}
