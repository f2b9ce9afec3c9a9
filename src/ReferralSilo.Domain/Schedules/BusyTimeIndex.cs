using NodaTime;

namespace ReferralSilo.Domain.Schedules;

/// <summary>Held and booked time with its buffers, sorted once for many queries. For a full fortnight, a comparison of
/// every slot with every visit would need a million steps.</summary>
internal sealed class BusyTimeIndex
{
    private readonly Instant[] _starts;
    private readonly Instant[] _latestEnds;

    public BusyTimeIndex(IEnumerable<TakenTime> busy)
    {
        TakenTime[] byStart = [.. busy.OrderBy(b => b.From)];
        _starts = Array.ConvertAll(byStart, b => b.From);
        _latestEnds = Array.ConvertAll(byStart, b => b.To);
        for (var i = 1; i < _latestEnds.Length; i++)
            _latestEnds[i] = Instant.Max(_latestEnds[i], _latestEnds[i - 1]);
    }

    /// <summary>Whether any of them clashes as in <see cref="TakenTime.Clashes"/>.</summary>
    public bool Clashes(Instant from, Instant to)
    {
        var before = StartingBefore(to);
        return before > 0 && _latestEnds[before - 1] > from;
    }

    private int StartingBefore(Instant end)
    {
        var (low, high) = (0, _starts.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_starts[middle] < end)
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }
}
