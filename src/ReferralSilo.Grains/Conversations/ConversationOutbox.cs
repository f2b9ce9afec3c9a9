using System.Text.Json;
using ReferralSilo.Contracts;
using ReferralSilo.Domain.Addresses;
using ReferralSilo.Domain.Conversations;
using ReferralSilo.Domain.Messages;
using ReferralSilo.Domain.Messages.Replies;
using ReferralSilo.Grains.Interfaces;
using ReferralSilo.Grains.Outbox;
using ReferralSilo.Storage;

namespace ReferralSilo.Grains.Conversations;

/// <summary>Creates the outbox messages of a conversation: the reply, and to the address the decision on an emergency,
/// after which it has what waits judged again.</summary>
public sealed class ConversationOutbox(ConversationMapper mapper) : IOutboxRebuilder
{
    private const string ReplyKind = "reply";
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
            ReplyKind => new MessageCommand.Plan(
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
            Reply = Reply(key, happened, after),
        };
        return new Outgoing(new OutboxMessage(Routes.Message.Destination(id), ReplyKind,
            JsonSerializer.SerializeToUtf8Bytes(reply, MessageJson.Options)), new MessageCommand.Plan(reply));
    }

    /// <summary>A mail stands in the thread of the newest one that came in.</summary>
    private static StaffReply Reply(string key, ConversationEvent.Replied happened, Conversation after)
    {
        var mail = after.Channel == MessageChannel.Email
            ? after.Entries.LastOrDefault(e => e.Kind == ConversationEntryKind.Received)?.Mail : null;
        return new StaffReply(key, happened.Entry.Text!, happened.Answers)
        {
            Subject = mail?.Subject is { } subject ? MailText.WithoutReplyMark(subject) : null,
            Thread = mail?.MessageId is { } id
                ? new MailThread(id, [.. mail.References.TakeLast(MailLimits.References - 1), id]) : null,
        };
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
