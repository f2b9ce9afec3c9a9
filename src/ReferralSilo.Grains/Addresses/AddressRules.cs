using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Domain;
using ReferralSilo.Domain.Addresses;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Grains.Outbox;
using C = ReferralSilo.Domain.Addresses.AddressCommand;

namespace ReferralSilo.Grains.Addresses;

/// <summary>Decides the commands of addresses, with the referrals of a stop and the messages that wait.</summary>
public sealed class AddressRules(AddressUses uses, AddressKeys keys)
    : IAggregateRules<Address, AddressCommand, AddressEvent>
{
    public async ValueTask<Decision<AddressEvent>> Decide(Address? state, CommandEnvelope<AddressCommand> envelope,
        Instant now) => AddressDecider.Decide(state, await Complete(state, envelope.Command, now), now);

    /// <summary>None: each is decided on the state that is there.</summary>
    public bool Creates(AddressCommand command) => false;

    public IReadOnlyList<Outgoing> Outbox(Address? before, IReadOnlyList<AddressEvent> events, Address after,
        long version) => AddressOutbox.For(events, keys.Of(after.Channel, after.To), version);

    private async ValueTask<AddressCommand> Complete(Address? state, AddressCommand command, Instant now)
    {
        switch (command)
        {
            case C.Suppress c:
                var (referrals, language) = await uses.Referrals(c.Channel, c.To, state);
                return c with { Referrals = referrals, Language = language };
            case C.ReceiveText { Effect: TextEffect.Stop or TextEffect.StopWrongNumber } c:
                var (stopped, spoken) = await uses.Referrals(c.Text.Channel, c.To, state);
                return c with { Referrals = stopped, Language = spoken };
            case C.ReceiveText { Effect: TextEffect.None } c:
                return c with { Reopens = await uses.Unreachable(c.Text.Channel, c.To, state, now) };
            case C.ReceiveText { Effect: TextEffect.Start } c:
                return c with { Waiting = await uses.Waiting(MessageChannel.Sms, c.To, state) };
            case C.Lift c when state is not null:
                return c with { Waiting = await uses.Waiting(state.Channel, state.To, state) };
            case C.DecideEmergency c:
                return c with { Waiting = await uses.HeldForEmergencies() };
            case C.MarkValid c when state is not null:
                return c with { Waiting = await uses.Waiting(state.Channel, state.To, state) };
            default:
                return command;
        }
    }
}
