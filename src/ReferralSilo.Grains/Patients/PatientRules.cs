using NodaTime;
using ReferralSilo.Domain;
using ReferralSilo.Domain.Patients;
using ReferralSilo.Domain.Referrals;
using ReferralSilo.Grains.Addresses;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Grains.Outbox;
using ReferralSilo.Grains.Referrals;
using ReferralSilo.Storage;

namespace ReferralSilo.Grains.Patients;

/// <summary>Decides the commands of patients, and the messages to their referrals.</summary>
public sealed class PatientRules(ILedger ledger, ReferralMapper referrals, AddressKeys keys, PresentPatient present)
    : IAggregateRules<PatientRecord, PatientCommand, PatientEvent>
{
    public async ValueTask<Decision<PatientEvent>> Decide(PatientRecord? state,
        CommandEnvelope<PatientCommand> envelope, Instant now) =>
        PatientDecider.Decide(state, envelope.Command, new PatientContext(now, envelope.Actor,
            state is not null && envelope.Command is PatientCommand.ClaimVisit claim
                ? await Stale(state, claim.Visit, now) : [])
        {
            Taker = state is not null && envelope.Command is PatientCommand.FollowMerge { Decided.Into: null }
                ? await present.TakerOf(state) : null,
        });

    public bool Creates(PatientCommand command) => command is PatientCommand.Learn;

    public IReadOnlyList<Outgoing> Outbox(PatientRecord? before, IReadOnlyList<PatientEvent> events,
        PatientRecord after, long version) => PatientOutbox.For(before, events, after, version, keys);

    /// <summary>The overlapping visits that their referral does not have: it moved or cancelled them a moment ago, or
    /// the booking of a claimed time failed.</summary>
    private async Task<IReadOnlyCollection<string>> Stale(PatientRecord state, PatientVisit asked, Instant now)
    {
        var stale = new HashSet<string>();
        foreach (var visit in state.Visits.Where(v => v.Referral != asked.Referral && v.Overlaps(asked)).ToList())
        {
            if (PatientDecider.MayBeBooking(state, visit, now)) continue;
            var stored = await ledger.Read(new StreamId(ReferralMapper.StreamKind, visit.Referral.Value));
            if (stored is null || PatientVisit.Of(referrals.Read(stored.State.Span)) != visit)
                stale.Add(visit.Booking);
        }

        return stale;
    }
}

/// <summary>Decides merges with the committed records of both patients.</summary>
public sealed class PatientMergesRules(ILedger ledger, PatientMapper patients)
    : IAggregateRules<PatientMerges, PatientMergesCommand, PatientMergesEvent>
{
    public async ValueTask<Decision<PatientMergesEvent>> Decide(PatientMerges? state,
        CommandEnvelope<PatientMergesCommand> envelope, Instant now)
    {
        if (envelope.Command.IsStale) return CommandEnvelopes.VersionMismatch;
        var (from, into) = envelope.Command switch
        {
            PatientMergesCommand.Merge c => (await Read(c.From), await Read(c.Into)),
            PatientMergesCommand.Unmerge c => (await Read(c.From), null),
            _ => (null, null),
        };
        return PatientMergesDecider.Decide(state, envelope.Command, from, into);
    }

    public bool Creates(PatientMergesCommand command) => false;

    public bool RecordsEveryRefusal => true;

    public IReadOnlyList<Outgoing> Outbox(PatientMerges? before, IReadOnlyList<PatientMergesEvent> events,
        PatientMerges after, long version) => PatientMergesOutbox.For(events, after);

    private async Task<PatientRecord?> Read(PatientId id) =>
        await ledger.Read(new StreamId(PatientMapper.StreamKind, id.Value)) is { } stored
            ? patients.Read(stored.State.Span) : null;
}
