using System.Diagnostics;
using NodaTime;
using ReferralSilo.Domain.Referrals;
using C = ReferralSilo.Domain.Patients.PatientCommand;
using D = ReferralSilo.Domain.Decision<ReferralSilo.Domain.Patients.PatientEvent>;
using E = ReferralSilo.Domain.Patients.PatientEvent;

namespace ReferralSilo.Domain.Patients;

/// <summary>The inputs of a decision besides the state and the command.</summary>
/// <param name="Now">The instant of the decision.</param>
/// <param name="Actor">Who sends the command.</param>
/// <param name="Stale">Bookings whose claim is of no visit any more.</param>
public sealed record PatientContext(Instant Now, string Actor, IReadOnlyCollection<string> Stale)
{
    /// <summary>For a separation: what the record that took over shows at this moment; null when it does not know of
    /// the merge yet.</summary>
    public TakerCopy? Taker { get; init; }
}

/// <summary>The rules for the record of a patient.</summary>
public static class PatientDecider
{
    /// <summary>How long a claimed time may wait for its booking.</summary>
    public static readonly Duration LongestBooking = Duration.FromMinutes(2);

    /// <summary>Decides one command. Refused: the codes of <see cref="PatientRefusals"/>.</summary>
    public static D Decide(PatientRecord? state, C command, PatientContext context) => (state, command) switch
    {
        (_, C.Learn c) => Learn(state, c),
        (null, _) => PatientRefusals.Unknown,

        // Its own visits count also before the record that took over knows them.
        ({ Merged: not null } s, C.ClaimVisit c) when IsTaken(s, c, context) => PatientRefusals.HasVisit,
        ({ Merged: { } link }, C.Correct or C.Consent or C.RecordDeath or C.ClaimVisit
            or C.AddRelatedPerson or C.CorrectRelatedPerson or C.RemoveRelatedPerson or C.RecordPrivacy) =>
            PatientRefusals.Merged(link.Taker?.Id ?? link.Into),
        ({ } s, C.Correct c) => Correct(s, c),
        ({ } s, C.AddRelatedPerson c) => RelatedPeopleRules.Add(s, c, context),
        ({ } s, C.CorrectRelatedPerson c) => RelatedPeopleRules.Correct(s, c, context),
        ({ } s, C.RemoveRelatedPerson c) => RelatedPeopleRules.Remove(s, c, context),
        ({ } s, C.RecordPrivacy c) => RelatedPeopleRules.Record(s, c, context),
        ({ } s, C.Consent { Given.GivenBy: { } by }) when !RelatedPeople.MayConsent(s, by, context.Now) =>
            PatientRefusals.MayNotConsent,
        ({ } s, C.Consent c) => Record(s, c, context),
        ({ } s, C.RecordDeath c) => RecordDeath(s, c, context),
        ({ } s, C.ClaimVisit c) => Claim(s, c, context),
        ({ } s, C.ReleaseVisit c) =>
            s.Claims?.Any(k => k.Visit.Booking == c.Booking) == true ? new E.VisitReleased(c.Booking) : D.NoChange,

        ({ } s, C.FollowMerge c) when c.Decided.Number <= s.MergeNumber => D.NoChange,
        (_, C.FollowMerge { Decided: { Into: { } into, Number: var n } }) => new E.MergedInto(into, context.Now, n),
        ({ Merged: { } link }, C.FollowMerge c) => Separate(link, c.Decided.Number, context.Taker),
        (_, C.FollowMerge) => D.NoChange,
        ({ } s, C.Absorb c) => IsOld(s, c.Record) ? D.NoChange : new E.Absorbed(c.Record),
        ({ } s, C.Release c) => Release(s, c.Record),
        ({ } s, C.LearnTaker c) => s.Merged is { } link && link.Into == c.Into
            && !(link.Taker?.Version >= c.Taker.Version) ? new E.TakerChanged(c.Taker) : D.NoChange,
        _ => throw new UnreachableException($"No rule for {command.GetType().Name}."),
    };

    private static D Learn(PatientRecord? state, C.Learn command) =>
        state?.Referrals.FirstOrDefault(r => r.Id == command.Facts.Referral) is { } known
            && known.Version >= command.Facts.Version ? D.NoChange : new E.Learned(command.Id, command.Facts);

