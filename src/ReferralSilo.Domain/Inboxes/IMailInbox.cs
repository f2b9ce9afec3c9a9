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

    /// <summary>Finds the next mails, without reading them.</summary>
    /// <param name="validity">The UIDVALIDITY up to which was read; null for none.</param>
    /// <param name="lastUid">The last UID that was read under that validity.</param>
    /// <param name="since">The moment from which mails are read when there is no position, or when the
    /// UIDVALIDITY is another one.</param>
    /// <param name="ct">Ends the search.</param>
    /// <exception cref="InboxException">The server did not answer, or refused.</exception>
    Task<FoundMails> Find(long? validity, long lastUid, Instant since, CancellationToken ct);

    /// <summary>Reads one mail; null when it is not in the mailbox any more, or has another UID there.</summary>
    /// <exception cref="InboxException">The server did not answer, or does not give it.</exception>
    Task<ReceivedMail?> Read(long validity, long uid, CancellationToken ct);
}

/// <summary>Mails of which none was read yet.</summary>
/// <param name="Validity">The UIDVALIDITY.</param>
/// <param name="LastUid">The last UID up to which nothing is left out once these are read.</param>
/// <param name="Uids">Their UIDs, lowest first.</param>
/// <param name="HasMore">True when more mails wait.</param>
public sealed record FoundMails(long Validity, long LastUid, IReadOnlyList<long> Uids, bool HasMore);

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

        /// <summary>When it was written, as its <c>Date</c> says; null without a date.</summary>
        public Instant? Date { get; init; }
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
