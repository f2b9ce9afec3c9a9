using ReferralSilo.Contracts;

namespace ReferralSilo.Domain.Messages.Codes;

/// <summary>The enhanced status codes that mail servers report (RFC 3463), such as <c>5.1.1</c>.</summary>
public static class MailStatusCodes
{
    /// <summary>True for a code: a class, a subject and a detail.</summary>
    public static bool IsCode(string? code) => code is { Length: >= 5 and <= 12 } && code[0] is '2' or '4' or '5'
        && code.Split('.') is [{ Length: 1 }, { Length: >= 1 and <= 3 }, { Length: >= 1 and <= 3 }] parts
        && parts.All(p => p.All(char.IsAsciiDigit));

    /// <summary>What a code asks us to do. A permanent failure means that nothing can be sent to the mailbox, unless
    /// the server refused this mail or its sender, or the mailbox is full: then others may arrive.</summary>
    public static GatewayMeaning Meaning(string? code)
    {
        if (!IsCode(code)) return GatewayMeaning.Unknown;
        return code!.Split('.') switch
        {
            ["4", ..] => GatewayMeaning.Retryable,
            // The sender's mailbox is wrong.
            ["5", "1", "7" or "8"] => GatewayMeaning.Configuration,
            // Full, or too large for this mailbox.
            ["5", "2", "2" or "3"] => GatewayMeaning.Unknown,
            // The system, the protocol and the content: nothing is said about the mailbox.
            ["5", "3" or "5" or "6", _] => GatewayMeaning.Unknown,
            ["5", "7", _] => GatewayMeaning.Blocked,
            ["5", ..] => GatewayMeaning.AddressInvalid,
            _ => GatewayMeaning.Unknown,
        };
    }

    /// <summary>The status of an action of a delivery report (RFC 3464); null for another word.</summary>
    public static MessageStatus? StatusOf(string? action) => action?.Trim().ToLowerInvariant() switch
    {
        "failed" => MessageStatus.Undelivered,
        "delivered" or "expanded" => MessageStatus.Delivered,
        "relayed" => MessageStatus.Sent,
        // The server still tries: no end.
        "delayed" => MessageStatus.Queued,
        _ => null,
    };
}
