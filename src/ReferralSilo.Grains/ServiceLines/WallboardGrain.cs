using ReferralSilo.Contracts.Boards;
using ReferralSilo.Domain;
using ReferralSilo.Grains.Boards;
using ReferralSilo.Grains.Interfaces;
using ReferralSilo.Grains.Settings;

namespace ReferralSilo.Grains.ServiceLines;

/// <inheritdoc cref="IWallboardGrain"/>
[GrainType("wallboard")]
public sealed class WallboardGrain(ServiceLineCatalog lines, TimeProvider time) : Grain, IWallboardGrain
{
    private readonly Dictionary<string, long> _reportedAt = [];
    private BoardPublisher _board = null!;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _board = new BoardPublisher(BoardNames.Wallboard, this, time);
        this.RegisterGrainTimer(OnTick, new GrainTimerCreationOptions
        {
            DueTime = BoardLimits.WallboardRefresh, Period = BoardLimits.WallboardRefresh,
        });
        await RequestReports();
    }

    public Task Show(WallboardRow row)
    {
        _reportedAt[row.Key] = time.GetTimestamp();
        if (!_board.Rows.TryGetValue(row.Key, out var shown) || !AreEqual((WallboardRow)shown, row))
            _board.Publish([row], []);
        return Task.CompletedTask;
    }

    public async Task<BoardAnswer> Watch(string board, IBoardObserver observer, BoardCursor? seen)
    {
        var all = await lines.Queues();
        var answer = _board.Watch(observer, seen);
        return answer with { Age = all.Select(Age).DefaultIfEmpty(TimeSpan.Zero).Max() };
    }

    public Task Unwatch(string board, IBoardObserver observer)
    {
        _board.Unwatch(observer);
        return Task.CompletedTask;
    }

    private async Task OnTick()
    {
        if (_board.IsWatched) await RequestReports();
    }

    /// <summary>Requests each line's row, which also activates the line: an old row would look current.</summary>
    private async Task RequestReports()
    {
        var all = await lines.Queues();
        _board.Publish([], [.. _board.Rows.Keys.Where(shown => !all.Any(l => l.Value == shown))]);
        foreach (var line in all) GrainFactory.GetGrain<IServiceLineGrain>(line.Value).Report().Ignore();
    }

    /// <summary>Time since the line's last report; <see cref="BoardLimits.Stale"/> when there was none.</summary>
    private TimeSpan Age(ServiceLineId line) =>
        _reportedAt.TryGetValue(line.Value, out var at) && time.GetElapsedTime(at) is var age && age < BoardLimits.Stale
            ? age : BoardLimits.Stale;

    private static bool AreEqual(WallboardRow a, WallboardRow b) =>
        a with { Stages = b.Stages } == b && a.Stages.Count == b.Stages.Count
        && a.Stages.All(s => b.Stages.TryGetValue(s.Key, out var count) && count == s.Value);
}
