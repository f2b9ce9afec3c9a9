using ReferralSilo.Grains.Boards;
using ReferralSilo.Storage;

namespace ReferralSilo.Grains.ServiceLines;

/// <summary>
/// Schedules the comparison of a service line with the ledger, and knows whether its boards may be called live. A
/// paused silo may have been removed from the cluster while others go on, so the line is trusted again only after two
/// comparisons: only the second one proves that a change was missed.
/// </summary>
public sealed class LedgerReconciliation(TimeProvider time)
{
    private const int RequiredComparisons = 2;

    private long _lastAt = time.GetTimestamp();
    private TimeSpan _took, _tookBefore;
    private int _comparisons = RequiredComparisons;

    /// <summary>False while a slow line waits until comparisons have used no more than their share of its time; always
    /// true while it is not trusted.</summary>
    public bool IsDue => !IsTrusted || time.GetElapsedTime(_lastAt) >= Pause;

    /// <summary>True when the boards of the line may be called live.</summary>
    public bool IsTrusted
    {
        get
        {
            ResetAfterPause();
            return _comparisons >= RequiredComparisons;
        }
    }

    /// <summary>Uses the shorter of the last two comparisons: a long one may be due to a paused machine.</summary>
    private TimeSpan Pause
    {
        get
        {
            var share = (_took < _tookBefore ? _took : _tookBefore) * BoardLimits.CompareShare;
            return share < BoardLimits.LongestCompareInterval ? share : BoardLimits.LongestCompareInterval;
        }
    }

    /// <summary>Compares and applies what was found; a failed read of the ledger does not count.</summary>
    public async Task Run<T>(Func<Task<T>> compare, Action<T> apply)
    {
        ResetAfterPause();
        var started = time.GetTimestamp();
        try
        {
            apply(await compare());
            _comparisons++;
        }
        catch (LedgerUnavailableException)
        {
            // What was committed meanwhile is found the next time.
        }

        (_lastAt, _took, _tookBefore) = (time.GetTimestamp(), time.GetElapsedTime(started), _took);
    }

    private void ResetAfterPause()
    {
        if (time.GetElapsedTime(_lastAt) > BoardLimits.PauseDetected + Pause) _comparisons = 0;
    }
}
