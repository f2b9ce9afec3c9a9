using NodaTime;
using ReferralSilo.Host.Timekeeping;
using ReferralSilo.Storage;

namespace ReferralSilo.Host.Tests.Timekeeping;

/// <summary>A machine whose wall clock and monotonic clock are moved apart. Timers are not needed of it.</summary>
internal sealed class AMachine : TimeProvider
{
    private long _ticks;

    /// <summary>What its wall clock shows.</summary>
    public DateTimeOffset Wall { get; set; } = new(2031, 3, 3, 9, 0, 0, TimeSpan.Zero);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => _ticks;

    public override DateTimeOffset GetUtcNow() => Wall;

    /// <summary>Time goes by: both clocks.</summary>
    public void Pass(TimeSpan by)
    {
        _ticks += by.Ticks;
        Wall += by;
    }

    /// <summary>A measurement made this moment.</summary>
    public ClockEstimate Measured(DateTimeOffset database, double uncertaintyMs = 1) => new(_ticks, database, TimeSpan.FromMilliseconds(uncertaintyMs));
}

/// <summary>The database's clock beside a machine: so far ahead of its wall clock, so long on the way there and back.</summary>
internal sealed class FakeDatabaseClock(AMachine machine) : IDatabaseClock
{
    private readonly Queue<(TimeSpan There, TimeSpan Back)> _trips = [];

    public TimeSpan Ahead { get; set; }

    public bool IsAway { get; set; }

    /// <summary>The next looks take this long, there and back, milliseconds; later ones 1 and 1.</summary>
    public void Travel(params (double There, double Back)[] trips)
    {
        foreach (var (there, back) in trips) _trips.Enqueue((TimeSpan.FromMilliseconds(there), TimeSpan.FromMilliseconds(back)));
    }

    public Task<Instant> Read(CancellationToken ct = default)
    {
        if (IsAway) throw new LedgerUnavailableException("The test took the database away.");
        var (there, back) = _trips.TryDequeue(out var trip) ? trip : (TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(1));
        machine.Pass(there);
        var shown = Instant.FromDateTimeOffset(machine.Wall + Ahead);
        machine.Pass(back);
        return Task.FromResult(shown);
    }
}
