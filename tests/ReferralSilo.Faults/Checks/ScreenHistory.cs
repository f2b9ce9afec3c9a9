using ReferralSilo.Faults.Histories;

namespace ReferralSilo.Faults.Checks;

/// <summary>Everything that one watcher received for one board.</summary>
/// <param name="Watcher">Name of the watcher.</param>
/// <param name="Board">Name of the board.</param>
/// <param name="Lines">Its lines in order of time.</param>
internal sealed record ScreenHistory(string Watcher, string Board, IReadOnlyList<HistoryLine> Lines)
{
    public BoardName Name { get; } = BoardName.Parse(Board);

    public static IEnumerable<ScreenHistory> Of(History history) => history.Lines
        .Select(line => (Line: line, Of: line switch
        {
            BoardRequested l => (l.Watcher, l.Board),
            FrameReceived l => (l.Watcher, l.Board),
            BoardEnded l => (l.Watcher, l.Board),
            LiveChanged l => (l.Watcher, l.Board),
            _ => ((string, string)?)null,
        }))
        .Where(l => l.Of is not null)
        .GroupBy(l => l.Of!.Value)
        .Select(g => new ScreenHistory(g.Key.Item1, g.Key.Item2, [.. g.Select(l => l.Line)]));

    /// <summary>The rows by key, as shown at a time.</summary>
    public Dictionary<string, RowShown> At(long ticks)
    {
        var rows = new Dictionary<string, RowShown>();
        foreach (var frame in Lines.OfType<FrameReceived>().TakeWhile(f => f.Ticks <= ticks)) Apply(rows, frame);
        return rows;
    }

    /// <summary>What was shown at a time and after each later frame: the keys that had a row since that time, and the
    /// number of referrals without a row.</summary>
    public IEnumerable<(IReadOnlySet<string> Keys, int More)> Since(long ticks)
    {
        var (rows, keys, more) = (At(ticks), new HashSet<string>(), 0);
        keys.UnionWith(rows.Keys);
        foreach (var frame in Lines.OfType<FrameReceived>())
        {
            if (frame.Ticks > ticks)
            {
                yield return (keys, more);
                keys.UnionWith(frame.Rows.Select(r => r.Key));
            }

            more = frame.More;
        }

        yield return (keys, more);
    }

    public static void Apply(Dictionary<string, RowShown> rows, FrameReceived frame)
    {
        if (frame.Snapshot) rows.Clear();
        foreach (var row in frame.Rows) rows[row.Key] = row;
        foreach (var key in frame.Removed) rows.Remove(key);
    }
}
