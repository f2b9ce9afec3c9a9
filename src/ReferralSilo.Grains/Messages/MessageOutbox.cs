using System.Text.Json;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Json;
using ReferralSilo.Domain.Addresses;
using ReferralSilo.Domain.Conversations;
using ReferralSilo.Domain.Messages;
using ReferralSilo.Domain.Messages.Codes;
using ReferralSilo.Domain.Referrals;
using ReferralSilo.Domain.ServiceLines;
using ReferralSilo.Grains.Interfaces;
using ReferralSilo.Grains.Outbox;
using ReferralSilo.Storage;

namespace ReferralSilo.Grains.Messages;

/// <summary>Creates the outbox messages of a message: what the provider's codes say about its address and about the
/// sender, the message by the other channel when a number cannot be reached, that an answer of staff did not arrive,
/// and the message that a person asked for.</summary>
public sealed class MessageOutbox(MessageMapper mapper) : IOutboxRebuilder
{
    private const string Suppressed = "address-suppressed";
    private const string Invalid = "address-invalid";
    private const string OtherChannel = "other-channel";
    private const string Failed = "alert-failed";
    private const string Reported = "alert-reported";
    private const string TextAlertReported = "text-alert-reported";
    private const string ReplyFailed = "reply-failed";
    private const string Resent = "message-resent";

    public string SenderKind => mapper.Kind;

    /// <param name="sender">The program's own address of a channel; null when the provider does not judge it.</param>
    public static IReadOnlyList<Outgoing> For(IReadOnlyList<MessageEvent> events, Message after,
        Func<MessageChannel, MessageWay?> sender) =>
    [
        .. events.Select(Code).OfType<string>().SelectMany(code => Effects(code, after, sender)),
        .. Report(events, after) is { } report ? [report] : (Outgoing[])[],
        .. ToConversation(after),
        .. events.OfType<MessageEvent.Resent>().Select(e => ToMessage(e.As)),
    ];

    public Task<object?> Rebuild(OutboxRow row, CancellationToken ct)
    {
        if (row.Message.Kind is OtherChannel or Resent)
            return Task.FromResult<object?>(new MessageCommand.Plan(
                JsonSerializer.Deserialize<MessageCase>(row.Message.Body.Span, MessageJson.Options)!));
        if (row.Message.Kind is Reported or TextAlertReported)
        {
            var report = JsonSerializer.Deserialize<OnCallReport>(row.Message.Body.Span, ReferralJson.Options)!;
            return Task.FromResult<object?>(row.Message.Kind == Reported ? new AlertReported(report)
                : new ConversationCommand.ReportAlert(report));
        }

        // As older versions stored it.
        if (row.Message.Kind == Failed)
            return Task.FromResult<object?>(
                JsonSerializer.Deserialize<AlertFailed>(row.Message.Body.Span, ReferralJson.Options));
        var body = JsonSerializer.Deserialize<string[]>(row.Message.Body.Span)!;
        if (row.Message.Kind == ReplyFailed)
            return Task.FromResult<object?>(new ConversationCommand.FailReply(body[0], body[1]));
        return Task.FromResult<object?>(
            Command(row.Message.Kind, Enum.Parse<MessageChannel>(body[0]), body[1], body[2]));
    }

    /// <summary>An answer of staff that does not reach the person: the conversation opens again.</summary>
    private static Outgoing[] ToConversation(Message after) =>
        after.Case.Reply is { } reply && (after is Message.Unknown { NextAskAt: null } || after.Status
            is MessageStatus.Rejected or MessageStatus.Failed or MessageStatus.Undelivered or MessageStatus.Stale
            or MessageStatus.Superseded)
        ? [new Outgoing(new OutboxMessage(Routes.Conversation.Destination(reply.Conversation), ReplyFailed,
            JsonSerializer.SerializeToUtf8Bytes(new[] { after.Case.Id, after.StatusReason ?? "failed" })),
            new ConversationCommand.FailReply(after.Case.Id, after.StatusReason ?? "failed"))] : [];

    /// <summary>The new message has no address yet: it is found when it is judged.</summary>
    private static Outgoing ToMessage(MessageCase next) => new(
        new OutboxMessage(Routes.Message.Destination(next.Id), Resent,
            JsonSerializer.SerializeToUtf8Bytes(next, MessageJson.Options)), new MessageCommand.Plan(next));

    private static string? Code(MessageEvent happened) => happened switch
    {
        MessageEvent.Rejected e => e.Code,
        MessageEvent.NotSent e => e.Code,
        MessageEvent.ReceiptReceived e => e.Receipt.Code,
        _ => null,
    };

