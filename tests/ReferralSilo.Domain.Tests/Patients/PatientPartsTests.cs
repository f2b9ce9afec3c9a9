using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Domain.Patients;
using ReferralSilo.Domain.Referrals;
using static ReferralSilo.Domain.Tests.Referrals.AReferral;
using C = ReferralSilo.Domain.Patients.PatientCommand;
using M = ReferralSilo.Domain.Patients.PatientMergesCommand;

namespace ReferralSilo.Domain.Tests.Patients;

/// <summary>What counts of merged records: nothing that protects the patient is lost by a merge or its end.</summary>
public sealed class PatientPartsTests
{
    private static readonly PatientId A = new("a"), B = new("b");
    private static readonly SafeContact Danger = new(true, new PhoneNumber("+18085550100"), null, "The partner reads");

    private Instant _now = Now;

    [Fact]
    public void The_notes_of_both_records_count_after_a_merge()
    {
        var (from, into) = Merged(Noted(Record(A), Danger), Noted(Record(B), new SafeContact(null, null, "after 5")));

        var counted = Danger with { Hours = "after 5" };
        Assert.Equal(counted, CopyOf(into).SafeContact);
        Assert.Equal(counted, CopyOf(from).SafeContact);
    }

    [Fact]
    public void A_note_that_was_removed_before_a_merge_hides_none()
    {
        var (from, into) = Merged(Noted(Record(A), Danger), Noted(Noted(Record(B), Danger), new SafeContact()));

        Assert.Equal((Danger, Danger), (CopyOf(into).SafeContact, CopyOf(from).SafeContact));
        Assert.Null(CopyOf(Noted(Noted(Record(B), Danger), new SafeContact())).SafeContact);
    }

    [Fact]
    public void A_note_that_is_replaced_after_a_merge_counts_alone_until_the_records_are_separated()
    {
        var (from, into) = Merged(Noted(Record(A), Danger), Record(B));
        into = Noted(into, new SafeContact());
        from = After(from, new C.LearnTaker(B, into.ForAbsorbed(5)));
        Assert.Equal((null, null), (CopyOf(into).SafeContact, CopyOf(from).SafeContact));

        (from, into) = Separated(from, into);

        Assert.Equal(Danger, CopyOf(from).SafeContact);
        Assert.Null(into.NoteReplaces);
    }

    [Fact]
    public void What_the_merged_record_withdrew_stays_withdrawn_in_the_one_that_took_over()
    {
        var (given, no) = (Consent(true, Now), Consent(false, Now + Duration.FromMinutes(9)));
        var (from, into) = Merged(Record(A, given), Record(B, given));
        Assert.True(IsGiven(into));

        from = After(from, new C.Learn(A, Facts(A, 2, no)));
        (from, into) = Separated(from, into);

        Assert.Equal((false, false), (IsGiven(from), IsGiven(into)));
    }

    [Fact]
    public void What_was_withdrawn_before_the_merge_is_not_taken_over_by_its_end()
    {
        var (from, into) = Merged(Record(A, Consent(false, Now)), Record(B, Consent(true, Now)), later: 5);
        (from, into) = Separated(from, into);
        Assert.Equal((false, true), (IsGiven(from), IsGiven(into)));

        // A message of an older program does not say when.
        (from, into) = Merged(Record(A, Consent(false, Now)), Record(B, Consent(true, Now)), later: 5);
        Assert.False(IsGiven(After(into, new C.Release(new SeparatedRecord(A, 9)))));
        Assert.False(IsGiven(from));
    }

    [Fact]
    public void Someone_who_died_is_merged_with_someone_who_lives_only_with_a_reason()
    {
        var (dead, alive) = (Dead(Record(A)), Record(B));
        Assert.Equal("one-has-died", Refusal(dead, alive, null));
        Assert.Equal("one-has-died", Refusal(alive, dead, null));
        Assert.Null(Refusal(dead, alive, "The daughter brought the card."));
        Assert.Null(Refusal(dead, Dead(Record(B)), null));
    }

