using NodaTime;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Domain.Referrals;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Grains.Outbox;
using ReferralSilo.Grains.Settings;
using D = ReferralSilo.Domain.Decision<ReferralSilo.Domain.Referrals.ReferralEvent>;

namespace ReferralSilo.Grains.Referrals;

/// <summary>Decides the commands of referrals with the settings of the service lines, and reserves their
/// slots.</summary>
public sealed class ReferralRules(ServiceLineCatalog lines, IGrainFactory grains)
    : IAggregateRules<Referral, ReferralCommand, ReferralEvent>
{
    public async ValueTask<D> Decide(Referral? state, CommandEnvelope<ReferralCommand> envelope, Instant now) =>
        ReferralDecider.Decide(state, envelope.Command, await Context(envelope, now));

    public bool Creates(ReferralCommand command) => command is Submit { IsKnown: false };

    public IReadOnlyList<Outgoing> Outbox(Referral? before, IReadOnlyList<ReferralEvent> events, Referral after,
        long version) => ReferralOutbox.For(before, events, after, version);

    public IReservation<Referral, ReferralEvent> Reserve(CommandEnvelope<ReferralCommand> envelope) =>
        new SlotReservation(grains, envelope.Operation?.Id, envelope.Command, now => Context(envelope, now));

    private async ValueTask<ReferralContext> Context(CommandEnvelope<ReferralCommand> envelope, Instant now) =>
        new(now, envelope.Actor, await lines.All(), null, envelope.MayAccept);
}
