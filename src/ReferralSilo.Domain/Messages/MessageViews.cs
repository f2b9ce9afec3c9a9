using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Messages;

namespace ReferralSilo.Domain.Messages;

/// <summary>Converts messages to what staff sees.</summary>
public static class MessageViews
{
    private const int ShownDigits = 4;

    /// <summary>The view of a message at a moment; the address is masked.</summary>
    public static MessageView View(Message message, Instant now)
    {
        var (about, sent) = (message.Case, message.LastSubmission);
        return new MessageView(about.Id, about.Occasion, about.Way?.Channel, about.Way is { } way ? Mask(way) : null,
            sent?.Text.Template, sent?.Text.Version, sent?.Text.Language ?? about.Language, message.Status,
            message.StatusReason, DueAt(message).ToDateTimeOffset(), about.Attempts, sent?.At.ToDateTimeOffset(),
            [.. about.Receipts.Select(r => new ReceiptView(r.Status, r.At.ToDateTimeOffset(), r.Code))],
            message is Message.Accepted { Proof.Conflict: true })
        {
            Referral = about.Referral?.Value,
            ResendBy = MessageResend.Channels(message, now), ResendOf = about.ResendOf,
        };
    }

    /// <summary>The last digits of a number, or the first letter and the domain of a mailbox.</summary>
    public static string Mask(MessageWay way)
    {
        if (way.Channel == MessageChannel.Sms) return "***" + way.To[^Math.Min(ShownDigits, way.To.Length)..];
        var at = way.To.LastIndexOf('@');
        return at < 1 ? "***" : $"{way.To[..1]}***{way.To[at..]}";
    }

    private static Instant DueAt(Message message) => message switch
    {
        Message.Deferred s => s.Until,
        Message.Due { Reason: not MessageReasons.Emergency } s => s.NextTryAt,
        _ => message.Case.DueAt,
    };
}
