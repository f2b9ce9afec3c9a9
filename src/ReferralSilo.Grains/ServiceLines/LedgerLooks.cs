using ReferralSilo.Grains.Boards;
using ReferralSilo.Storage;

namespace ReferralSilo.Grains.ServiceLines;

/// <summary>
/// When a service line looked into the ledger for what it was not told, and whether what it shows may be called live. A
/// silo that stood still may have been voted out meanwhile, and others go on without it: it is not trusted before it
/// looked twice, for only then is a fact known to be missed.
/// </summary>
public sealed class LedgerLooks(TimeProvider time)
{
    private const int Trusted = 2;

    private long _last = time.GetTimestamp();
    private TimeSpan _took;
    private int _since = Trusted;

    /// <summary>False while a line whose looks take long has given them their share of its time.</summary>
    public bool IsDue => time.GetElapsedTime(_last) >= Pause;

    /// <summary>What the line shows may be called live.</summary>
    public bool IsTrusted
    {
        get
        {
            Doubt();
            return _since >= Trusted;
        }
    }

    private TimeSpan Pause => _took * BoardLimits.CompareShare;

    /// <summary>Looks, and takes in what was found; a ledger that cannot be read earns no trust.</summary>
    public async Task Look<T>(Func<Task<T>> look, Action<T> takeIn)
    {
        Doubt();
        var started = time.GetTimestamp();
        try
        {
            takeIn(await look());
            _since++;
        }
        catch (LedgerUnavailableException)
        {
            // Nothing can have been committed meanwhile that would not be found the next time.
        }

        (_last, _took) = (time.GetTimestamp(), time.GetElapsedTime(started));
    }

    private void Doubt()
    {
        if (time.GetElapsedTime(_last) > BoardLimits.StoodStill + Pause) _since = 0;
    }
}
