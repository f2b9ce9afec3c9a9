using NodaTime;
using ReferralSilo.Contracts.Boards;
using ReferralSilo.Contracts.Screens;

namespace ReferralSilo.Console.Live;

/// <summary>
/// Keeps one screen's copy of a board current, or reports that it is not live. A gap, a new epoch, silence or
/// the end of the stream makes it "not live"; it then reconnects from its cursor until a frame fits. Frames
/// arrive on any thread; <see cref="Drain"/> and <see cref="Rows"/> are used only on the screen's renderer.
/// </summary>
public sealed class BoardFollower(IBoardWatch watch, string board, TimeProvider time, IClock clock)
{
    private readonly Lock _lock = new();
    private readonly BoardReplica _replica = new();
    private readonly Dictionary<string, BoardRow> _rows = new(StringComparer.Ordinal);
    private readonly long _started = time.GetTimestamp();
    private LiveState _state = new(LiveKind.Connecting, clock.Now());
    private DateTimeOffset _lastFrameAt = clock.Now();
    private long _beat;

    public string Board => board;

    public LiveState State { get { lock (_lock) return _state; } }

    /// <summary>The position on the board from which a retry continues.</summary>
    public BoardCursor? Cursor { get { lock (_lock) return _replica.Cursor; } }

    /// <summary>Milliseconds from the start to the last valid frame, on the monotonic clock.</summary>
    public long Beat { get { lock (_lock) return _beat; } }

    /// <summary>Rows as of the last <see cref="Drain"/>.</summary>
    public IReadOnlyDictionary<string, BoardRow> Rows => _rows;

    /// <summary>The referrals of a queue board that have no row, as of the last <see cref="Drain"/>; null on other
    /// boards.</summary>
    public MoreRows? More { get; private set; }

    /// <summary>
    /// Raised after each frame and each change of state, on the stream's thread. Handlers should only request a render.
    /// </summary>
    public event Action? Changed;

    /// <summary>Applies the received frames to <see cref="Rows"/> and returns the keys that changed.</summary>
    public BoardChange Drain()
    {
        lock (_lock)
        {
            More = _replica.More;
            return _replica.DrainInto(_rows);
        }
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
                return; // retrying does not restore the permission; only a reload tries again
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
                if (Apply(frames.Current) is { } misfit) return misfit;
                onGoodFrame();
            }
        }
        catch (TimeoutException) when (next is { IsCompleted: false })
        {
            return "silence";
        }
        catch (Exception e) when (!ct.IsCancellationRequested
            && e is not BoardRefusedException { Code: "board-unknown" or "board-forbidden" })
        {
            return e is BoardRefusedException refused ? refused.Code : "stream-broken";
        }
        finally
        {
            await stop.CancelAsync();
            // Not awaited: a stream that ignores its token must not block the screen.
            _ = DisposeStream(frames, next);
        }
    }

    private static async Task DisposeStream(IAsyncEnumerator<BoardFrame> frames, Task<bool>? next)
    {
        try
        {
            if (next is not null) await next;
        }
        catch (Exception)
        {
            // The state is already "not live".
        }
        await frames.DisposeAsync();
    }

    private string? Apply(BoardFrame frame)
    {
        lock (_lock)
        {
            if (_replica.Apply(frame) is { } misfit) return misfit;
            _lastFrameAt = clock.Now();
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
            // Since = the last valid frame, not the moment of detection.
            if (_state.Kind != LiveKind.NotLive) _state = new LiveState(LiveKind.NotLive, _lastFrameAt, why);
        }
        Changed?.Invoke();
    }

    private void Refuse(BoardRefusedException refused)
    {
        lock (_lock)
        {
            _replica.Clear();
            _state = new LiveState(LiveKind.Refused, clock.Now(), refused.Code, refused.Message);
        }
        Changed?.Invoke();
    }
}
