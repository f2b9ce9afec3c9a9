using System.Runtime.CompilerServices;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using NodaTime;
using ReferralSilo.Contracts.Boards;
using ReferralSilo.Contracts.Screens;
using ReferralSilo.Grains.Routing;

namespace ReferralSilo.Grains.Boards;

/// <summary>
/// Serves the live boards of this silo to the hub and the screens. Each reader pulls at its own pace. A silo has one
/// observer per watched board and renews it, so a lost change is found within <see cref="BoardLimits.Renewal"/>.
/// </summary>
public sealed partial class BoardFeed(IGrainFactory grains, GrainRoutes routes, BoardMetrics metrics,
    TimeProvider time, IClock clock, ILogger<BoardFeed> logger) : BackgroundService
{
    private readonly Dictionary<string, WatchedBoard> _boards = [];
    private readonly Lock _gate = new();

    /// <summary>
    /// Streams the frames of a board to one reader. The caller must check that the reader may see the board. Throws
    /// <see cref="BoardRefusedException"/> with <c>board-unknown</c>, or with <c>board-unavailable</c> when nothing
    /// confirmed the board for longer than <see cref="BoardLimits.Stale"/>.
    /// </summary>
    public async IAsyncEnumerable<BoardFrame> Watch(string board, BoardCursor? cursor,
        [EnumeratorCancellation] CancellationToken ct)
    {
        var watched = AddReader(board);
        try
        {
            await WaitUntilLive(watched, ct);
            var (epoch, version) = (cursor?.Epoch, cursor?.Version ?? 0);
            var first = true;
            while (!ct.IsCancellationRequested)
            {
                // Never report a board as live that cannot be confirmed; the reader reconnects with its cursor.
                if (watched.LiveFor == TimeSpan.Zero) throw Unavailable();
                var state = watched.Current;
                if (first || state.Version != version || state.Epoch != epoch)
                {
                    yield return Counted(watched.Frame(epoch, version, state));
                    (epoch, version, first) = (state.Epoch, state.Version, false);
                    if (watched.Pause is var pause && pause > TimeSpan.Zero) await Task.Delay(pause, time, ct);
                    continue;
                }

                if (!await ChangedWithin(BoardLimits.Heartbeat, watched, state, ct) && watched.LiveFor > TimeSpan.Zero)
                    yield return Counted(watched.Heartbeat(state));
            }
        }
        finally
        {
            RemoveReader(watched);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(BoardLimits.Renewal, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            List<WatchedBoard> renew = [], drop = [];
            lock (_gate)
            {
                foreach (var board in _boards.Values)
                {
                    var unused = board.EmptySince is { } since
                        && time.GetElapsedTime(since) > BoardLimits.UnwatchDelay;
                    (unused ? drop : renew).Add(board);
                }

                foreach (var board in drop)
                {
                    _boards.Remove(board.Board);
                    metrics.Followed(board.Board, -1);
                }
            }

            // Not awaited: a board whose grain does not answer must not delay the renewal of the others.
            foreach (var board in renew) _ = RunLogged(board.Board, board.Sync);
            foreach (var board in drop) _ = RunLogged(board.Board, board.Leave);
        }
    }

    private static async Task<bool> ChangedWithin(
        TimeSpan heartbeat, WatchedBoard watched, WatchedBoard.BoardState state, CancellationToken ct)
    {
        var live = watched.LiveFor;
        try
        {
            await watched.WaitForChange(state).WaitAsync(live < heartbeat ? live : heartbeat, ct);
            return true;
        }
        catch (TimeoutException)
        {
            // Either nothing changed within a heartbeat, or the board became too old to be live.
            return false;
        }
    }

    /// <summary>Retries until the board is live, which takes a moment for a moving grain or for the
    /// wallboard.</summary>
    private async Task WaitUntilLive(WatchedBoard watched, CancellationToken ct)
    {
        var started = time.GetTimestamp();
        while (watched.LiveFor == TimeSpan.Zero)
        {
            try
            {
                if (!await watched.Sync().WaitAsync(BoardLimits.FirstAnswer, time, ct)) throw Unknown();
                if (watched.LiveFor > TimeSpan.Zero) return;
            }
            catch (Exception e) when (e is not BoardRefusedException && !ct.IsCancellationRequested)
            {
                LogNoSync(watched.Board, e.GetType().Name);
            }

            if (time.GetElapsedTime(started) > BoardLimits.FirstAnswer) throw Unavailable();
            await Task.Delay(BoardLimits.FirstAnswerRetry, time, ct);
        }
    }

    private WatchedBoard AddReader(string board)
    {
        lock (_gate)
        {
            if (!_boards.TryGetValue(board, out var watched))
            {
                var host = BoardNames.Host(routes, grains, board) ?? throw Unknown();
                _boards[board] = watched = new WatchedBoard(board, host, grains, time, clock);
                metrics.Followed(board, 1);
            }

            watched.Readers++;
            metrics.Read(board, 1);
            watched.EmptySince = null;
            return watched;
        }
    }

    private void RemoveReader(WatchedBoard watched)
    {
        lock (_gate)
        {
            if (--watched.Readers == 0) watched.EmptySince = time.GetTimestamp();
        }

        metrics.Read(watched.Board, -1);
    }

    private BoardFrame Counted(BoardFrame frame)
    {
        metrics.Sent(frame);
        return frame;
    }

    /// <summary>Logs a failed renewal. The board then stays unconfirmed, and its streams end after a while.</summary>
    private async Task RunLogged(string board, Func<Task> renewal)
    {
        try
        {
            await renewal();
        }
        catch (Exception e)
        {
            LogNoSync(board, e.GetType().Name);
        }
    }

    private static BoardRefusedException Unknown() => new("board-unknown", "There is no such board.");

    private static BoardRefusedException Unavailable() =>
        new("board-unavailable", "The board cannot be read right now; watch again from your cursor.");

    [LoggerMessage(Level = LogLevel.Warning, Message = "Board {Board} could not be read: {Error}")]
    private partial void LogNoSync(string board, string error);
}
