using ReferralSilo.Grains.Boards;
using ReferralSilo.Storage;

namespace ReferralSilo.Grains.ServiceLines;

/// <summary>
/// When a service line looked into the ledger for what it was not told, and whether what it shows may be called live. A
/// silo that stood still may have been voted out meanwhile, and others go on without it: it is not trusted before it
/// looked twice, for only then is a fact known to be missed.
/// </summary>
public sealed class LedgerReconciliation(TimeProvider time)
{
    private const int Trusted = 2;

    private long _last = time.GetTimestamp();
    private TimeSpan _took, _tookBefore;
    private int _since = Trusted;

    /// <summary>False while a line whose looks take long has given them their share of its time, unless it is in
    /// doubt.</summary>
    public bool IsDue => !IsTrusted || time.GetElapsedTime(_last) >= Pause;

    /// <summary>What the line shows may be called live.</summary>
    public bool IsTrusted
    {
        get
        {
            Doubt();
            return _since >= Trusted;
        }
    }

    /// <summary>By the shorter of two looks: one that took long may have met a machine that stood still, and says
    /// nothing of the line.</summary>
    private TimeSpan Pause
    {
        get
        {
            var share = (_took < _tookBefore ? _took : _tookBefore) * BoardLimits.CompareShare;
            return share < BoardLimits.LongestCompare ? share : BoardLimits.LongestCompare;
        }
    }

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

        (_last, _took, _tookBefore) = (time.GetTimestamp(), time.GetElapsedTime(started), _took);
    }

    private void Doubt()
    {
        if (time.GetElapsedTime(_last) > BoardLimits.StoodStill + Pause) _since = 0;
    }
}
