using System.Text.Json;
using ReferralSilo.Contracts;
using ReferralSilo.Domain.Addresses;
using ReferralSilo.Domain.Conversations;
using ReferralSilo.Domain.Messages;
using ReferralSilo.Grains.Interfaces;
using ReferralSilo.Grains.Outbox;
using ReferralSilo.Storage;

namespace ReferralSilo.Grains.Conversations;

/// <summary>Creates the outbox messages of a conversation: the reply, and to the address the decision on an emergency,
/// after which it has what waits judged again.</summary>
public sealed class ConversationOutbox(ConversationMapper mapper) : IOutboxRebuilder
{
    private const string Reply = "reply";
    private const string Decided = "emergency-decided";
    private const string DecidedAt = "emergency-decided-at";

    public string SenderKind => mapper.Kind;

    public static IReadOnlyList<Outgoing> For(IReadOnlyList<ConversationEvent> events, Conversation after,
        string key) =>
        [.. events.Select(happened => happened switch
        {
            ConversationEvent.Replied e => Plan(e, after, key),
            ConversationEvent.EmergencyDecided e => Decide(e, key),
            _ => (Outgoing?)null,
        }).OfType<Outgoing>()];

    public Task<object?> Rebuild(OutboxRow row, CancellationToken ct) => Task.FromResult<object?>(
        row.Message.Kind switch
        {
            Reply => new MessageCommand.Plan(
                JsonSerializer.Deserialize<MessageCase>(row.Message.Body.Span, MessageJson.Options)!),
            // As older versions stored it.
            Decided => new AddressCommand.DecideEmergency(JsonSerializer.Deserialize<string>(row.Message.Body.Span)!,
                []),
            DecidedAt => Decide(JsonSerializer.Deserialize<DecidedText>(row.Message.Body.Span,
                ConversationJson.Options)!),
            _ => throw new InvalidOperationException($"No message for {row.Message.Kind}."),
        });

    private static Outgoing Plan(ConversationEvent.Replied happened, Conversation after, string key)
    {
        var (id, at) = (happened.Entry.Id!, happened.Entry.At);
        var reply = new MessageCase(id, happened.Entry.Referral, MessageOccasion.Reply, at.ToUnixTimeTicks(), null, at,
            at, at + ConversationLimits.ReplyUseful, new MessageWay(after.Channel, after.To, key), "en", 0, [])
        {
            Reply = new StaffReply(key, happened.Entry.Text!, happened.Answers),
        };
        return new Outgoing(new OutboxMessage(Routes.Message.Destination(id), Reply,
            JsonSerializer.SerializeToUtf8Bytes(reply, MessageJson.Options)), new MessageCommand.Plan(reply));
    }

    private static Outgoing Decide(ConversationEvent.EmergencyDecided happened, string key)
    {
        var decided = new DecidedText(happened.Text, happened.TextAt!.Value);
        return new Outgoing(new OutboxMessage(Routes.Address.Destination(key), DecidedAt,
            JsonSerializer.SerializeToUtf8Bytes(decided, ConversationJson.Options)), Decide(decided));
    }

    private static AddressCommand.DecideEmergency Decide(DecidedText decided) =>
        new(decided.Text, []) { At = decided.At };
}
