using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Domain.Addresses;
using ReferralSilo.Domain.Conversations;
using ReferralSilo.Domain.Time;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Grains.Interfaces;
using ReferralSilo.Grains.Outbox;

namespace ReferralSilo.Grains.Addresses;

/// <inheritdoc cref="IAddressGrain"/>
[GrainType("address")]
public sealed class AddressGrain(CommandHandlers<Address, AddressCommand, AddressEvent> handlers, IClock clock) : Grain,
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

    public Task<ReceivedText> ReceiveMail(string from, InboundText mail) => ReceiveText(from, mail);

    public async Task<ReceivedText> ReceiveText(string from, InboundText text)
    {
        var reading = InboundReader.Read(text, CivilTime.LatestDay(clock.GetCurrentInstant()));
        var effect = ConversationDecider.EffectOf(reading);
        // The id is an operation, so that a repeat is known however many texts came in between.
        await _address.Receive(new AddressCommand.ReceiveText(from, text, effect, [], "en", [],
                reading.Emergency?.Concern == EmergencyConcern.Emergency),
            new OperationName($"inbound-text/{this.GetPrimaryKeyString()}/{text.Id}", OperationName.AnyRequest));
        return effect switch
        {
            TextEffect.Stop or TextEffect.StopWrongNumber => ReceivedText.Stopped,
            TextEffect.Start => ReceivedText.Started,
            TextEffect.WrongNumber => ReceivedText.WrongNumber,
            _ => ReceivedText.Kept,
        };
    }

    public async Task Receive(IReadOnlyList<OutboxItem> items)
    {
        foreach (var item in items) await _address.Receive((AddressCommand)item.Payload);
    }

    public async Task<bool> Unsubscribe()
    {
        if (await _address.EnsureLoaded() is not { } known) return false;
        await _address.Receive(new AddressCommand.Suppress(known.Channel, known.To,
            known.Channel == MessageChannel.Email ? SuppressionReason.Unsubscribe : SuppressionReason.Stop, null, []));
        return true;
    }
}