    [Fact]
    public void A_wrong_death_of_a_merged_record_is_taken_back_at_the_one_that_took_over()
    {
        var (from, into) = Merged(Dead(Record(A)), Record(B));
        Assert.NotNull(CopyOf(into).DeceasedAt);

        into = After(into, new C.RecordDeath(false, null, "She called."));
        from = After(from, new C.LearnTaker(B, into.ForAbsorbed(5)));

        Assert.Equal((null, null), (CopyOf(into).DeceasedAt, CopyOf(from).DeceasedAt));
        Assert.Null(into.CountedDeath);
        Assert.IsType<Decision<PatientEvent>.Accepted>(PatientDecider.Decide(into,
            new C.RecordDeath(true, null, "The certificate."), Context));
    }

    [Fact]
    public void A_death_that_only_a_sender_reports_holds_messages_and_ends_nothing_until_staff_decide()
    {
        var record = Record(A);
        record = After(record, new C.Learn(A, Facts(A, 2) with { SaysDied = true }));
        Assert.Equal((null, Now), (CopyOf(record).DeceasedAt, CopyOf(record).DeathSuspectedAt));
        Assert.Empty(ReferralMessages.Ways(With(CopyOf(record))));

        record = After(record, new C.RecordDeath(false, null, "She answered the phone."));
        Assert.Null(CopyOf(record).DeathSuspectedAt);
        Assert.NotEmpty(ReferralMessages.Ways(With(CopyOf(record))));
        // The same referral says it again with its next booking.
        record = After(record, new C.Learn(A, Facts(A, 3) with { SaysDied = true }));
        Assert.Null(record.CountedDeath);

        var other = Facts(A, 1) with { Referral = new("r-2"), SaysDied = true };
        Assert.NotNull(After(record, new C.Learn(A, other)).CountedDeath);
        Assert.NotNull(CopyOf(Dead(After(record, new C.Learn(A, other)))).DeceasedAt);
    }

    [Fact]
    public void A_record_begins_with_what_intake_took_over_from_one_that_could_not_be_joined()
    {
        var facts = Facts(A, 1, Consent(true, Now)) with
        {
            Inherited = new PatientCopy(A, 0)
            {
                SafeContact = Danger, DeathSuspectedAt = Now,
                Consents = [Consent(false, Now + Duration.FromMinutes(1))],
                Corrected = new PatientCorrections { GivenName = "Dora" },
            },
        };
        var record = PatientEvolver.Evolve(null, new PatientEvent.Learned(A, facts));

        Assert.Equal(("Dora", Danger), (record.Shown.Name.Given, record.CountedNote));
        Assert.False(IsGiven(record));
        Assert.NotNull(CopyOf(record).DeathSuspectedAt);
    }

    [Fact]
    public void A_booking_of_an_old_referral_does_not_bring_its_old_contact_back()
    {
        var old = Facts(A, 1) with { Person = Person("+13035550101", "old@example.org") };
        var record = PatientEvolver.Evolve(null, new PatientEvent.Learned(A, old));
        record = After(record, new C.Learn(A, old with
        {
            Referral = new("r-new"), ReceivedAt = Now + Duration.FromDays(9),
            Person = Person("+13035550102", "new@example.org"),
        }));
        record = After(record, new C.Learn(A, old with { Version = 2 }));

        Assert.Equal("new@example.org", record.Shown.Email?.Value);
        Assert.Equal(["+13035550102", "+13035550101"], record.Shown.Phones.Select(p => p.E164));
    }

    [Fact]
    public void A_number_that_the_person_did_not_see_does_not_become_wrong()
    {
        var (seen, unseen, right) = (new PhoneNumber("+13035550101"), new PhoneNumber("+13035550102"),
            new PhoneNumber("+13035550103"));
        var record = PatientEvolver.Evolve(null, new PatientEvent.Learned(A,
            Facts(A, 1) with { Person = Person(seen.E164) with { Phones = [seen, unseen] } }));

        record = After(record, new C.Correct(new PatientCorrections { Phones = [right] }, null, "Read the card.")
        {
            SeenPhones = [seen],
        });

        Assert.Equal([right, unseen], record.Shown.Phones);

        // Neither does the number of that correction for someone who saw none.
        var newest = new PhoneNumber("+13035550104");
        record = After(record, new C.Correct(new PatientCorrections { Phones = [newest] }, null, "She called.")
        {
            SeenPhones = [],
        });
        Assert.Equal([newest, right, unseen], record.Shown.Phones);
    }

