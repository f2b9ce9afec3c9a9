using NodaTime;
using ReferralSilo.Contracts;

namespace ReferralSilo.Domain.Messages;

/// <summary>The status words of a gateway that speaks Twilio's message API.</summary>
public static class ReceiptWords
{
    /// <summary>The status of a word; null for an unknown one, which proves nothing.</summary>
    public static MessageStatus? Status(string word) => word.ToLowerInvariant() switch
    {
        "accepted" or "scheduled" => MessageStatus.Accepted,
        "queued" or "sending" => MessageStatus.Queued,
        "sent" => MessageStatus.Sent,
        "delivered" => MessageStatus.Delivered,
        "undelivered" => MessageStatus.Undelivered,
        "failed" or "canceled" => MessageStatus.Failed,
        "read" => MessageStatus.Read,
        _ => null,
    };

    /// <summary>A receipt from what a provider says about a message; null for an unknown word.</summary>
    /// <param name="hash">Hash of all that came in; null for an answer to a question, which has nothing more.</param>
    public static Receipt? Read(string providerId, string word, string? code, Instant at, string? hash = null) =>
        Status(word) is { } status ? new Receipt(providerId, status, code, at, hash ?? "") : null;
}
