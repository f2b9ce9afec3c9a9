using System.Diagnostics;
using ReferralSilo.Domain.Referrals;
using E = ReferralSilo.Domain.Patients.PatientEvent;

namespace ReferralSilo.Domain.Patients;

/// <summary>Applies events to the record of a patient.</summary>
public static class PatientEvolver
{
    private const int MostSeparated = 20, MostClaims = 50;

    /// <summary>The state after the event.</summary>
    /// <exception cref="UnreachableException">The event cannot be the first one.</exception>
    public static PatientRecord Evolve(PatientRecord? state, PatientEvent happened) => (state, happened) switch
    {
        (null, E.Learned e) => new PatientRecord(e.Id, e.Facts.Person, [Known(e.Facts)],
            ConsentOrder.Add([], e.Facts.Consents)),
        ({ } s, E.Learned e) => Learned(s, e.Facts),
        ({ } s, E.Corrected e) => s with
        {
            Corrected = e.Fields.Over(s.Corrected), SafeContact = e.SafeContact ?? s.SafeContact,
        },
        ({ } s, E.ConsentRecorded e) => s with { Consents = ConsentOrder.Add(s.Consents, [e.Consent]) },
        ({ } s, E.DeathRecorded e) => s with { Death = e.Death },
        ({ } s, E.VisitClaimed e) => s with
        {
            Claims = [.. (s.Claims ?? []).Where(c => e.Ended?.Contains(c.Visit.Booking) != true)
                .TakeLast(MostClaims - 1), e.Claim],
        },
        ({ } s, E.VisitReleased e) => s with { Claims = Without(s.Claims, c => c.Visit.Booking == e.Booking) },
        ({ } s, E.MergedInto e) => s with
        {
            Merged = new MergeLink(e.Into, e.At), MergeNumber = e.Number,
        },
        ({ } s, E.Separated e) => s with
        {
            Merged = null, MergeNumber = e.Number, Consents = ConsentOrder.Add(s.Consents, Withdrawn(s)),
        },
        ({ } s, E.Absorbed e) => s with
        {
            Absorbed = [.. (s.Absorbed ?? []).Where(a => a.From != e.Record.From), e.Record],
        },
        ({ } s, E.Released e) => s with
        {
            Absorbed = Without(s.Absorbed, a => a.From == e.Record.From),
            Separated = [.. (s.Separated ?? []).Where(x => x.From != e.Record.From).TakeLast(MostSeparated - 1),
                e.Record],
        },
        ({ } s, E.TakerChanged e) => s with { Merged = s.Merged! with { Taker = e.Taker } },
        _ => throw new UnreachableException($"{happened.GetType().Name} cannot be the first event."),
    };

    private static PatientRecord Learned(PatientRecord state, PatientFacts facts)
    {
        var before = state.Referrals.FirstOrDefault(r => r.Id == facts.Referral);
        var known = Known(facts);
        return state with
        {
            Person = PatientContacts.Newer(state.Person, facts.Person),
            Referrals = before is null ? [.. state.Referrals, known]
                : [.. state.Referrals.Select(r => r == before ? known : r)],
            Consents = ConsentOrder.Add(state.Consents, facts.Consents),
            // A visit that the referral had and has no more is over or was given up.
            Claims = Without(state.Claims, c => c.Visit == before?.Visit || c.Visit == facts.Visit),
        };
    }

    private static KnownReferral Known(PatientFacts facts) =>
        new(facts.Referral, facts.Version, facts.Source, facts.ReceivedAt, facts.Visit);

    /// <summary>What the person withdrew while the records were one stays withdrawn in both.</summary>
    private static IReadOnlyList<Consent> Withdrawn(PatientRecord state) =>
        state.Merged is not { Taker: { } taker } link ? []
            : [.. taker.Consents.Where(c => !c.Given && c.RecordedAt is { } at && at >= link.At)];

    private static IReadOnlyList<T>? Without<T>(IReadOnlyList<T>? list, Func<T, bool> which)
    {
        if (list is null || !list.Any(which)) return list;
        List<T> left = [.. list.Where(item => !which(item))];
        return left.Count == 0 ? null : left;
    }
}
