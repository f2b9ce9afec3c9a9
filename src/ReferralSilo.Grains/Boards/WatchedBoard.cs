using System.Collections.Immutable;
using ReferralSilo.Contracts.Boards;

namespace ReferralSilo.Grains.Boards;

/// <summary>
/// This silo's copy of one board, shared by all its connections. Immutable inside: a reader takes the current picture
/// and keeps it as long as it likes, so a slow one holds nobody up and costs no copy.
/// </summary>
internal sealed class WatchedBoard(string board, IBoardHost host, IGrainFactory grains, TimeProvider time)
    : IBoardObserver
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(long From, long To), BoardFrame> _frames = [];
    private readonly List<BoardChange> _changes = [];
    private Picture _picture = new("", 0, ImmutableDictionary<string, BoardRow>.Empty);
    private TaskCompletionSource _moved = New();
    private IBoardObserver? _reference;
    private Task<bool>? _sync;
    private long? _trueAt;
    private long _second;
    private int _thisSecond, _lastSecond;

    public string Board => board;

    public int Readers { get; set; }

    /// <summary>Timestamp: a board must not linger for an hour because the time of day was set back by one.</summary>
    public long? EmptySince { get; set; }

    public Picture Now => _picture;

    /// <summary>
    /// For how long the copy may still be called live; zero once nothing has confirmed it for too long. Counts from the
    /// question, not from its answer, on a clock that never jumps.
    /// </summary>
    public TimeSpan LiveFor
    {
        get
        {
            lock (_gate)
            {
                var left = _trueAt is { } at ? BoardLimits.Stale - time.GetElapsedTime(at) : TimeSpan.Zero;
                return left > TimeSpan.Zero ? left : TimeSpan.Zero;
            }
        }
    }

    /// <summary>Between two frames; where changes come fast a pause is cheaper for all and seen by nobody.</summary>
    public TimeSpan Pause => Math.Max(_thisSecond, _lastSecond) switch
    {
        >= BoardLimits.FloodedRate => BoardLimits.FloodedPause,
        >= BoardLimits.BusyRate => BoardLimits.BusyPause,
        _ => TimeSpan.Zero,
    };

    /// <summary>Ends when the copy is no longer this picture.</summary>
    public Task Moved(Picture beyond)
    {
        lock (_gate) return ReferenceEquals(_picture, beyond) ? _moved.Task : Task.CompletedTask;
    }

    /// <summary>
    /// Asks the grain for what is missing; whoever asks while the question is under way shares it. False: there is no
    /// such board.
    /// </summary>
    public Task<bool> Sync()
    {
        lock (_gate) return _sync is { IsCompleted: false } ? _sync : _sync = Task.Run(Ask);
    }

    public async Task Changed(BoardChange change)
    {
        // A change was lost on the way, or the board began anew: ask for all that is missing. Twice, for a question
        // that was under way may have been answered before this change.
        for (var asked = 0; !Take(change) && asked < 2; asked++) await Sync();
    }

    /// <summary>For good: the silo would keep the reference as long as it lives.</summary>
    public async Task Leave()
    {
        if (_reference is not { } reference) return;
        try
        {
            await host.Unwatch(board, reference);
        }
        finally
        {
            grains.DeleteObjectReference<IBoardObserver>(reference);
        }
    }

    /// <summary>What a reader at this cursor has not seen; shared by all readers that stand there.</summary>
    public BoardFrame Frame(string? epoch, long from, Picture to)
    {
        lock (_gate)
        {
            var known = epoch == to.Epoch && epoch == _picture.Epoch && from <= to.Version
                && (from == to.Version || LeadOn(from));
            var key = (known ? from : -1, to.Version);
            // One made long ago would tell its reader that it was on its way for so long.
            if (_frames.TryGetValue(key, out var made) && made.Epoch == to.Epoch
                && time.GetUtcNow() - made.At < BoardLimits.FrameKept) return made;
            var frame = known ? Delta(from, to) : Snapshot(to);
            _frames[key] = frame;
            return frame;
        }
    }

    private async Task<bool> Ask()
    {
        _reference ??= grains.CreateObjectReference<IBoardObserver>(this);
        var asked = time.GetTimestamp();
        var seen = Now;
        var answer =
            await host.Watch(board, _reference, seen.Epoch == "" ? null : new BoardCursor(seen.Epoch, seen.Version));
        if (!answer.Known) return false;
        lock (_gate)
        {
            // Changes that came meanwhile may have led further than the answer: a copy never goes back.
            if (answer.Snapshot is { } rows && (answer.Epoch != _picture.Epoch || answer.Version > _picture.Version))
            {
                _changes.Clear();
                Replace(new Picture(answer.Epoch, answer.Version, rows.ToImmutableDictionary(r => r.Key)));
            }

            foreach (var change in answer.Changes) Apply(change);
            if (answer.Epoch == _picture.Epoch && answer.Version <= _picture.Version)
                _trueAt = asked - (long)(answer.Age.TotalSeconds * time.TimestampFrequency);
        }

        return true;
    }

    private bool Take(BoardChange change)
    {
        lock (_gate) return Apply(change);
    }

    private bool Apply(BoardChange change)
    {
        if (change.Epoch != _picture.Epoch || change.From > _picture.Version) return false;
        if (change.To <= _picture.Version) return true;
        var rows = _picture.Rows.SetItems(change.Upserts.Select(r => KeyValuePair.Create(r.Key, r)))
            .RemoveRange(change.Removes);
        // Many at once, for to take the oldest one out moves all the others.
        if (_changes.Count >= 2 * BoardLimits.Remembered) _changes.RemoveRange(0, BoardLimits.Remembered);
        _changes.Add(change);
        Count();
        Replace(new Picture(change.Epoch, change.To, rows));
        return true;
    }

    /// <summary>The remembered changes tell all that came after this version.</summary>
    private bool LeadOn(long from) => _changes.Count > 0 && from >= _changes[0].From;

    private void Replace(Picture picture)
    {
        _picture = picture;
        _frames.Clear();
        var moved = _moved;
        _moved = New();
        moved.SetResult();
    }

    private void Count()
    {
        var second = time.GetUtcNow().ToUnixTimeSeconds();
        if (second != _second)
        {
            _lastSecond = second == _second + 1 ? _thisSecond : 0;
            _thisSecond = 0;
            _second = second;
        }

        _thisSecond++;
    }

    private BoardFrame Snapshot(Picture to) =>
        new(board, to.Epoch, 0, to.Version, true, [.. to.Rows.Values], [], time.GetUtcNow());

    private BoardFrame Delta(long from, Picture to)
    {
        var touched = new HashSet<string>();
        for (var i = _changes.Count - 1; i >= 0 && _changes[i].To > from; i--)
        {
            if (_changes[i].From >= to.Version) continue;
            foreach (var row in _changes[i].Upserts) touched.Add(row.Key);
            touched.UnionWith(_changes[i].Removes);
        }

        var upserts = new List<BoardRow>(touched.Count);
        var removes = new List<string>();
        foreach (var key in touched)
        {
            if (to.Rows.TryGetValue(key, out var row)) upserts.Add(row);
            else removes.Add(key);
        }

        return new BoardFrame(board, to.Epoch, from, to.Version, false, upserts, removes, time.GetUtcNow());
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The board at one version.</summary>
    internal sealed record Picture(string Epoch, long Version, ImmutableDictionary<string, BoardRow> Rows);
}
