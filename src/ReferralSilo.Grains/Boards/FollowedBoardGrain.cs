using Microsoft.Extensions.Logging;
using NodaTime;
using ReferralSilo.Contracts.Boards;
using ReferralSilo.Domain.Stored;
using ReferralSilo.Grains.Projections;
using ReferralSilo.Storage;

namespace ReferralSilo.Grains.Boards;

/// <summary>Publishes one <see cref="IFollowedBoard"/>. Key: the name of the board.</summary>
[GrainType(Type)]
public sealed class FollowedBoardGrain(FollowedBoards boards, LedgerTail tail, TimeProvider time, IClock clock,
    ILogger<FollowedBoardGrain> logger) : Grain, IBoardHost
{
    public const string Type = "followed-board";

    // Events are handled between the awaits of calls; the board is loaded and read by one of them at a time.
    private readonly SemaphoreSlim _one = new(1, 1);
    private IFollowedBoard _board = null!;
    private BoardPublisher _publisher = null!;
    private TailFollower _follower = null!;
    private bool _exists;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var name = this.GetPrimaryKeyString();
        _board = boards.Create(name);
        _publisher = new BoardPublisher(name, this, time);
        _follower = new TailFollower(tail, OnEvents, this.DeactivateOnIdle, logger);
        await _follower.Start(Load, cancellationToken);
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _follower.Stop();
        return Task.CompletedTask;
    }

    public async Task<BoardAnswer> Watch(string board, IBoardObserver observer, BoardCursor? seen)
    {
        if (!_exists)
        {
            // It may be created later; the next activation looks again.
            DeactivateOnIdle();
            return BoardAnswer.Unknown;
        }

        // Watches are renewed every 1.5 s, so no timer is needed.
        var age = _follower.Age;
        try
        {
            if (_board.IsOutdated(clock.GetCurrentInstant())) await Load();
        }
        catch (Exception e) when (e is LedgerUnavailableException or NewerFormException)
        {
            age = BoardLimits.Stale;
        }

        return _publisher.Watch(observer, seen) with { Age = age };
    }

    public Task Unwatch(string board, IBoardObserver observer)
    {
        _publisher.Unwatch(observer);
        return Task.CompletedTask;
    }

    private Task Load() => Alone(async () =>
    {
        _exists = await _board.Load(clock.GetCurrentInstant());
        if (_exists) Publish();
    });

    private Task OnEvents(IReadOnlyList<PositionedEvent> events) => Alone(async () =>
    {
        if (!_exists) return;
        var streams = events.Where(_board.Concerns).Select(e => e.Stream).Distinct().ToList();
        foreach (var stream in streams) await _board.Read(stream);
        if (streams.Count > 0) Publish();
    });

    private async Task Alone(Func<Task> work)
    {
        await _one.WaitAsync();
        try
        {
            await work();
        }
        finally
        {
            _one.Release();
        }
    }

    private void Publish()
    {
        var rows = _board.Rows;
        var keys = rows.Select(r => r.Key).ToHashSet();
        _publisher.Publish(rows, [.. _publisher.Rows.Keys.Where(k => !keys.Contains(k))]);
    }
}
