using NodaTime;
using ReferralSilo.Domain;
using ReferralSilo.Domain.Addresses;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Grains.Outbox;

namespace ReferralSilo.Grains.Addresses;

/// <inheritdoc/>
public sealed class AddressRules : IAggregateRules<Address, AddressCommand, AddressEvent>
{
    public ValueTask<Decision<AddressEvent>> Decide(Address? state, CommandEnvelope<AddressCommand> envelope,
        Instant now) => new(AddressDecider.Decide(state, envelope.Command, now));

    /// <summary>None: each is decided on the state that is there.</summary>
    public bool Creates(AddressCommand command) => false;

    public IReadOnlyList<Outgoing> Outbox(Address? before, IReadOnlyList<AddressEvent> events, Address after,
        long version) => AddressOutbox.For(events, version);
}
