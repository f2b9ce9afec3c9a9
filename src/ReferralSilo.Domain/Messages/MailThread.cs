namespace ReferralSilo.Domain.Messages;

/// <summary>The mail that a mail answers, so that both stand in one thread.</summary>
/// <param name="InReplyTo">Its Message-ID without brackets.</param>
/// <param name="References">Message-IDs of the thread without brackets, oldest first, that one included.</param>
public sealed record MailThread(string InReplyTo, IReadOnlyList<string> References)
{
    /// <summary>Contains no personal data, for logs (PR-4).</summary>
    public override string ToString() => nameof(MailThread);
}
