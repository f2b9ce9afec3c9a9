using NodaTime;

namespace ReferralSilo.Domain.Matching;

/// <summary>The points of one search for an early start, computed once for each start.</summary>
internal sealed class SoonnessMemo
{
    private readonly short[] _tenths = new short[MatchIndex.SearchedMinutes + 2];
    private readonly int[] _searches = new int[MatchIndex.SearchedMinutes + 2];
    private int _search;
    private int _first;
    private Instant _now;
    private MatchNeed _need = null!;

    public void Start(MatchNeed need, Instant now)
    {
        (_need, _now, _first) = (need, now, Minutes.Floor(now));
        if (_search == int.MaxValue) Array.Clear(_searches);
        _search = _search == int.MaxValue ? 1 : _search + 1;
    }

    /// <summary>Tenths of points. They never grow with the start.</summary>
    public int At(int start)
    {
        var index = start - _first;
        if (index < 0 || index >= _tenths.Length) return Compute(start);
        if (_searches[index] == _search) return _tenths[index];
        _searches[index] = _search;
        return _tenths[index] = (short)Compute(start);
    }

    private int Compute(int start) =>
        MatchScore.Tenths(MatchScore.SoonnessPoints(Minutes.ToInstant(start), _need, _now));
}
