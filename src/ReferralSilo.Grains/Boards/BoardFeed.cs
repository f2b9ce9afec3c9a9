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
public sealed partial class BoardFeed(IGrainFactory grains, TimeProvider time, ILogger<BoardFeed> logger) : BackgroundService
{
    private readonly Dictionary<string, WatchedBoard> _boards = [];
    private readonly Lock _gate = new();

    /// <summary>
    /// Frames of a board for one reader. Whether the reader may see it is the caller's to check.
    /// Throws <see cref="BoardRefusedException"/> with <c>board-unknown</c> or <c>board-unavailable</c>.
    /// </summary>
    public async IAsyncEnumerable<BoardFrame> Watch(string board, BoardCursor? cursor, [EnumeratorCancellation] CancellationToken ct)
    {
        var watched = Enter(board);
        try
        {
            await FirstSync(watched);
            var (epoch, version) = (cursor?.Epoch, cursor?.Version ?? 0);
            var first = true;
            while (!ct.IsCancellationRequested)
            {
                var picture = watched.Now;
                if (first || picture.Version != version || picture.Epoch != epoch)
                {
                    yield return watched.Frame(epoch, version, picture);
                    (epoch, version, first) = (picture.Epoch, picture.Version, false);
                    if (watched.IsBusy) await Task.Delay(BoardLimits.BusyPause, time, ct);
                    continue;
                }

                if (!await MovedWithin(watched, version, ct) && watched.IsConfirmed)
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
                    (board.EmptySince is { } since && time.GetUtcNow() - since > BoardLimits.Linger ? drop : renew).Add(board);
                foreach (var board in drop) _boards.Remove(board.Board);
            }

            await Task.WhenAll([.. renew.Select(b => Quietly(b.Board, async () => await b.Sync())), .. drop.Select(b => Quietly(b.Board, b.Leave))]);
        }
    }

    private static async Task<bool> MovedWithin(WatchedBoard watched, long version, CancellationToken ct)
    {
        try
        {
            await watched.Moved(version).WaitAsync(BoardLimits.Heartbeat, ct);
            return true;
        }
        catch (TimeoutException)
        {
            // Nothing happened for a heartbeat's time: say so.
            return false;
        }
    }

    private async Task FirstSync(WatchedBoard watched)
    {
        if (watched.IsConfirmed) return;
        try
        {
            if (await watched.Sync()) return;
        }
        catch (Exception e) when (e is OrleansException or TimeoutException)
        {
            LogNoSync(watched.Board, e.GetType().Name);
            throw new BoardRefusedException("board-unavailable", "The board cannot be read right now; try again.");
        }

        throw new BoardRefusedException("board-unknown", "There is no such board.");
    }

    private WatchedBoard Enter(string board)
    {
        lock (_gate)
        {
            if (!_boards.TryGetValue(board, out var watched))
            {
                var host = BoardNames.Host(grains, board) ?? throw new BoardRefusedException("board-unknown", "There is no such board.");
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
            if (--watched.Readers == 0) watched.EmptySince = time.GetUtcNow();
        }
    }

    /// <summary>A failed renewal leaves the board unconfirmed: its readers get no heartbeat and say "not live".</summary>
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

    [LoggerMessage(Level = LogLevel.Warning, Message = "Board {Board} could not be read: {Error}")]
    private partial void LogNoSync(string board, string error);
}
