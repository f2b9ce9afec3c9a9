using NodaTime;

namespace ReferralSilo.Domain.Schedules;

/// <summary>Held and booked time, each with the buffer after it, sorted once for many queries. For a full fortnight, a
/// comparison of every slot with every visit would need a million steps.</summary>
internal sealed class BusyTimeIndex
{
    private readonly Instant[] _starts;
    private readonly Instant[] _latestEnds;
    private readonly Duration _buffer;

    public BusyTimeIndex(IEnumerable<SlotId> busy, Duration buffer)
    {
        SlotId[] byStart = [.. busy.OrderBy(b => b.Start)];
        _buffer = buffer;
        _starts = Array.ConvertAll(byStart, b => b.Start);
        _latestEnds = Array.ConvertAll(byStart, b => b.End + buffer);
        for (var i = 1; i < _latestEnds.Length; i++)
            _latestEnds[i] = Instant.Max(_latestEnds[i], _latestEnds[i - 1]);
    }

    /// <summary>Whether any of them clashes as in <see cref="BusyTime.Clash"/>.</summary>
    public bool Clashes(Instant start, Instant end)
    {
        var before = StartingBefore(end + _buffer);
        return before > 0 && _latestEnds[before - 1] > start;
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