    /// <summary>Why the message will not arrive, as far as it is known; null when it still may.</summary>
    private static string? Failure(MessageEvent happened) => happened switch
    {
        MessageEvent.Blocked e => e.Reason,
        MessageEvent.Rejected e => e.Code,
        MessageEvent.Ended { As: MessageStatus.Stale } e => e.Reason,
        MessageEvent.ReceiptReceived { Receipt: { Status: MessageStatus.Undelivered or MessageStatus.Failed } r } =>
            r.Code ?? r.Status.WireName(),
        // Asked to the end, and the provider does not have it.
        MessageEvent.StillUnknown { Code: MessageReasons.NotFound, NextAskAt: null } e => e.Code,
        _ => null,
    };

    /// <summary>Why the message does not leave now; null when it may leave soon, or may have left. One failed try is
    /// repeated soon.</summary>
    private static string? Waits(MessageEvent happened, Message after) => happened switch
    {
        MessageEvent.Due e => e.Reason,
        MessageEvent.Deferred { Reason: MessageReasons.Pace } e => e.Reason,
        MessageEvent.NotSent e when after.Case.NotSent > 1 => e.Code,
        MessageEvent.AnswerLost => MessageReasons.AnswerLost,
        _ => null,
    };

    /// <summary>What became of an alert, for the alarm: one that does not leave soon is followed by the next one at
    /// once, and only one that the provider has counts as sent.</summary>
    private static Outgoing? Report(IReadOnlyList<MessageEvent> events, Message after)
    {
        if (ReferralMessages.Alert(after.Case) is not { } alert) return null;
        var failure = events.Select(Failure).FirstOrDefault(code => code is not null);
        var waits = failure is null ? events.Select(e => Waits(e, after)).LastOrDefault(w => w is not null) : null;
        if (failure is null && waits is null && !events.Any(e => e is MessageEvent.Accepted)) return null;
        var report = new OnCallReport(alert.Run, alert.Key.Person, alert.Key.Channel, after.Case.PlannedAt, failure,
            waits);
        var body = JsonSerializer.SerializeToUtf8Bytes(report, ReferralJson.Options);
        return after.Case switch
        {
            { Referral: { } referral } => new Outgoing(new OutboxMessage(
                Routes.Referral.Destination(referral.Value), Reported, body), new AlertReported(report)),
            { Conversation: { } conversation } => new Outgoing(new OutboxMessage(
                Routes.Conversation.Destination(conversation), TextAlertReported, body),
                new ConversationCommand.ReportAlert(report)),
            _ => null,
        };
    }

    private static IEnumerable<Outgoing> Effects(string code, Message after, Func<MessageChannel, MessageWay?> sender)
    {
        // After a submission that was not made, the message waits again.
        if ((after.LastSubmission?.Way ?? after.Case.Way) is not { } way) return [];
        if (way.Channel == MessageChannel.Email)
            return MailStatusCodes.Meaning(code) == GatewayMeaning.AddressInvalid
                ? [ToAddress(Invalid, way, code)] : [];
        return GatewayCodes.Meaning(code) switch
        {
            GatewayMeaning.Suppress => [ToAddress(Suppressed, way, code)],
            GatewayMeaning.AddressInvalid => [ToAddress(Invalid, way, code)],
            GatewayMeaning.SenderUnregistered when sender(way.Channel) is { } own => [ToAddress(Invalid, own, code)],
            GatewayMeaning.OtherChannel when after.Case is { Referral: not null, Asked: null, Reply: null } =>
                [ByMail(after.Case)],
            _ => [],
        };
    }

    private static Outgoing ToAddress(string kind, MessageWay way, string code) => new(
        new OutboxMessage(Routes.Address.Destination(way.Address), kind,
            JsonSerializer.SerializeToUtf8Bytes(new[] { way.Channel.ToString(), way.To, code })),
        Command(kind, way.Channel, way.To, code));

    /// <summary>The number cannot be reached now. The same message goes by mail when the patient consented to it; it is
    /// judged like any other. Its id follows from its cause, so a repeated report makes no second one.</summary>
    private static Outgoing ByMail(MessageCase failed)
    {
        const MessageChannel channel = MessageChannel.Email;
        var next = failed with
        {
            Id = MessageIds.Of(failed.Referral!.Value.Value, failed.Occasion, failed.Occurrence, channel,
                failed.DaysBefore),
            Asked = channel, Way = null, Attempts = 0, NotSent = 0, Receipts = [], NotBy = [MessageChannel.Sms],
        };
        return new Outgoing(new OutboxMessage(Routes.Message.Destination(next.Id), OtherChannel,
            JsonSerializer.SerializeToUtf8Bytes(next, MessageJson.Options)), new MessageCommand.Plan(next));
    }

    private static AddressCommand Command(string kind, MessageChannel channel, string to, string code) => kind switch
    {
        Suppressed => new AddressCommand.Suppress(channel, to, SuppressionReason.Provider, code, []),
        Invalid => new AddressCommand.MarkInvalid(channel, to, code),
        _ => throw new InvalidOperationException($"No command for {kind}."),
    };
}
