using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using ReferralSilo.Api.Draining;

namespace ReferralSilo.Host.Tests.Setup;

public sealed class DrainTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly Readiness _readiness = new();

    public DrainTests() => _readiness.Ready();

    [Fact]
    public async Task It_is_not_ready_at_once_and_still_answers_until_the_load_balancer_has_noticed()
    {
        var drain = InACluster();
        var leaving = drain.Run(default);

        Assert.Equal("draining", _readiness.Why);
        Assert.True(drain.TryEnter());
        drain.Exit();
        _time.Advance(DrainLimits.Cluster.Notice);
        await leaving;
        Assert.False(drain.TryEnter());
    }

    [Fact]
    public void Watchers_move_one_by_one_within_the_window()
    {
        var drain = InACluster();
        var watchers = Enumerable.Range(0, 100).Select(_ => drain.Watch()).ToList();
        _ = drain.Run(default);
        int Moved() => watchers.Count(w => w.Moved.IsCancellationRequested);

        Assert.Equal(0, Moved());
        _time.Advance(DrainLimits.Cluster.Move / 2);
        Assert.InRange(Moved(), 20, 80);
        _time.Advance(DrainLimits.Cluster.Move / 2);
        Assert.Equal(100, Moved());
    }

    [Fact]
    public void Who_comes_to_watch_a_leaving_silo_is_told_at_once()
    {
        var drain = InACluster();
        _ = drain.Run(default);

        Assert.True(drain.Watch().Moved.IsCancellationRequested);
    }

    [Fact]
    public async Task It_does_not_stop_before_the_last_watcher_has_heard_it_nor_wait_for_one_that_hears_nothing()
    {
        var drain = InACluster();
        var (hears, deaf) = (drain.Watch(), drain.Watch());
        var leaving = drain.Run(default);
        _time.Advance(DrainLimits.Cluster.Move);
        hears.Dispose();

        Assert.False(drain.IsClosed);
        Assert.True(deaf.Moved.IsCancellationRequested);
        await ReferralSilo.Testing.Eventually.Is("the deaf one was given up", () =>
        {
            _time.Advance(DrainLimits.Cluster.Farewell);
            return leaving.IsCompleted;
        });
    }

    [Fact]
    public async Task It_waits_for_the_requests_that_are_under_way()
    {
        var drain = InACluster();
        drain.TryEnter();
        drain.TryEnter();
        var leaving = drain.Run(default);
        _time.Advance(DrainLimits.Cluster.Notice);

        drain.Exit();
        Assert.False(leaving.IsCompleted);
        drain.Exit();
        await leaving.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task It_waits_for_them_no_longer_than_promised()
    {
        var drain = InACluster();
        drain.TryEnter();
        var leaving = drain.Run(default);
        _time.Advance(DrainLimits.Cluster.Notice);
        await ReferralSilo.Testing.Eventually.Is("intake has stopped", () => drain.IsClosed);
        Assert.False(leaving.IsCompleted);

        await ReferralSilo.Testing.Eventually.Is("the request was given up", () =>
        {
            _time.Advance(DrainLimits.Cluster.InFlight);
            return leaving.IsCompleted;
        });
    }

    [Fact]
    public async Task One_that_is_alone_and_idle_leaves_at_once()
    {
        await new Drain(_readiness, DrainLimits.Alone, _time, NullLogger<Drain>.Instance).Run(default)
            .WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);

        Assert.False(_readiness.IsReady);
    }

    [Fact]
    public async Task Asked_twice_it_waits_for_nobody()
    {
        using var hurry = new CancellationTokenSource();
        var drain = InACluster();
        drain.TryEnter();
        var leaving = drain.Run(hurry.Token);
        await hurry.CancelAsync();

        await leaving.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
        Assert.True(drain.IsClosed);
    }

    private Drain InACluster() => new(_readiness, DrainLimits.Cluster, _time, NullLogger<Drain>.Instance);
}
