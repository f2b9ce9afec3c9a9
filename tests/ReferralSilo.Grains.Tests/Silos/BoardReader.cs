using System.Text.Json;
using ReferralSilo.Contracts.Boards;
using ReferralSilo.Contracts.Json;
using ReferralSilo.Contracts.Screens;
using ReferralSilo.Grains.Boards;
using ReferralSilo.Testing;

namespace ReferralSilo.Grains.Tests.Silos;

/// <summary>Follows a board as a screen does: keeps its rows and checks that no change is missing.</summary>
public sealed class BoardReader : IAsyncDisposable
{
    private readonly CancellationTokenSource _end = new();
    private readonly Dictionary<string, BoardRow> _rows = [];
    private readonly List<BoardFrame> _frames = [];
    private readonly Lock _gate = new();
    private readonly Task _reading;
    private string? _gap;

    public BoardReader(BoardFeed feed, string board, BoardCursor? cursor = null) =>
        _reading = Read(feed, board, cursor);

    /// <summary>Number of streams that ended because the board was not live.</summary>
    public int Ended { get; private set; }

    /// <summary>All frames except heartbeats.</summary>
    public IReadOnlyList<BoardFrame> Frames
    {
        get
        {
            lock (_gate) return [.. _frames];
        }
    }

    public BoardCursor Cursor => new(Frames[^1].Epoch, Frames[^1].To);

    /// <summary>What has no row, as of the last frame.</summary>
    public MoreRows? More => Frames[^1].More;

    public T? Row<T>(string key) where T : BoardRow
    {
        lock (_gate) return _rows.GetValueOrDefault(key) as T;
    }

    /// <summary>All rows as text, by key.</summary>
    public string Text()
    {
        lock (_gate)
            return string.Join('\n', _rows.Values.OrderBy(r => r.Key, StringComparer.Ordinal)
                .Select(r => JsonSerializer.Serialize(r, r.GetType(), ContractsJson.Options)));
    }

    public async Task Shows<T>(string key, Func<T, bool> matches, string fact) where T : BoardRow
    {
        await Eventually.Is($"the board shows {key} {fact}", () => Row<T>(key) is { } row && matches(row));
        Assert.Null(_gap);
    }

    public async Task ShowsNo(string key)
    {
        await Eventually.Is($"the board no longer shows {key}", () => Frames.Count > 0 && Row<BoardRow>(key) is null);
        Assert.Null(_gap);
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _reading;
        _end.Dispose();
        Assert.Null(_gap);
    }

    private async Task Read(BoardFeed feed, string board, BoardCursor? cursor)
    {
        while (!_end.IsCancellationRequested)
        {
            try
            {
                await foreach (var frame in feed.Watch(board, Frames.Count > 0 ? Cursor : cursor, _end.Token))
                    Add(frame);
            }
            catch (OperationCanceledException)
            {
                // The test ended the reader.
            }
            catch (BoardRefusedException refused) when (refused.Code == "board-unavailable")
            {
                // Not live: watches again from the cursor.
                Ended++;
            }
        }
    }

    private void Add(BoardFrame frame)
    {
        lock (_gate)
        {
            if (frame.IsHeartbeat && _frames.Count > 0) return;
            if (!frame.Snapshot && _frames.Count > 0
                && (frame.Epoch, frame.From) != (_frames[^1].Epoch, _frames[^1].To))
                _gap ??= $"{_frames[^1].Epoch} {_frames[^1].To} was followed by {frame.Epoch} {frame.From}";
            if (frame.Snapshot) _rows.Clear();
            foreach (var row in frame.Upserts) _rows[row.Key] = row;
            foreach (var key in frame.Removes) _rows.Remove(key);
            _frames.Add(frame);
        }
    }
}
