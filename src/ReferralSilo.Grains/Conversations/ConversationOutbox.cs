using System.Text.Json;
using ReferralSilo.Contracts;
using ReferralSilo.Domain.Addresses;
using ReferralSilo.Domain.Conversations;
using ReferralSilo.Domain.Messages;
using ReferralSilo.Domain.Messages.Replies;
using ReferralSilo.Domain.ServiceLines;
using ReferralSilo.Grains.Interfaces;
using ReferralSilo.Grains.Outbox;
using ReferralSilo.Storage;

namespace ReferralSilo.Grains.Conversations;

/// <summary>Creates the outbox messages of a conversation: the reply, the alerts to people on call, to the address the
/// decision on an emergency, after which it has what waits judged again, and to the lines that it alarms.</summary>
public sealed class ConversationOutbox(ConversationMapper mapper) : IOutboxRebuilder
{
    /// <summary>To a line: the conversation alarms.</summary>
    public const string Alarm = "text-alarm";

    private const string Kept = "conversation-kept";
    private const string ReplyKind = "reply";
    private const string Alert = "text-alert";
    private const string Decided = "emergency-decided";
    private const string DecidedAt = "emergency-decided-at";

    public string SenderKind => mapper.Kind;

    public static IReadOnlyList<Outgoing> For(Conversation? before, IReadOnlyList<ConversationEvent> events,
        Conversation after, string key, long version) =>
        [.. events.SelectMany(happened => happened switch
        {
            ConversationEvent.Received e when before is not null
                && ConversationEvolver.Leaving(before, e.Patients) is { } leaving => [Keep(leaving, e, key, version)],
            ConversationEvent.Replied e => [Plan(e, after, key)],
            ConversationEvent.EmergencyDecided e => [Decide(e, key)],
            ConversationEvent.OnCall { Step: OnCallChange.Alerted e } => [Plan(e, after, key, version)],
            // A line without watchers is not active, and must find out that no screen shows the alarm.
            ConversationEvent.OnCall { Step: OnCallChange.Due { Run.Alerts.Count: 0 } } => after.Lines.Select(line =>
                new Outgoing(new OutboxMessage(Routes.ServiceLine.Destination(line.Value), Alarm,
                    JsonSerializer.SerializeToUtf8Bytes(key)), key)),
            _ => (IEnumerable<Outgoing>)[],
        })];

    public Task<object?> Rebuild(OutboxRow row, CancellationToken ct) => Task.FromResult<object?>(
        row.Message.Kind switch
        {
            Kept => JsonSerializer.Deserialize<ConversationCommand.Keep>(row.Message.Body.Span,
                ConversationJson.Options),
            Alarm => JsonSerializer.Deserialize<string>(row.Message.Body.Span)!,
            ReplyKind or Alert => new MessageCommand.Plan(
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

    /// <summary>What was unanswered when the address passed on; its id follows from its cause.</summary>
    private static Outgoing Keep(Conversation before, ConversationEvent.Received happened, string key, long version)
    {
        var keep = new ConversationCommand.Keep(before, happened.Entry.At);
        var id = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{key}-{version}");
        return new Outgoing(new OutboxMessage(Routes.Conversation.Destination(id), Kept,
            JsonSerializer.SerializeToUtf8Bytes(keep, ConversationJson.Options)), keep);
    }

    /// <summary>The address of the person is found when it is judged.</summary>
    private static Outgoing Plan(OnCallChange.Alerted happened, Conversation after, string key, long version)
    {
        var alert = happened.Alert;
        var id = MessageIds.Of(key, MessageOccasion.StaffTextAlarm, version, alert.Channel);
        var plan = new MessageCase(id, null, MessageOccasion.StaffTextAlarm, version,
            OnCallSubject.Of(happened.Run, alert.Person), alert.At, alert.At, alert.At + MessageLimits.AlertUseful,
            null, "en", 0, [], alert.Channel)
        {
            Conversation = key, IsOfUnknown = after.Patients.Count == 0,
        };
        return new Outgoing(new OutboxMessage(Routes.Message.Destination(id), Alert,
            JsonSerializer.SerializeToUtf8Bytes(plan, MessageJson.Options)), new MessageCommand.Plan(plan));
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
