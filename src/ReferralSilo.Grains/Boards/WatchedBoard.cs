using System.Collections.Immutable;
using NodaTime;
using ReferralSilo.Contracts.Boards;

namespace ReferralSilo.Grains.Boards;

/// <summary>This silo's copy of one board, shared by all its readers. A reader holds an immutable state, so a slow
/// reader delays no other reader and needs no copy.</summary>
internal sealed class WatchedBoard(string board, IBoardHost host, IGrainFactory grains, TimeProvider time,
    IClock clock) : IBoardObserver
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(long From, long To), (BoardFrame Frame, long MadeAt)> _frames = [];
    private readonly List<BoardChange> _changes = [];
    private BoardState _state = new("", 0, ImmutableDictionary<string, BoardRow>.Empty, null);
    private TaskCompletionSource _changed = New();
    private IBoardObserver? _reference;
    private Task<bool>? _sync;
    private long? _confirmedAt;
    private long _second;
    private int _thisSecond, _lastSecond;

    public string Board => board;

    public int Readers { get; set; }

    /// <summary>A timestamp, so that a corrected time of day does not end or extend the watch.</summary>
    public long? EmptySince { get; set; }

    public BoardState Current => _state;

    /// <summary>How long the copy may still be called live; zero when nothing confirmed it for too long. Counts from
    /// the start of the last successful request, by timestamps, which do not jump.</summary>
    public TimeSpan LiveFor
    {
        get
        {
            lock (_gate)
            {
                var left = _confirmedAt is { } at ? BoardLimits.Stale - time.GetElapsedTime(at) : TimeSpan.Zero;
                return left > TimeSpan.Zero ? left : TimeSpan.Zero;
            }
        }
    }

    /// <summary>Pause between two frames: when changes come fast, a pause saves work and no one notices it.</summary>
    public TimeSpan Pause => Math.Max(_thisSecond, _lastSecond) switch
    {
        >= BoardLimits.FloodedRate => BoardLimits.FloodedPause,
        >= BoardLimits.BusyRate => BoardLimits.BusyPause,
        _ => TimeSpan.Zero,
    };

    /// <summary>Completes when the copy has a state other than <paramref name="known"/>.</summary>
    public Task WaitForChange(BoardState known)
    {
        lock (_gate) return ReferenceEquals(_state, known) ? _changed.Task : Task.CompletedTask;
    }

    /// <summary>Requests missing changes; concurrent calls share one request. False: there is no such board.</summary>
    public Task<bool> Sync()
    {
        lock (_gate) return _sync is { IsCompleted: false } ? _sync : _sync = Task.Run(Fetch);
    }

    public async Task Changed(BoardChange change)
    {
        // A change was lost or the board has a new epoch: request what is missing. Up to twice, because a request
        // already running may have been answered before this change.
        for (var requests = 0; !TryApply(change) && requests < 2; requests++) await Sync();
    }

    /// <summary>Ends the watch and deletes the observer reference, which the silo would otherwise keep.</summary>
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

    /// <summary>The frame with all changes after the cursor; readers with the same cursor share it.</summary>
    public BoardFrame Frame(string? epoch, long from, BoardState to)
    {
        lock (_gate)
        {
            var known = epoch == to.Epoch && epoch == _state.Epoch && from <= to.Version
                && (from == to.Version || HistoryCovers(from));
            var key = (known ? from : -1, to.Version);
            // An old frame is not reused: its time would tell the reader that it was delayed.
            if (_frames.TryGetValue(key, out var made) && made.Frame.Epoch == to.Epoch
                && time.GetElapsedTime(made.MadeAt) < BoardLimits.FrameReuse) return made.Frame;
            var frame = known ? Delta(from, to) : Snapshot(to);
            _frames[key] = (frame, time.GetTimestamp());
            return frame;
        }
    }

    /// <summary>A frame without changes: the board is still live.</summary>
    public BoardFrame Heartbeat(BoardState state) =>
        new(board, state.Epoch, state.Version, state.Version, false, [], [], Now) { More = state.More };

    private DateTimeOffset Now => clock.GetCurrentInstant().ToDateTimeOffset();

    private async Task<bool> Fetch()
    {
        _reference ??= grains.CreateObjectReference<IBoardObserver>(this);
        var startedAt = time.GetTimestamp();
        var seen = Current;
        var cursor = seen.Epoch == "" ? null : new BoardCursor(seen.Epoch, seen.Version);
        var answer = await host.Watch(board, _reference, cursor);
        if (!answer.Exists) return false;
        lock (_gate)
        {
            // Changes received during the request may be newer than the answer: the copy never goes back.
            if (answer.Snapshot is { } rows && (answer.Epoch != _state.Epoch || answer.Version > _state.Version))
            {
                _changes.Clear();
                Replace(new BoardState(answer.Epoch, answer.Version, rows.ToImmutableDictionary(r => r.Key),
                    answer.More));
            }

            foreach (var change in answer.Changes) Apply(change);
            if (answer.Epoch == _state.Epoch && answer.Version <= _state.Version)
                _confirmedAt = startedAt - (long)(answer.Age.TotalSeconds * time.TimestampFrequency);
        }

        return true;
    }

    private bool TryApply(BoardChange change)
    {
        lock (_gate) return Apply(change);
    }

    private bool Apply(BoardChange change)
    {
        if (change.Epoch != _state.Epoch || change.From > _state.Version) return false;
        if (change.To <= _state.Version) return true;
        var rows = _state.Rows.SetItems(change.Upserts.Select(r => KeyValuePair.Create(r.Key, r)))
            .RemoveRange(change.Removes);
        // Removes many at once, because removing the first element moves all the others.
        if (_changes.Count >= 2 * BoardLimits.KeptChanges) _changes.RemoveRange(0, BoardLimits.KeptChanges);
        _changes.Add(change);
        CountChange();
        Replace(new BoardState(change.Epoch, change.To, rows, change.More));
        return true;
    }

    /// <summary>True when the kept changes include every change after this version.</summary>
    private bool HistoryCovers(long from) => _changes.Count > 0 && from >= _changes[0].From;

    private void Replace(BoardState state)
    {
        _state = state;
        _frames.Clear();
        var changed = _changed;
        _changed = New();
        changed.SetResult();
    }

    private void CountChange()
    {
        var second = time.GetTimestamp() / time.TimestampFrequency;
        if (second != _second)
        {
            _lastSecond = second == _second + 1 ? _thisSecond : 0;
            _thisSecond = 0;
            _second = second;
        }

        _thisSecond++;
    }

    private BoardFrame Snapshot(BoardState to) =>
        new(board, to.Epoch, 0, to.Version, true, [.. to.Rows.Values], [], Now) { More = to.More };

    private BoardFrame Delta(long from, BoardState to)
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

        return new BoardFrame(board, to.Epoch, from, to.Version, false, upserts, removes, Now) { More = to.More };
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The board at one version.</summary>
    internal sealed record BoardState(string Epoch, long Version, ImmutableDictionary<string, BoardRow> Rows,
        MoreRows? More);
}
