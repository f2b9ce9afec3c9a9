using System.Runtime.CompilerServices;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using ReferralSilo.Contracts.Boards;
using ReferralSilo.Contracts.Screens;

namespace ReferralSilo.Grains.Boards;

/// <summary>
/// The live boards of this silo: one feed, two faces (the hub and the screens). Each reader pulls at its own pace; one
/// observer per watched board, renewed, so that a lost change is found within <see cref="BoardLimits.Renewal"/>.
/// </summary>
public sealed partial class BoardFeed(IGrainFactory grains, TimeProvider time, ILogger<BoardFeed> logger)
    : BackgroundService
{
    private readonly Dictionary<string, WatchedBoard> _boards = [];
    private readonly Lock _gate = new();

    /// <summary>
    /// Frames of a board for one reader. Whether the reader may see it is the caller's to check.
    /// Throws <see cref="BoardRefusedException"/> with <c>board-unknown</c>, or with <c>board-unavailable</c> as soon
    /// as the board is more than <see cref="BoardLimits.Stale"/> behind for all that is known here.
    /// </summary>
    public async IAsyncEnumerable<BoardFrame> Watch(string board, BoardCursor? cursor,
        [EnumeratorCancellation] CancellationToken ct)
    {
        var watched = Enter(board);
        try
        {
            await FirstSync(watched, ct);
            var (epoch, version) = (cursor?.Epoch, cursor?.Version ?? 0);
            var first = true;
            while (!ct.IsCancellationRequested)
            {
                // Nobody may be told that a board lives which cannot be asked; who is told goes on from the cursor.
                if (watched.LiveFor == TimeSpan.Zero) throw Unavailable();
                var picture = watched.Now;
                if (first || picture.Version != version || picture.Epoch != epoch)
                {
                    yield return watched.Frame(epoch, version, picture);
                    (epoch, version, first) = (picture.Epoch, picture.Version, false);
                    if (watched.Pause is var pause && pause > TimeSpan.Zero) await Task.Delay(pause, time, ct);
                    continue;
                }

                if (!await MovedWithin(BoardLimits.Heartbeat, watched, picture, ct) && watched.LiveFor > TimeSpan.Zero)
                    yield return new BoardFrame(board, epoch, version, version, false, [], [], time.GetUtcNow());
            }
        }
        finally
        {
            Leave(watched);
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
                    (board.EmptySince is { } since && time.GetElapsedTime(since) > BoardLimits.Linger ? drop : renew)
                        .Add(board);
                foreach (var board in drop) _boards.Remove(board.Board);
            }

            // Not awaited: a board whose grain does not answer must not keep the others from being confirmed.
            foreach (var board in renew) _ = Quietly(board.Board, board.Sync);
            foreach (var board in drop) _ = Quietly(board.Board, board.Leave);
        }
    }

    private static async Task<bool> MovedWithin(TimeSpan heartbeat, WatchedBoard watched, WatchedBoard.Picture picture,
        CancellationToken ct)
    {
        var live = watched.LiveFor;
        try
        {
            await watched.Moved(picture).WaitAsync(live < heartbeat ? live : heartbeat, ct);
            return true;
        }
        catch (TimeoutException)
        {
            // Nothing happened for a heartbeat's time, or the board has just become too old to be called live.
            return false;
        }
    }

    /// <summary>Asks until the board can be shown: a grain that moves, or a wallboard that gathers its numbers, takes a
    /// moment.</summary>
    private async Task FirstSync(WatchedBoard watched, CancellationToken ct)
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
            await Task.Delay(BoardLimits.AskAgain, time, ct);
        }
    }

    private WatchedBoard Enter(string board)
    {
        lock (_gate)
        {
            if (!_boards.TryGetValue(board, out var watched))
            {
                var host = BoardNames.Host(grains, board) ?? throw Unknown();
                _boards[board] = watched = new WatchedBoard(board, host, grains, time);
            }

            watched.Readers++;
            watched.EmptySince = null;
            return watched;
        }
    }

    private void Leave(WatchedBoard watched)
    {
        lock (_gate)
        {
            if (--watched.Readers == 0) watched.EmptySince = time.GetTimestamp();
        }
    }

    /// <summary>A failed renewal leaves the board unconfirmed: after a while its readers are told, and say "not
    /// live".</summary>
    private async Task Quietly(string board, Func<Task> renewal)
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
