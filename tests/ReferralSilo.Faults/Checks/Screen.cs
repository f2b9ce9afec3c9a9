using ReferralSilo.Faults.Histories;

namespace ReferralSilo.Faults.Checks;

/// <summary>One screen: what its watcher was shown on one board.</summary>
/// <param name="Watcher">Who.</param>
/// <param name="Board">What.</param>
/// <param name="Lines">All lines of it, in the order of time.</param>
internal sealed record Screen(string Watcher, string Board, IReadOnlyList<HistoryLine> Lines)
{
    public BoardName Name { get; } = BoardName.Parse(Board);

    public static IEnumerable<Screen> Of(History history) => history.Lines
        .Select(line => (Line: line, Of: line switch
        {
            BoardAsked l => (l.Watcher, l.Board),
            BoardShown l => (l.Watcher, l.Board),
            BoardEnded l => (l.Watcher, l.Board),
            ScreenTurned l => (l.Watcher, l.Board),
            _ => ((string, string)?)null,
        }))
        .Where(l => l.Of is not null)
        .GroupBy(l => l.Of!.Value)
        .Select(g => new Screen(g.Key.Item1, g.Key.Item2, [.. g.Select(l => l.Line)]));

    /// <summary>Each row by its key, as shown at a moment.</summary>
    public Dictionary<string, RowShown> At(long ticks)
    {
        var rows = new Dictionary<string, RowShown>();
        foreach (var frame in Lines.OfType<BoardShown>().TakeWhile(f => f.Ticks <= ticks)) Apply(rows, frame);
        return rows;
    }

    public static void Apply(Dictionary<string, RowShown> rows, BoardShown frame)
    {
        if (frame.Snapshot) rows.Clear();
        foreach (var row in frame.Rows) rows[row.Key] = row;
        foreach (var key in frame.Removed) rows.Remove(key);
    }
}
