using ReferralSilo.Contracts.Boards;

namespace ReferralSilo.Grains.Boards;

/// <summary>One board inside the grain that publishes it: rows by key, a version per change, the last changes, watchers
/// with leases. Each activation starts the board with a new epoch.</summary>
public sealed class BoardPublisher
{
    private readonly string _board;
    private readonly TimeProvider _time;
    private readonly Dictionary<string, BoardRow> _rows = [];
    private readonly Queue<BoardChange> _changes = new();
    private readonly Dictionary<IBoardObserver, long> _watchers = [];

    public BoardPublisher(string board, IGrainBase host, TimeProvider time)
    {
        _board = board;
        _time = time;
        Epoch = $"{time.GetTimestamp():x}-{host.GrainContext.ActivationId}";
    }

    public string Epoch { get; }

    /// <summary>0 before the first change.</summary>
    public long Version { get; private set; }

    /// <summary>True while a lease is valid. The lease of a dead silo expires and is removed.</summary>
    public bool IsWatched
    {
        get
        {
            foreach (var (observer, renewedAt) in _watchers)
                if (_time.GetElapsedTime(renewedAt) > BoardLimits.Lease) _watchers.Remove(observer);
            return _watchers.Count > 0;
        }
    }

    public IReadOnlyDictionary<string, BoardRow> Rows => _rows;

    /// <summary>What has no row; null on a board that is not a queue.</summary>
    public MoreRows? More { get; private set; }

    /// <summary>Publishes the rows that differ from the current ones; does nothing when none differs.</summary>
    public void Publish(IEnumerable<BoardRow> upserts, IEnumerable<string> removes) => Publish(upserts, removes, More);

    /// <summary>Publishes what differs from the current rows and the current count of the others.</summary>
    public void Publish(IEnumerable<BoardRow> upserts, IEnumerable<string> removes, MoreRows? more)
    {
        List<BoardRow> changed = [];
        List<string> gone = [];
        foreach (var row in upserts)
        {
            if (_rows.TryGetValue(row.Key, out var shown) && shown.Equals(row)) continue;
            _rows[row.Key] = row;
            changed.Add(row);
        }

        foreach (var key in removes)
            if (_rows.Remove(key)) gone.Add(key);
        if (changed.Count + gone.Count == 0 && more == More) return;

        More = more;
        var change = new BoardChange(_board, Epoch, Version, ++Version, changed, gone) { More = more };
        _changes.Enqueue(change);
        if (_changes.Count > BoardLimits.KeptChanges) _changes.Dequeue();
        Notify(change);
    }

    public BoardAnswer Watch(IBoardObserver observer, BoardCursor? seen)
    {
        // Timestamps do not jump: a corrected time of day must neither end nor extend a lease.
        _watchers[observer] = _time.GetTimestamp();
        return Unseen(seen) with { More = More };
    }

    public void Unwatch(IBoardObserver observer) => _watchers.Remove(observer);

    private BoardAnswer Unseen(BoardCursor? seen)
    {
        if (seen?.Epoch == Epoch && seen.Version == Version) return new BoardAnswer(true, null, [], Epoch, Version);
        if (seen?.Epoch == Epoch && _changes.Count > 0 && seen.Version >= _changes.Peek().From
            && seen.Version < Version)
            return new BoardAnswer(true, null, [.. _changes.Where(c => c.From >= seen.Version)], Epoch, Version);
        return new BoardAnswer(true, [.. _rows.Values], [], Epoch, Version);
    }

    private void Notify(BoardChange change)
    {
        if (!IsWatched) return;
        foreach (var observer in _watchers.Keys) observer.Changed(change).Ignore();
    }
}