    [Fact]
    public void A_death_that_was_taken_back_while_the_records_were_one_does_not_come_back_with_their_separation()
    {
        var (from, into) = Merged(Dead(Record(A)), Record(B));
        _now += Duration.FromMinutes(1);
        into = After(into, new C.RecordDeath(false, null, "She called."));
        from = After(from, new C.LearnTaker(B, into.ForAbsorbed(5)));

        (from, into) = Separated(from, into);

        Assert.Equal((null, null), (CopyOf(from).DeceasedAt, CopyOf(from).DeathSuspectedAt));
        Assert.Null(CopyOf(into).DeceasedAt);
    }

    [Fact]
    public void A_death_that_was_recorded_while_the_records_were_one_is_suspected_of_the_separated_one()
    {
        var (from, into) = Merged(Record(A), Record(B));
        _now += Duration.FromMinutes(1);
        into = Dead(into);
        from = After(from, new C.LearnTaker(B, into.ForAbsorbed(5)));

        (from, into) = Separated(from, into);

        Assert.Null(CopyOf(from).DeceasedAt);
        Assert.NotNull(CopyOf(from).DeathSuspectedAt);
        Assert.NotNull(CopyOf(into).DeceasedAt);
    }

    [Fact]
    public void What_staff_said_of_the_other_record_before_the_merge_does_not_change_a_death()
    {
        var dead = Dead(Record(A));
        var alive = After(Dead(Record(B)), new C.RecordDeath(false, null, "A mistake."));
        var (from, into) = Merged(dead, alive, later: 5);

        (from, _) = Separated(from, into);

        Assert.NotNull(CopyOf(from).DeceasedAt);
    }

    [Fact]
    public void A_merged_record_refuses_a_time_at_which_it_has_a_visit_itself()
    {
        var booked = Record(A, visit: Visit("r-a", 60));
        var merged = After(booked, new C.FollowMerge(new PendingMerge(A, B, 1)));

        Assert.Equal("patient-has-visit", Refused(merged, new C.ClaimVisit(Visit("r-2", 80), false)));
        Assert.Equal("patient-merged", Refused(merged, new C.ClaimVisit(Visit("r-2", 80), true)));
        Assert.Equal("patient-merged", Refused(merged, new C.ClaimVisit(Visit("r-2", 90), false)));
    }

    [Fact]
    public void A_time_that_was_claimed_before_the_merge_is_taken_after_it()
    {
        var (from, into) = Merged(After(Record(A), new C.ClaimVisit(Visit("r-a", 60), false)), Record(B));
        Assert.Equal("patient-has-visit", Refused(into, new C.ClaimVisit(Visit("r-b", 70), false)));
        Assert.NotNull(from.Claims);
    }

    [Fact]
    public void Times_that_the_separated_patient_claimed_are_free_again_for_the_other_one()
    {
        var (from, into) = Merged(Record(A), Record(B));
        into = After(into, new C.ClaimVisit(Visit("r-a", 60), false));
        into = After(into, new C.ClaimVisit(Visit("r-b", 200), false));

        (_, into) = Separated(from, into);

        Assert.Equal(["r-b"], into.Claims!.Select(c => c.Visit.Referral.Value));
    }

    [Fact]
    public void Texts_to_the_safe_number_wait_for_the_hour_where_it_is()
    {
        var zones = ReferralMessages.Zones(With(new PatientCopy(A, 1) { SafeContact = Danger }));
        Assert.Contains("Pacific/Honolulu", zones.Select(z => z.Id));
        Assert.DoesNotContain("Pacific/Honolulu", ReferralMessages.Zones(Received()).Select(z => z.Id));
    }

