using System.Threading.Channels;
using NodaTime;
using ReferralSilo.Host.Timekeeping;
using ReferralSilo.Storage;
using ReferralSilo.Testing;

namespace ReferralSilo.Host.Tests.Timekeeping;

/// <summary>A machine whose wall clock and monotonic clock are moved apart. Its timers ring when the test says
/// so.</summary>
internal sealed class AMachine : TimeProvider
{
    private readonly Channel<Wait> _waits = Channel.CreateUnbounded<Wait>();
    private long _ticks;

    /// <summary>What its wall clock shows.</summary>
    public DateTimeOffset Wall { get; set; } = new(2031, 3, 3, 9, 0, 0, TimeSpan.Zero);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => _ticks;

    public override DateTimeOffset GetUtcNow() => Wall;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var wait = new Wait(dueTime, () => callback(state));
        _waits.Writer.TryWrite(wait);
        return wait;
    }

    /// <summary>The next wait that somebody begins, or began.</summary>
    public Task<Wait> Waited() => _waits.Reader.ReadAsync().AsTask().WaitAsync(Eventually.Deadline);

    /// <summary>Time goes by: both clocks.</summary>
    public void Pass(TimeSpan by)
    {
        _ticks += by.Ticks;
        Wall += by;
    }

    /// <summary>A measurement made this moment.</summary>
    public ClockEstimate Measured(DateTimeOffset database, double uncertaintyMs = 1) =>
        new(_ticks, Instant.FromDateTimeOffset(database), TimeSpan.FromMilliseconds(uncertaintyMs));

    /// <summary>Somebody waits this long.</summary>
    internal sealed record Wait(TimeSpan For, Action End) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose() { }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}

/// <summary>The database's clock beside a machine: so far ahead of its wall clock, so long on the way there and
/// back.</summary>
internal sealed class FakeDatabaseClock(AMachine machine) : IDatabaseClock
{
    private readonly Queue<(TimeSpan There, TimeSpan Back)> _trips = [];

    public TimeSpan Ahead { get; set; }

    public bool IsAway { get; set; }

    /// <summary>The next looks take this long, there and back, milliseconds; later ones 1 and 1.</summary>
    public void Travel(params (double There, double Back)[] trips)
    {
        foreach (var (there, back) in trips) _trips.Enqueue(
            (TimeSpan.FromMilliseconds(there), TimeSpan.FromMilliseconds(back)));
    }

    public Task<Instant> Read(CancellationToken ct = default)
    {
        if (IsAway) throw new LedgerUnavailableException("The test took the database away.");
        var (there, back) = _trips.TryDequeue(out var trip) ? trip
            : (TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(1));
        machine.Pass(there);
        var shown = Instant.FromDateTimeOffset(machine.Wall + Ahead);
        machine.Pass(back);
        return Task.FromResult(shown);
    }
}
