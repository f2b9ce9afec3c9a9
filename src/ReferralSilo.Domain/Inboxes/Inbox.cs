using System.Text.Json.Serialization;
using NodaTime;

namespace ReferralSilo.Domain.Inboxes;

/// <summary>Up to where the mailbox of the clinic was read. A mail before that position took effect, or was set
/// aside.</summary>
/// <param name="Mailbox">Keyed hash of server, user and folder: another mailbox is read from its own beginning.</param>
/// <param name="Validity">The server's UIDVALIDITY: with another one, UIDs mean other mails.</param>
/// <param name="LastUid">The last UID that was read; 0 for none.</param>
/// <param name="ReadAt">When the position last changed.</param>
public sealed record Inbox(string Mailbox, long Validity, long LastUid, Instant ReadAt)
{
    /// <summary>Number of mails that were set aside: staff finds them in the mailbox.</summary>
    public long Unreadable { get; init; }

    /// <summary>The mails that are being read; null for none. It stays when the program ends while it reads
    /// them.</summary>
    public MailTry? Trying { get; init; }

    /// <summary>The newest mails that were set aside, oldest first, at most
    /// <see cref="InboxRules.MostSetAside"/>.</summary>
    public IReadOnlyList<SetAsideMail> SetAside
    {
        get;
        // A state that an earlier version stored has none.
        init => field = value ?? [];
    } = [];

    /// <summary>The mail that was set aside; null for another one.</summary>
    public SetAsideMail? Find(long validity, long uid) =>
        SetAside.FirstOrDefault(m => m.Validity == validity && m.Uid == uid);
}

/// <summary>Mails that are being read.</summary>
/// <param name="Validity">The UIDVALIDITY.</param>
/// <param name="From">The first UID.</param>
/// <param name="To">The last UID.</param>
/// <param name="Times">How often a process began to read just these mails and did not end it; each process counts
/// once.</param>
public sealed record MailTry(long Validity, long From, long To, int Times)
{
    /// <summary>The process that reads them; null when none does, and in what an earlier version stored.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public string? Reader { get; init; }

    /// <summary>What earlier processes did not end, seen by a process; null for nothing.</summary>
    public MailTry? Before(string reader)
    {
        var before = Ended(reader);
        return before.Times > 0 ? before : null;
    }

    /// <summary>The same after the process stopped in order: its reading does not count.</summary>
    internal MailTry Ended(string reader) =>
        Reader == reader ? this with { Times = Times - 1, Reader = null } : this with { Reader = null };
}

/// <summary>A mail that was set aside.</summary>
/// <param name="Validity">The UIDVALIDITY.</param>
/// <param name="Uid">Its UID.</param>
/// <param name="Why">One of <see cref="SetAsideReasons"/>.</param>
/// <param name="At">When.</param>
public sealed record SetAsideMail(long Validity, long Uid, string Why, Instant At)
{
    /// <summary>True after someone asked to read it again, until it is read.</summary>
    public bool IsAgain { get; init; }
}

/// <summary>Why a mail was set aside, kebab-case.</summary>
public static class SetAsideReasons
{
    /// <summary>The program cannot understand it, or its sender.</summary>
    public const string Unreadable = "unreadable";

    /// <summary>The program ended several times while it read the mail.</summary>
    public const string ProgramEnded = "program-ended";

    /// <summary>The mail server gives others, and not this one.</summary>
    public const string NotGiven = "not-given";

    /// <summary>It could not be recorded while all else could, e.g. because what is stored about its sender cannot be
    /// read.</summary>
    public const string NotRecorded = "not-recorded";

    /// <summary>It is no longer in the mailbox, or has another UID there.</summary>
    public const string Gone = "gone";
}

/// <summary>A command to an inbox.</summary>
public abstract record InboxCommand
{
    private InboxCommand() { }

    /// <summary>The mails are being read from now on.</summary>
    /// <param name="Reader">The process that reads them.</param>
    public sealed record Begin(string Mailbox, long Validity, long From, long To, string Reader) : InboxCommand;

    /// <summary>A process reads no mail any more, and did not end with one.</summary>
    public sealed record Pause(string Reader) : InboxCommand;

    /// <summary>All mails up to a position took effect, or are set aside; none is being read.</summary>
    /// <param name="SetAside">Mails that were set aside since the position before.</param>
    public sealed record Advance(string Mailbox, long Validity, long LastUid, IReadOnlyList<SetAsideMail> SetAside)
        : InboxCommand;

    /// <summary>A mail that was set aside is read again. Refused: <c>mail-not-set-aside</c>.</summary>
    public sealed record Retry(long Validity, long Uid) : InboxCommand;

    /// <summary>A mail was read again.</summary>
    /// <param name="Why">Why it is set aside again, one of <see cref="SetAsideReasons"/>; null when it took
    /// effect.</param>
    public sealed record Settle(long Validity, long Uid, string? Why) : InboxCommand;
}

/// <summary>An event of an inbox. The discriminator is the stored name: never rename one.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "event")]
[JsonDerivedType(typeof(Advanced), "inbox-advanced")]
[JsonDerivedType(typeof(Begun), "mails-begun")]
[JsonDerivedType(typeof(RetryAsked), "mail-retry-asked")]
[JsonDerivedType(typeof(Settled), "mail-retried")]
public abstract record InboxEvent
{
    private InboxEvent() { }

    /// <summary>All mails up to a position took effect, or were set aside.</summary>
    /// <param name="Unreadable">Number of mails set aside since the position before.</param>
    public sealed record Advanced(string Mailbox, long Validity, long LastUid, Instant At, int Unreadable) : InboxEvent
    {
        /// <summary>These mails; null in events of older versions, and for none.</summary>
        public IReadOnlyList<SetAsideMail>? SetAside { get; init; }
    }

    /// <summary>The reading of mails began.</summary>
    public sealed record Begun(string Mailbox, MailTry Try, Instant At) : InboxEvent;

    /// <summary>Someone asked to read a mail again that was set aside.</summary>
    public sealed record RetryAsked(long Validity, long Uid, Instant At) : InboxEvent;

    /// <summary>A mail was read again.</summary>
    /// <param name="Why">Why it is set aside again; null when it took effect.</param>
    public sealed record Settled(long Validity, long Uid, string? Why, Instant At) : InboxEvent;
}
