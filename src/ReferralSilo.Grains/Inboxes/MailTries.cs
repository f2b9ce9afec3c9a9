using NodaTime;
using ReferralSilo.Domain.Inboxes;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Storage;

namespace ReferralSilo.Grains.Inboxes;

/// <summary>Counts how often the mail that is next failed, until it is set aside so that those behind it are
/// read.</summary>
internal sealed class MailTries(IClock clock)
{
    /// <summary>How often a mail fails before it is set aside.</summary>
    public const int Most = 5;

    /// <summary>How long a failure that may have its cause elsewhere lasts before the mail is set aside: a silo that is
    /// replaced, a database that restarts, a mail server that is busy.</summary>
    public static readonly Duration Patience = Duration.FromMinutes(5);

    private (long Validity, long Uid) _mail;
    private int _times;
    private Instant _since;

    /// <summary>Counts a failure; true when the mail is to be set aside.</summary>
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
