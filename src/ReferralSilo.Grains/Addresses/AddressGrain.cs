using ReferralSilo.Contracts;
using ReferralSilo.Domain.Addresses;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Grains.Interfaces;

namespace ReferralSilo.Grains.Addresses;

/// <inheritdoc cref="IAddressGrain"/>
[GrainType("address")]
public sealed class AddressGrain(CommandHandlers<Address, AddressCommand, AddressEvent> handlers) : Grain,
    IAddressGrain
{
    private CommandHandler<Address, AddressCommand, AddressEvent> _address = null!;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _address = handlers.Open(this.GetPrimaryKeyString(), static _ => { }, this.DeactivateOnIdle);
        return _address.Load(cancellationToken);
    }

    public Task<Snapshot<Address>?> Show() =>
        Task.FromResult(_address.State is { } state ? new Snapshot<Address>(state, _address.Version) : null);

    public Task<CommandOutcome<Address>> Handle(CommandEnvelope<AddressCommand> envelope) =>
        _address.Handle(envelope);

    public async Task<ReceivedText> ReceiveText(string from, InboundText text)
    {
        await _address.Receive(new AddressCommand.ReceiveText(from, text));
        return ReceivedText.Kept;
    }

    public async Task<bool> Unsubscribe()
    {
        if (await _address.EnsureLoaded() is not { } known) return false;
        await _address.Receive(new AddressCommand.Suppress(known.Channel, known.To,
            known.Channel == MessageChannel.Email ? SuppressionReason.Unsubscribe : SuppressionReason.Stop, null, []));
        return true;
    }
}
