using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Domain.Addresses;

namespace ReferralSilo.Domain.Inboxes;

/// <summary>The mailbox of the clinic at its mail server. Nothing in it is changed, moved or removed.</summary>
public interface IMailInbox
{
    /// <summary>Server, user and folder as one text, without the password.</summary>
    string Name { get; }

    /// <summary>Host and port, for operators.</summary>
    string Server { get; }

    /// <summary>Reads the next mails in the order of their UIDs.</summary>
    /// <param name="validity">The UIDVALIDITY up to which was read; null for none.</param>
    /// <param name="lastUid">The last UID that was read under that validity.</param>
    /// <param name="since">The moment from which mails are read when there is no position, or when the
    /// UIDVALIDITY is another one.</param>
    /// <param name="ct">Ends the reading.</param>
    /// <exception cref="InboxException">The server did not answer, or refused.</exception>
    Task<MailPage> Read(long? validity, long lastUid, Instant since, CancellationToken ct);
}

/// <summary>Mails in the order of their UIDs.</summary>
/// <param name="Validity">The UIDVALIDITY.</param>
/// <param name="LastUid">The last UID up to which nothing is left out.</param>
/// <param name="HasMore">True when more mails wait.</param>
public sealed record MailPage(long Validity, long LastUid, IReadOnlyList<ReceivedMail> Mails, bool HasMore);

/// <summary>The mailbox could not be read.</summary>
public sealed class InboxException(string code, Exception? inner = null) : Exception(code, inner)
{
    /// <summary>Why, kebab-case; never a text of the server.</summary>
    public string Code { get; } = code;
}

/// <summary>What one mail is.</summary>
/// <param name="Uid">Its UID.</param>
public abstract record ReceivedMail(long Uid)
{
    /// <summary>A person wrote it.</summary>
    /// <param name="From">The mailbox of the person.</param>
    /// <param name="Text">What is new in it.</param>
    public sealed record FromPerson(long Uid, string From, InboundText Text) : ReceivedMail(Uid)
    {
        /// <summary>The lines of its quotes.</summary>
        public string Quoted { get; init; } = "";

        /// <summary>True when who wrote it had the mail of ours that it names.</summary>
        public bool IsProven { get; init; }
    }

    /// <summary>A mail server reports about mails of ours.</summary>
    public sealed record Report(long Uid, IReadOnlyList<DeliveryReport> Reports) : ReceivedMail(Uid);

    /// <summary>A program wrote it, or it has no sender to answer: it is no message of a person.</summary>
    /// <param name="Why">Kebab-case.</param>
    public sealed record Ignored(long Uid, string Why) : ReceivedMail(Uid);

    /// <summary>It cannot be read.</summary>
    public sealed record Unreadable(long Uid) : ReceivedMail(Uid);

    /// <summary>Contains no personal data, for logs (PR-4).</summary>
    public sealed override string ToString() => $"{GetType().Name} {Uid}";
}

/// <summary>What a mail server reports about one mail.</summary>
/// <param name="Message">Id of our message.</param>
/// <param name="Status">Undelivered, delivered, sent or queued.</param>
/// <param name="Code">Enhanced status code; null for none.</param>
public sealed record DeliveryReport(string Message, MessageStatus Status, string? Code)
{
    /// <summary>The recipient that the report is about; null when it names none.</summary>
    public string? To { get; init; }

    /// <summary>True when who wrote it had our mail; false when everyone who knows the referral can have made it up.
    /// </summary>
    public bool IsProven { get; init; }

    /// <summary>Contains no personal data, for logs (PR-4).</summary>
    public override string ToString() => $"{Message} {Status}";
}
