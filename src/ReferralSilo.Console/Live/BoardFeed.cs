using NodaTime;
using ReferralSilo.Contracts.Screens;

namespace ReferralSilo.Console.Live;

/// <summary>
/// Connects one screen to its board: follows the board, paces the renders and
/// updates the live badge. Each board that a page shows gets a new instance.
/// </summary>
public sealed class BoardFeed : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly RenderPacer _pacer;
    private readonly LiveStatus? _status;
    private readonly Task _run;
    private LiveKind _drawnKind = LiveKind.Connecting;

    /// <param name="status">The live badge; null for a board beside the one that the badge is about.</param>
    /// <param name="dispatch">Runs work on the screen's renderer (<c>InvokeAsync</c>).</param>
    /// <param name="draw">Renders the changed rows; called only when there is something to render.</param>
    public BoardFeed(IBoardWatch watch, string board, TimeProvider time, IClock clock, LiveStatus? status,
        Func<Action, Task> dispatch, Action<BoardChange> draw)
    {
        Follower = new BoardFollower(watch, board, time, clock);
        _status = status;
        _pacer = new RenderPacer(time, () => dispatch(() => DrainAndDraw(draw)));
        Follower.Changed += _pacer.Request;
        status?.Show(Follower);
        _run = Task.Run(() => Follower.Run(_stop.Token));
    }

    public BoardFollower Follower { get; }

    public async ValueTask DisposeAsync()
    {
        Follower.Changed -= _pacer.Request;
        _pacer.Dispose();
        _status?.Hide(Follower);
        await _stop.CancelAsync();
        await _run;
        _stop.Dispose();
    }

    private void DrainAndDraw(Action<BoardChange> draw)
    {
        if (_stop.IsCancellationRequested) return;
        var change = Follower.Drain();
        var kind = Follower.State.Kind;
        if (change.Replaced || change.Counted || change.Keys.Count > 0 || kind != _drawnKind)
        {
            _drawnKind = kind;
            draw(change);
        }
        // After the rows: the badge must not show "live" before the current rows are drawn.
        _status?.FrameDrawn();
    }
}
