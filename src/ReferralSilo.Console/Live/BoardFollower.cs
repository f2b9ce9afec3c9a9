using ReferralSilo.Contracts.Boards;
using ReferralSilo.Contracts.Screens;

namespace ReferralSilo.Console.Live;

/// <summary>
/// Keeps one screen's copy of a board true, or says that it is not. A gap, a new epoch, silence or the end of the
/// stream make it "not live"; it then asks again from its cursor until a frame fits.
/// Frames come in on any thread; <see cref="Drain"/> and <see cref="Rows"/> belong to the screen's own.
/// </summary>
public sealed class BoardFollower(IBoardWatch watch, string board, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly BoardReplica _replica = new();
    private readonly Dictionary<string, BoardRow> _rows = new(StringComparer.Ordinal);
    private readonly long _started = time.GetTimestamp();
    private LiveState _state = new(LiveKind.Connecting, time.GetUtcNow());
    private DateTimeOffset _lastFrameAt = time.GetUtcNow();
    private long _beat;

    public string Board => board;

    public LiveState State { get { lock (_lock) return _state; } }

    /// <summary>Where the board stands; what a repeated question starts from.</summary>
    public BoardCursor? Cursor { get { lock (_lock) return _replica.Cursor; } }

    /// <summary>Milliseconds from the start to the last good frame, on a clock that never jumps.</summary>
    public long Beat { get { lock (_lock) return _beat; } }

    /// <summary>Rows as of the last <see cref="Drain"/>.</summary>
    public IReadOnlyDictionary<string, BoardRow> Rows => _rows;

    /// <summary>Raised after each frame and each change of state, on the stream's thread: only ask for a render
    /// here.</summary>
    public event Action? Changed;

    /// <summary>Brings <see cref="Rows"/> up to the last frame and says which keys differ.</summary>
    public BoardChange Drain()
    {
        lock (_lock) return _replica.DrainInto(_rows);
    }

    /// <summary>Follows until cancelled or refused.</summary>
    public async Task Run(CancellationToken ct)
    {
        var wait = FollowerLimits.FirstRetry;
        while (!ct.IsCancellationRequested)
        {
            try
            {
                var why = await FollowOneStream(() => wait = FollowerLimits.FirstRetry, ct);
                NotLive(why);
                await Task.Delay(wait, time, ct);
            }
            catch (OperationCanceledException) when (ct.IsCancellationRequested)
            {
                return; // the screen was left
            }
            catch (BoardRefusedException refused) when (refused.Code is "board-unknown" or "board-forbidden")
            {
                Refuse(refused);
                return; // no right comes back by asking; a reload asks anew
            }
            wait = wait * 2 < FollowerLimits.LongestRetry ? wait * 2 : FollowerLimits.LongestRetry;
        }
    }

    private async Task<string> FollowOneStream(Action onGoodFrame, CancellationToken ct)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var frames = watch.Watch(board, Cursor, stop.Token).GetAsyncEnumerator(stop.Token);
        Task<bool>? next = null;
        try
        {
            while (true)
            {
                next = frames.MoveNextAsync().AsTask();
                if (!await next.WaitAsync(FollowerLimits.Silence, time, ct)) return "stream-ended";
                if (Take(frames.Current) is { } misfit) return misfit;
                onGoodFrame();
            }
        }
        catch (TimeoutException) when (next is { IsCompleted: false })
        {
            return "silence";
        }
        catch (Exception broken)
            when (!ct.IsCancellationRequested
            && broken is not BoardRefusedException { Code: "board-unknown" or "board-forbidden" })
        {
            return broken is BoardRefusedException refused ? refused.Code : "stream-broken";
        }
        finally
        {
            await stop.CancelAsync();
            // A stream that does not listen to its token must not keep the screen waiting.
            _ = LetGo(frames, next);
        }
    }

    private static async Task LetGo(IAsyncEnumerator<BoardFrame> frames, Task<bool>? next)
    {
        try
        {
            if (next is not null) await next;
        }
        catch (Exception)
        {
            // Already answered as "not live".
        }
        await frames.DisposeAsync();
    }

    private string? Take(BoardFrame frame)
    {
        lock (_lock)
        {
            if (_replica.Apply(frame) is { } misfit) return misfit;
            _lastFrameAt = time.GetUtcNow();
            _beat = (long)time.GetElapsedTime(_started).TotalMilliseconds;
            if (_state.Kind != LiveKind.Live) _state = new LiveState(LiveKind.Live, _lastFrameAt);
        }
        Changed?.Invoke();
        return null;
    }

    private void NotLive(string why)
    {
        lock (_lock)
        {
            // Since: the last good frame, not the moment we noticed.
            if (_state.Kind != LiveKind.NotLive) _state = new LiveState(LiveKind.NotLive, _lastFrameAt, why);
        }
        Changed?.Invoke();
    }

    private void Refuse(BoardRefusedException refused)
    {
        lock (_lock)
        {
            _replica.Clear();
            _state = new LiveState(LiveKind.Refused, time.GetUtcNow(), refused.Code, refused.Message);
        }
        Changed?.Invoke();
    }
}
