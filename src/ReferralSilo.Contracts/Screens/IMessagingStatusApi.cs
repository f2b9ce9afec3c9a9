using ReferralSilo.Contracts.Mails;
using ReferralSilo.Contracts.Problems;

namespace ReferralSilo.Contracts.Screens;

/// <summary>Whether messages leave, for screens. Scoped to the signed-in user, who must be allowed to read
/// templates.</summary>
public interface IMessagingStatusApi
{
    /// <summary>As it is now. It never holds a secret. Refused: <c>forbidden</c>.</summary>
    Task<Answer<MessagingStatus>> Read(CancellationToken ct = default);

    /// <summary>Has a mail read again that was set aside. It is read within seconds. Refused: <c>forbidden</c>,
    /// <c>not-found</c>, <c>mail-not-set-aside</c>.</summary>
    /// <param name="mail">Its <see cref="SetAsideMailView.Id"/>.</param>
    Task<Answer<SetAsideMails>> RetryMail(string mail, SettingChange change, CancellationToken ct = default);
}

/// <summary>Whether messages leave, and what keeps them.</summary>
/// <param name="At">When it was read.</param>
/// <param name="Clinic">The name that messages say.</param>
/// <param name="Phone">The number that patients call, E.164; null where none is set.</param>
/// <param name="OpeningHours">When it is answered, as text; null where none are set.</param>
/// <param name="PublicUrl">The address of the program as patients and providers reach it.</param>
/// <param name="Hours">Civil hours in which messages may leave, where the recipient is: <c>08:00-21:00</c>.</param>
/// <param name="IsHeld">True after a restore, until an operator releases the messages.</param>
/// <param name="IsMailbox">True in the demo, where messages go into its mailbox.</param>
/// <param name="Channels">One entry for each channel.</param>
/// <param name="Waiting">What waits now, by channel, status and reason.</param>
/// <param name="Failed">What was planned in the last <see cref="FailedDays"/> days and did not arrive, never left or is
/// not proven, by channel, status and reason.</param>
public sealed record MessagingStatus(DateTimeOffset At, string Clinic, string? Phone, string? OpeningHours,
    string PublicUrl, string Hours, bool IsHeld, bool IsMailbox, IReadOnlyList<ChannelStatus> Channels,
    IReadOnlyList<MessageTally> Waiting, IReadOnlyList<MessageTally> Failed)
{
    /// <summary>How far back failed messages were planned, days: a reminder is planned when its visit is
    /// booked.</summary>
    public const int FailedDays = 90;

    /// <summary>The mailbox to which answers by mail come; null when none is read.</summary>
    public InboxStatus? Inbox { get; init; }
}

/// <summary>How the mailbox is read to which answers by mail come.</summary>
/// <param name="Server">Host and port.</param>
/// <param name="LookedAt">When it was last read to its end; null for not yet.</param>
/// <param name="Error">Why it cannot be read now, kebab-case; null when it can.</param>
/// <param name="Since">Since when it can be read, or cannot.</param>
/// <param name="Unreadable">Number of mails that were set aside.</param>
public sealed record InboxStatus(string Server, DateTimeOffset? LookedAt, string? Error, DateTimeOffset Since,
    long Unreadable)
{
    /// <summary>The newest mails that were set aside, newest first.</summary>
    public IReadOnlyList<SetAsideMailView> SetAside { get; init; } = [];
}

/// <summary>One way out, as the server that answers sees it.</summary>
/// <param name="From">The number or mailbox that messages come from; null without a transport.</param>
/// <param name="Server">Host of the provider, without user and password; null without a transport.</param>
/// <param name="State">How the transport is.</param>
/// <param name="Since">When that state began; null without a transport.</param>
/// <param name="LastError">Code of the last failure of the provider; null for none since the start.</param>
public sealed record ChannelStatus(MessageChannel Channel, string? From, string? Server, TransportState State,
    DateTimeOffset? Since, string? LastError);

/// <summary>How a transport is.</summary>
public enum TransportState
{
    /// <summary>None is set up.</summary>
    NotSetUp,
    /// <summary>Messages leave.</summary>
    Sending,
    /// <summary>It fails, and messages are kept back for some seconds.</summary>
    KeptBack,
    /// <summary>It failed; the next message shows whether it works again.</summary>
    Trying,
}

/// <summary>The number of messages that are in the same state for the same reason.</summary>
/// <param name="Channel">Null while none is permitted.</param>
/// <param name="Reason">A kebab-case code, or a code of the provider; null for none.</param>
public sealed record MessageTally(MessageChannel? Channel, MessageStatus Status, string? Reason, long Count);
