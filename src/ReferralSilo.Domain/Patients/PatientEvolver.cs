using System.Diagnostics;
using NodaTime;
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
        (null, E.Learned { Facts: var facts } e) => new PatientRecord(e.Id, facts.Person, [Known(facts)],
            ConsentOrder.Add(ConsentOrder.Add([], facts.Inherited?.Consents ?? []), facts.Consents))
        {
            Corrected = facts.Inherited?.Corrected, SafeContact = facts.Inherited?.SafeContact,
            Related = RelatedPeople.Learn(facts.Inherited?.Related, facts), Private = facts.Inherited?.Private,
            Death = facts.SaysDied is true || facts.Inherited?.DeathSuspectedAt is not null ? Suspected(facts) : null,
        },
        ({ } s, E.Learned e) => Learned(s, e.Facts),
        ({ } s, E.Corrected e) => s with
        {
            Corrected = e.Fields.Over(s.Corrected), SafeContact = e.SafeContact ?? s.SafeContact,
            NoteReplaces = e.SafeContact is null || s.Parts.Count == 1 ? s.NoteReplaces
                : [.. s.Parts.Skip(1).Select(p => p.Id)],
        },
        ({ } s, E.ConsentRecorded e) => s with { Consents = ConsentOrder.Add(s.Consents, [e.Consent]) },
        ({ } s, E.DeathRecorded e) => s with { Death = e.Death, LivesSince = e.LivesSince },
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
        ({ } s, E.Separated e) => KeepDeath(s) with
        {
            Merged = null, Ended = s.Merged is { } link ? new MergeLink(link.Into, link.At) : null,
            MergeNumber = e.Number, Consents = ConsentOrder.Add(s.Consents, Withdrawn(s)),
            Related = RelatedPeople.Updated(s.Related, s.Merged?.Taker?.Related), Private = StillPrivate(s),
        },
        ({ } s, E.Absorbed e) => s with
        {
            Absorbed = [.. (s.Absorbed ?? []).Where(a => a.From != e.Record.From), e.Record],
        },
        ({ } s, E.Released e) => Released(s, e.Record),
        ({ } s, E.RelatedPersonAdded { Person: var p }) => s with { Related = RelatedPeople.With(s.Related, p) },
        ({ } s, E.RelatedPersonCorrected { Person: var p }) => s with { Related = RelatedPeople.With(s.Related, p) },
        ({ } s, E.RelatedPersonRemoved { Person: var p }) => s with { Related = RelatedPeople.With(s.Related, p) },
        ({ } s, E.PrivacyRecorded { Topic: var t }) => s with { Private = RelatedPeople.With(s.Private, t) },
        ({ } s, E.TakerChanged e) => s with { Merged = s.Merged! with { Taker = e.Taker } },
        _ => throw new UnreachableException($"{happened.GetType().Name} cannot be the first event."),
    };

    private static PatientRecord Learned(PatientRecord state, PatientFacts facts)
    {
        var before = state.Referrals.FirstOrDefault(r => r.Id == facts.Referral);
        var known = Known(facts);
        // A booking of an old referral says nothing new of the person.
        var isNewest = state.Referrals.All(r => r.Id == facts.Referral || r.ReceivedAt <= facts.ReceivedAt);
        return state with
        {
            Person = isNewest ? PatientContacts.Newer(state.Person, facts.Person)
                : PatientContacts.Fill(state.Person, facts.Person),
            Referrals = before is null ? [.. state.Referrals, known]
                : [.. state.Referrals.Select(r => r == before ? known : r)],
            Consents = ConsentOrder.Add(state.Consents, facts.Consents),
            Related = RelatedPeople.Learn(state.Related, facts),
            // The visit that the referral had took place, was moved or was cancelled.
            Claims = Without(state.Claims, c => c.Visit == before?.Visit || c.Visit == facts.Visit),
            Death = facts.SaysDied is true && before?.SaysDied is null && state.CountedDeath is null
                ? Suspected(facts, PatientParts.LivesSince(state.Parts)) : state.Death,
        };
    }

    /// <summary>A report after staff said that the patient lives counts until they say so again.</summary>
    private static Death Suspected(PatientFacts facts, Instant? lives = null) =>
        new(null, facts.ReceivedAt > lives || lives is null ? facts.ReceivedAt : lives.Value + Duration.Epsilon)
        {
            Suspected = true,
        };

    /// <summary>Drops what belongs to the separated record: its part, and the times that its referrals claimed here.
    /// What was withdrawn while both were one stays withdrawn.</summary>
    private static PatientRecord Released(PatientRecord state, SeparatedRecord record)
    {
        var parts = (state.Absorbed ?? []).Where(a => a.From == record.From).SelectMany(a => a.Parts).ToList();
        var (ids, referrals) = (parts.Select(p => p.Id).ToHashSet(),
            parts.SelectMany(p => p.Referrals).Select(r => r.Id).ToHashSet());
        // A version that was made here of a person of theirs; they keep it.
        var theirs = parts.SelectMany(p => p.Related ?? []).Select(p => p.Id).ToHashSet(StringComparer.Ordinal);
        return state with
        {
            Absorbed = Without(state.Absorbed, a => a.From == record.From),
            Separated = [.. (state.Separated ?? []).Where(x => x.From != record.From).TakeLast(MostSeparated - 1),
                record with { Withdrawn = null }],
            Consents = ConsentOrder.Add(state.Consents,
                record.Withdrawn ?? [.. parts.SelectMany(p => p.Consents).Where(c => !c.Given)]),
            NoteReplaces = Without(state.NoteReplaces, ids.Contains),
            Related = Without(state.Related, p => theirs.Contains(p.Id)),
            Claims = Without(state.Claims, c => referrals.Contains(c.Visit.Referral)),
        };
    }

    private static KnownReferral Known(PatientFacts facts) =>
        new(facts.Referral, facts.Version, facts.Source, facts.ReceivedAt, facts.Visit) { SaysDied = facts.SaysDied };

    /// <summary>What the person withdrew while the records were one stays withdrawn in both.</summary>
    private static IReadOnlyList<Consent> Withdrawn(PatientRecord state) =>
        state.Merged is not { Taker: { } taker } link ? []
            : [.. taker.Consents.Where(c => !c.Given && c.RecordedAt is { } at && at >= link.At)];

    /// <summary>What staff said of the person while the records were one stays. That they died is only suspected then:
    /// staff said it of one of two persons.</summary>
    private static PatientRecord KeepDeath(PatientRecord state)
    {
        if (state.Merged is not { Taker: { } taker } link) return state;
        var lives = taker.LivesSince >= link.At && !(state.LivesSince > taker.LivesSince)
            ? taker.LivesSince : state.LivesSince;
        var died = taker.Death is { } death && death.RecordedAt >= link.At ? death with { Suspected = true } : null;
        return state with
        {
            LivesSince = lives,
            Death = PatientParts.Death([state.Death], [lives]) ?? PatientParts.Death([died], [lives]) ?? state.Death,
        };
    }

    /// <summary>What the person declared private while the records were one is private in both.</summary>
    private static IReadOnlyList<PrivateTopic>? StillPrivate(PatientRecord state) =>
        state.Merged is not { Taker.Private: { } said } link ? state.Private
            : said.Where(t => t.At >= link.At).Aggregate(state.Private, RelatedPeople.With);

    private static IReadOnlyList<T>? Without<T>(IReadOnlyList<T>? list, Func<T, bool> which)
    {
        if (list is null || !list.Any(which)) return list;
        List<T> left = [.. list.Where(item => !which(item))];
        return left.Count == 0 ? null : left;
    }
}
