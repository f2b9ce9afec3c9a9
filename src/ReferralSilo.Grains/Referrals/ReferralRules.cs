using NodaTime;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Domain;
using ReferralSilo.Domain.Referrals;
using ReferralSilo.Domain.Schedules;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Grains.Interfaces;
using ReferralSilo.Grains.Outbox;
using ReferralSilo.Grains.Settings;
using ReferralSilo.Storage;
using D = ReferralSilo.Domain.Decision<ReferralSilo.Domain.Referrals.ReferralEvent>;

namespace ReferralSilo.Grains.Referrals;

/// <summary>Decides the commands of referrals with the settings of the service lines, and reserves their
/// slots.</summary>
public sealed class ReferralRules(ServiceLineCatalog lines, IGrainFactory grains, ILedger ledger,
    ReferralMapper mapper) : IAggregateRules<Referral, ReferralCommand, ReferralEvent>
{
    public async ValueTask<D> Decide(Referral? state, CommandEnvelope<ReferralCommand> envelope, Instant now)
    {
        var context = await Context(envelope, now);
        if (state is not null && envelope.Command is Undo)
            context = context with { LastAct = await LastAct(state.Case.Id) };
        if (state is Referral.Booked booked && envelope.Command is (SuppliedInformation or Submit or ChangePatient))
            context = context with { Clinician = await Clinician(booked.Appointment.Clinician) };
        return ReferralDecider.Decide(state, envelope.Command, context);
    }

    public bool Creates(ReferralCommand command) => command is Submit { IsKnown: false };

    public IReadOnlyList<Outgoing> Outbox(Referral? before, IReadOnlyList<ReferralEvent> events, Referral after,
        long version) => ReferralOutbox.For(before, events, after, version);

    public IReservation<Referral, ReferralEvent> Reserve(CommandEnvelope<ReferralCommand> envelope) =>
        new SlotReservation(grains, envelope.Operation?.Id, envelope.Command, now => Context(envelope, now));

    /// <summary>The events of the last commit, which have one time and one actor; null when it created the
    /// referral.</summary>
    private async Task<LastAct?> LastAct(ReferralId id)
    {
        var events = await ledger.ReadEvents(new StreamId(ReferralMapper.StreamKind, id.Value));
        if (events.Count == 0) return null;
        var last = events[^1];
        var first = events.Count - events.Reverse().TakeWhile(e => e.At == last.At && e.Actor == last.Actor).Count();
        var before = events.Take(first)
            .Aggregate((Referral?)null, (state, e) => mapper.Evolve(state, mapper.ReadEvent(e.Body.Span)));
        return before is null ? null : new LastAct(before, last.Version, last.Actor, last.At,
            [.. events.Skip(first).Select(e => mapper.ReadEvent(e.Body.Span))]);
    }

    private async Task<ClinicianProfile?> Clinician(ClinicianId id) =>
        (await grains.GetGrain<IScheduleGrain>(id.Value).Show())?.State.Profile;

    private async ValueTask<ReferralContext> Context(CommandEnvelope<ReferralCommand> envelope, Instant now) =>
        new(now, envelope.Actor, await lines.All(), null, envelope.MayAccept, BySource: envelope.BySource);
}
