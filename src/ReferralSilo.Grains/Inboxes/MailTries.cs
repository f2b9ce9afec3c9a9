using NodaTime;
using ReferralSilo.Domain.Inboxes;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Storage;

namespace ReferralSilo.Grains.Inboxes;

/// <summary>Counts how often the mail that is next failed, until it is set aside when another one takes
/// effect.</summary>
internal sealed class MailTries(IClock clock)
{
    /// <summary>How often a mail fails before it is set aside.</summary>
    public const int Most = 5;

    /// <summary>How long a failure that may have its cause elsewhere lasts before the mail is set aside: a silo that is
    /// replaced, a database that restarts, a mail server that is busy.</summary>
    public static readonly Duration Patience = Duration.FromMinutes(5);

    /// <summary>How many mails in a row the mail server does not give, mails, before the reader stops to ask for
    /// others.</summary>
    public const int MostRefused = 10;

    private (long Validity, long Uid) _mail;
    private int _times;
    private Instant _since;

    /// <summary>True when a mail that took effect proves that what fails for another one works.</summary>
    /// <param name="taken">The one that took effect; null when it was removed.</param>
    /// <param name="failed">The one that fails; null when the mail server does not give it.</param>
    public static bool Proves(ReceivedMail? taken, ReceivedMail? failed) => failed is null ? taken is not null
        : taken is ReceivedMail.FromPerson || taken is ReceivedMail.Report && failed is ReceivedMail.Report;

    /// <summary>Counts a failure; true when the mail may be set aside.</summary>
    public bool IsLast(long validity, long uid, Exception failure)
    {
        var now = clock.GetCurrentInstant();
        if (_mail != (validity, uid)) (_mail, _times, _since) = ((validity, uid), 0, now);
        _times++;
        var mayBeElsewhere = failure is OutcomeUnknownException or TimeoutException or OrleansException
            or LedgerUnavailableException or OperationCanceledException or InboxException;
        return _times >= Most && (!mayBeElsewhere || now - _since >= Patience);
    }
}
