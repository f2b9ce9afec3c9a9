using System.Security.Cryptography;
using System.Text;
using ReferralSilo.Domain.Messages;

namespace ReferralSilo.Messaging.Mail;

/// <summary>The ids of messages as our mails have them: with a keyed hash. The id alone can be computed by everyone who
/// knows the referral, so a report or an answer that has no more may be forged.</summary>
/// <param name="hash">The keyed hash of an id, hexadecimal.</param>
internal sealed class MailIds(Func<string, string> hash)
{
    /// <summary>Characters of the hash that are used; an envelope id has at most 100 (RFC 3461).</summary>
    private const int Length = 32;

    /// <summary>What a mail has.</summary>
    public string Of(string message) => $"{message}.{Hash(message)}";

    /// <summary>The message of an id; null when it is none of ours. Mails of older versions have the plain id.
    /// </summary>
    public MailId? Read(string? text) => (text ?? "").Trim().Split('.') switch
    {
        [var id] when MessageIds.Is(id) => new(id, false),
        [var id, var end] when MessageIds.Is(id) && CryptographicOperations.FixedTimeEquals(
            Encoding.UTF8.GetBytes(end), Encoding.UTF8.GetBytes(Hash(id))) => new(id, true),
        _ => null,
    };

    /// <summary>The message of a Message-ID; null when it is none of ours.</summary>
    /// <param name="messageId">With or without brackets.</param>
    /// <param name="domain">The domain of our Message-IDs.</param>
    public MailId? Read(string? messageId, string domain)
    {
        var parts = (messageId ?? "").Trim().Trim('<', '>').Split('@');
        return parts is [var id, var at] && at.Equals(domain, StringComparison.OrdinalIgnoreCase) ? Read(id) : null;
    }

    private string Hash(string message) => hash(message) is { Length: > Length } all ? all[..Length] : hash(message);
}

/// <summary>A message that a mail names.</summary>
/// <param name="Message">Its id.</param>
/// <param name="IsProven">True when who wrote it had a mail of ours.</param>
internal readonly record struct MailId(string Message, bool IsProven)
{
    /// <summary>A proven one if there is any, otherwise the first.</summary>
    public static MailId? Best(IEnumerable<MailId?> ids) =>
        ids.Where(id => id is not null).OrderByDescending(id => id!.Value.IsProven).FirstOrDefault();
}