    private static D Correct(PatientRecord state, C.Correct command)
    {
        var fields = command.Fields;
        if (fields.Phones is { } phones)
        {
            // The numbers that were shown and are not named any more were wrong.
            var shown = state.Shown.Phones.Where(p => command.SeenPhones?.Contains(p) != false);
            fields = fields with
            {
                WrongPhones = [.. shown.Except(phones)],
                // No referral may have the number that an earlier correction gave.
                Phones = [.. phones.Concat(Unseen(state, command)).Distinct().Take(PatientCorrections.MostPhones)],
            };
        }

        var after = PatientEvolver.Evolve(state, new E.Corrected(fields, command.SafeContact, command.Reason));
        return PatientJson.AreSame(after, state) ? D.NoChange
            : new E.Corrected(fields, command.SafeContact, command.Reason);
    }

    private static IEnumerable<PhoneNumber> Unseen(PatientRecord state, C.Correct command) =>
        command.SeenPhones is { } seen ? (state.AllCorrections.Phones ?? []).Except(seen) : [];

    private static D Record(PatientRecord state, C.Consent command, PatientContext context) =>
        new E.ConsentRecorded(command.Given with
        {
            At = context.Now, RecordedAt = context.Now, By = context.Actor, From = null,
        });

    /// <summary>Compares with the death that counts, which may be that of a record that was merged into this one. Said
    /// again without a date, it changes nothing.</summary>
    private static D RecordDeath(PatientRecord state, C.RecordDeath command, PatientContext context)
    {
        var known = state.CountedDeath;
        if (!command.Deceased)
            return known is null ? D.NoChange
                : new E.DeathRecorded(null, command.Reason) { LivesSince = context.Now };
        return known is { Suspected: null } && (command.On is null || command.On == known.On) ? D.NoChange
            : new E.DeathRecorded(new Death(command.On, context.Now), command.Reason);
    }

    /// <summary>Whether a visit was claimed so recently that its booking may still run.</summary>
    public static bool MayBeBooking(PatientRecord state, PatientVisit visit, Instant now) =>
        state.AllClaims.FirstOrDefault(c => c.Visit == visit) is { } claim && now - claim.ClaimedAt < LongestBooking;

    private static bool IsTaken(PatientRecord state, C.ClaimVisit command, PatientContext context) =>
        !command.Overruled && state.Visits.Any(v => v.Referral != command.Visit.Referral
            && v.Overlaps(command.Visit) && !context.Stale.Contains(v.Booking));

    private static D Claim(PatientRecord state, C.ClaimVisit command, PatientContext context)
    {
        var (visit, claims) = (command.Visit, state.Claims ?? []);
        if (claims.Any(c => c.Visit == visit)) return D.NoChange;
        if (IsTaken(state, command, context)) return PatientRefusals.HasVisit;
        List<string> ended = [.. claims.Select(c => c.Visit.Booking).Intersect(context.Stale)];
        return new E.VisitClaimed(new VisitClaim(visit, context.Now), ended.Count == 0 ? null : ended);
    }

    /// <summary>With all that the record that took over says at this moment: its message may be on its way
    /// still.</summary>
    private static D Separate(MergeLink link, long number, TakerCopy? taker)
    {
        var separated = new E.Separated(link.Into, number);
        var isKnown = taker is null || link.Taker is { } known
            && (known.Version > taker.Version || PatientJson.AreSame(known, taker));
        return isKnown ? separated : D.Accept(new E.TakerChanged(taker!), separated);
    }

    private static bool IsOld(PatientRecord state, AbsorbedRecord record) =>
        (state.Absorbed ?? []).Any(a => a.From == record.From && a.Version >= record.Version)
        || (state.Separated ?? []).Any(s => s.From == record.From && s.Version >= record.Version);

    private static D Release(PatientRecord state, SeparatedRecord record) =>
        (state.Separated ?? []).Any(s => s.From == record.From && s.Version >= record.Version)
        || (state.Absorbed ?? []).Any(a => a.From == record.From && a.Version > record.Version)
            ? D.NoChange : new E.Released(record);
}
