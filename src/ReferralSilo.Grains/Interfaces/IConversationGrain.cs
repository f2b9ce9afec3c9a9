using ReferralSilo.Domain.Conversations;
using ReferralSilo.Grains.Clocks;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Grains.Outbox;

namespace ReferralSilo.Grains.Interfaces;

/// <summary>What came in from one phone number or mailbox, and what staff answered. Key: that of the address stream,
/// <see cref="Addresses.AddressKeys.Of"/>. From the outbox it receives <see cref="ConversationCommand"/>.</summary>
[Alias("conversation"), GrainInterfaceType("conversation")]
public interface IConversationGrain : IHasDeadline, IOutboxReceiver
{
    /// <summary>Decides and commits one command. Refusals: <see cref="ConversationRefusals"/>,
    /// <c>version-mismatch</c>, <c>idempotency-key-reused</c>.</summary>
    [Alias("handle")]
    Task<CommandOutcome<Conversation>> Handle(CommandEnvelope<ConversationCommand> envelope);

    /// <summary>The committed state; null when nothing ever came in from the address.</summary>
    [Alias("show")]
    Task<Snapshot<Conversation>?> Show();
}
