using ReferralSilo.Contracts.Boards;
using ReferralSilo.Grains.Boards;

namespace ReferralSilo.Grains.ServiceLines;

/// <inheritdoc cref="IWallboardGrain"/>
[GrainType("wallboard")]
public sealed class WallboardGrain(ServiceLineCatalog lines, TimeProvider time) : Grain, IWallboardGrain
{
    private BoardPublisher _board = null!;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _board = new BoardPublisher(BoardNames.Wallboard, this, time);
        // Wakes the lines, which then show their numbers here by themselves.
        foreach (var line in (await lines.All()).Keys)
            GrainFactory.GetGrain<IServiceLineGrain>(line.Value).Clinicians().Ignore();
    }

    public Task Show(WallboardRow row)
    {
        if (!_board.Rows.TryGetValue(row.Key, out var shown) || !Same((WallboardRow)shown, row)) _board.Publish([row], []);
        return Task.CompletedTask;
    }

    public Task<BoardAnswer> Watch(string board, IBoardObserver observer, BoardCursor? seen) => Task.FromResult(_board.Watch(observer, seen));

    public Task Unwatch(string board, IBoardObserver observer)
    {
        _board.Unwatch(observer);
        return Task.CompletedTask;
    }

    private static bool Same(WallboardRow a, WallboardRow b) =>
        a with { Stages = b.Stages } == b && a.Stages.Count == b.Stages.Count
        && a.Stages.All(s => b.Stages.TryGetValue(s.Key, out var count) && count == s.Value);
}
