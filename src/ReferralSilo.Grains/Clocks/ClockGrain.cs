using Microsoft.Extensions.Logging;
using NodaTime;
using Orleans.Concurrency;
using ReferralSilo.Grains.Routing;
using ReferralSilo.Storage;

namespace ReferralSilo.Grains.Clocks;

/// <summary>Calls the grains whose deadline has passed in one partition; takes no decisions. Keys
/// <c>0</c>..<c>63</c>.</summary>
[Alias("clock"), GrainInterfaceType("clock")]
public interface IClockGrain : IGrainWithStringKey
{
    /// <summary>Activates the clock when it is not active; called by every silo's pinger. Interleaves, so it also
    /// answers while the clock calls grains.</summary>
    [Alias("keep"), AlwaysInterleave]
    Task EnsureRunning();
}

/// <inheritdoc cref="IClockGrain"/>
[GrainType("clock")]
public sealed partial class ClockGrain(ILedger ledger, GrainRoutes routes, DeadlineMetrics metrics, IClock clock,
    ILogger<ClockGrain> logger) : Grain, IClockGrain
{
    private Queue<DueStream> _upcoming = new();
    private Instant _readAt;
    private bool _hasMore;
    private int _failed;
    private int Partition => int.Parse(this.GetPrimaryKeyString(), System.Globalization.CultureInfo.InvariantCulture);

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        // Starts are spread over one tick, so that 64 clocks do not query the database at the same moment.
        var first = ClockLimits.Tick * (Partition / (double)StreamId.Partitions);
        this.RegisterGrainTimer(OnTick,
            new GrainTimerCreationOptions { DueTime = first, Period = ClockLimits.Tick, KeepAlive = true });
        return Task.CompletedTask;
    }

    public Task EnsureRunning() => Task.CompletedTask;

    private async Task OnTick(CancellationToken ct)
    {
        try
        {
            var now = clock.GetCurrentInstant();
            if (now - _readAt >= Duration.FromTimeSpan(ClockLimits.Reread) || now < _readAt
                || (_hasMore && _upcoming.Count == 0)) await Read(now, ct);

            var due = new List<StreamId>();
            while (_upcoming.TryPeek(out var next) && next.DueAt <= now)
            {
                due.Add(_upcoming.Dequeue().Stream);
                metrics.Called(now - next.DueAt);
            }

            var options = new ParallelOptions
            {
                MaxDegreeOfParallelism = ClockLimits.Parallel,
                TaskScheduler = TaskScheduler.Current,
            };
            await Parallel.ForEachAsync(due, options, OnDeadline);
        }
        catch (LedgerUnavailableException e)
        {
            // The streams stay due: the next tick reads again.
            LogUnavailable(Partition, e);
        }
    }

    /// <summary>
    /// Reads one page, the earliest deadlines first. When a page is full, as after an outage, the next one is read as
    /// soon as this one is done. Failed streams stay due and would fill every later page, so the next page skips them.
    /// </summary>
    private async Task Read(Instant now, CancellationToken ct)
    {
        if (!_hasMore) _failed = 0;
        _upcoming = new Queue<DueStream>(await ledger.Due(Partition, now + Duration.FromTimeSpan(ClockLimits.Ahead),
            ClockLimits.Rows, _failed, ct));
        _hasMore = _upcoming.Count == ClockLimits.Rows;
        _readAt = now;
    }

    private async ValueTask OnDeadline(StreamId stream, CancellationToken ct)
    {
        try
        {
            await routes.Get<IHasDeadline>(GrainFactory, stream.Kind, stream.Id).OnDeadline();
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            // The stream stays due and is tried again after all others. Any exception: streams that are due later must
            // not wait for this one.
            _failed++;
            metrics.Failed(stream.Kind);
            LogDeadlineFailed(stream.Kind, stream.Id, e.GetType().Name);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Clock {Partition}: the ledger did not answer")]
    private partial void LogUnavailable(int partition, Exception error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Deadline of {Kind} {Id} failed: {Error}")]
    private partial void LogDeadlineFailed(string kind, string id, string error);
}