    [Fact]
    public void Nothing_is_written_to_someone_of_whom_the_sender_says_that_they_died()
    {
        var said = Submission() with
        {
            Warnings = [new SubmissionWarning("Patient.deceased", "patient-deceased", null)],
        };
        Assert.NotEmpty(ReferralMessages.Ways(Received()));
        Assert.Empty(ReferralMessages.Ways(Received(said)));
        Assert.True(PatientFacts.From(Received(said), 1).SaysDied);
        // Staff said at the patient that they live.
        Assert.NotEmpty(ReferralMessages.Ways(ReferralEvolver.Evolve(Received(said),
            new ReferralEvent.PatientChanged(new PatientCopy(A, 3)))));
    }

    private PatientContext Context => new(_now, "nora", []);

    private static Referral With(PatientCopy copy) =>
        ReferralEvolver.Evolve(Received(), new ReferralEvent.PatientChanged(copy));

    private (PatientRecord From, PatientRecord Into) Merged(PatientRecord from, PatientRecord into, int later = 1)
    {
        _now += Duration.FromMinutes(later);
        from = After(from, new C.FollowMerge(new PendingMerge(A, B, 1)));
        into = After(into, new C.Absorb(new AbsorbedRecord(A, 2, from.Parts)));
        return (After(from, new C.LearnTaker(B, into.ForAbsorbed(2))), into);
    }

    private (PatientRecord From, PatientRecord Into) Separated(PatientRecord from, PatientRecord into)
    {
        from = After(from, new C.FollowMerge(new PendingMerge(A, null, 2)));
        var merge = from.Ended!;
        Assert.Equal(B, merge.Into);
        return (from, After(into, new C.Release(new SeparatedRecord(A, 9)
        {
            Withdrawn = [.. from.Parts.SelectMany(p => p.Consents)
                .Where(c => !c.Given && c.RecordedAt >= merge.At)],
        })));
    }

    private string? Refusal(PatientRecord from, PatientRecord into, string? overrule) => PatientMergesDecider.Decide(
        null, new M.Merge(from.Id, into.Id, null, overrule), from, into) is Decision<PatientMergesEvent>.Refused no
            ? no.Refusal.Code : null;

    private string Refused(PatientRecord state, C command) =>
        ((Decision<PatientEvent>.Refused)PatientDecider.Decide(state, command, Context)).Refusal.Code;

    private PatientRecord After(PatientRecord state, C command) => PatientDecider.Decide(state, command, Context) switch
    {
        Decision<PatientEvent>.Accepted accepted => accepted.Events.Aggregate(state, PatientEvolver.Evolve),
        Decision<PatientEvent>.Refused refused => throw new InvalidOperationException(refused.Refusal.Code),
        _ => state,
    };

    private PatientRecord Noted(PatientRecord state, SafeContact note) =>
        After(state, new C.Correct(new PatientCorrections(), note, "x"));

    private PatientRecord Dead(PatientRecord state)
    {
        var dead = After(state, new C.RecordDeath(true, null, "x"));
        _now += Duration.FromMinutes(1);
        return dead;
    }

    private static PatientCopy CopyOf(PatientRecord state) => state.CopyFor(new("other"), 3);

    private static bool IsGiven(PatientRecord state) => ConsentOrder.IsGiven(state.AllConsents, ConsentKind.Sms);

    private static Consent Consent(bool given, Instant at) =>
        new(ConsentKind.Sms, given, "verbal", at) { RecordedAt = at, By = "nora" };

    private static Patient Person(string phone, string? mail = null) => Submission().Patient with
    {
        Phones = [new PhoneNumber(phone)], Email = mail is null ? null : new EmailAddress(mail),
    };

    private static PatientFacts Facts(PatientId id, long version, params Consent[] consents) => new(
        new("r-" + id.Value), version, null, Person("+13035550101"), consents, null, Now);

    private static PatientRecord Record(PatientId id, Consent? consent = null, PatientVisit? visit = null) =>
        PatientEvolver.Evolve(null, new PatientEvent.Learned(id,
            Facts(id, 1, consent is null ? [] : [consent]) with { Visit = visit }));

    private static PatientVisit Visit(string referral, int minutes) => new(new(referral), "b-" + referral,
        Now + Duration.FromMinutes(minutes), Now + Duration.FromMinutes(minutes + 30));
}
