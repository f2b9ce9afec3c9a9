using Microsoft.Extensions.Logging;
using NodaTime;
using Orleans.Concurrency;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Grains.Referrals;
using ReferralSilo.Grains.Schedules;
using ReferralSilo.Storage;

namespace ReferralSilo.Grains.Clocks;

/// <summary>Wakes what is due in one partition. Decides nothing. Keys <c>0</c>..<c>63</c>.</summary>
[Alias("clock"), GrainInterfaceType("clock")]
public interface IClockGrain : IGrainWithStringKey
{
    /// <summary>Keeps the clock running; called by every silo's pinger. Answered also while the clock is busy
    /// ringing.</summary>
    [Alias("keep"), AlwaysInterleave]
    Task EnsureRunning();
}

/// <inheritdoc cref="IClockGrain"/>
[GrainType("clock")]
public sealed partial class ClockGrain(ILedger ledger, TimeProvider time, ILogger<ClockGrain> logger) : Grain,
    IClockGrain
{
    private Queue<DueStream> _soon = new();
    private Instant _readAt;
    private bool _more;
    private int _stuck;
    private int Partition => int.Parse(this.GetPrimaryKeyString(), System.Globalization.CultureInfo.InvariantCulture);

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        // Spread over a tick, so that 64 clocks do not ask the database at the same moment.
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
            var now = time.Now();
            if (now - _readAt >= Duration.FromTimeSpan(ClockLimits.Reread) || now < _readAt
                || (_more && _soon.Count == 0)) await Read(now, ct);

            var due = new List<StreamId>();
            while (_soon.TryPeek(out var next) && next.DueAt <= now) due.Add(_soon.Dequeue().Stream);
            await Parallel.ForEachAsync(due,
                new ParallelOptions { MaxDegreeOfParallelism = ClockLimits.Parallel,
                TaskScheduler = TaskScheduler.Current }, OnDeadline);
        }
        catch (LedgerUnavailableException e)
        {
            // What is due stays due: the next tick asks again.
            LogUnavailable(Partition, e);
        }
    }

    /// <summary>
    /// One page, the earliest first. A full one, as after an outage, is followed by the next as soon as it was rung.
    /// What could not be rung stays due, before all the rest: the next page begins behind it, or a page of such would
    /// be the last.
    /// </summary>
    private async Task Read(Instant now, CancellationToken ct)
    {
        if (!_more) _stuck = 0;
        _soon = new Queue<DueStream>(await ledger.Due(Partition, now + Duration.FromTimeSpan(ClockLimits.Ahead),
            ClockLimits.Rows, _stuck, ct));
        _more = _soon.Count == ClockLimits.Rows;
        _readAt = now;
    }

    private async ValueTask OnDeadline(StreamId stream, CancellationToken ct)
    {
        try
        {
            IHasDeadline clocked = stream.Kind switch
            {
                ReferralMapper.StreamKind => GrainFactory.GetGrain<IReferralGrain>(stream.Id),
                ScheduleMapper.StreamKind => GrainFactory.GetGrain<IScheduleGrain>(stream.Id),
                _ => throw new InvalidOperationException($"No clock for {stream.Kind}."),
            };
            await clocked.OnDeadline();
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            // It stays due and is rung again when all have been. Whatever it was: those that are due after it must not
            // wait.
            _stuck++;
            LogNotRung(stream.Kind, stream.Id, e.GetType().Name);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Clock {Partition}: the ledger did not answer")]
    private partial void LogUnavailable(int partition, Exception error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Kind} {Id} could not be rung: {Error}")]
    private partial void LogNotRung(string kind, string id, string error);
}
