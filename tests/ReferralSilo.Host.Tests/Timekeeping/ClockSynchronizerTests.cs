using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using Npgsql;
using ReferralSilo.Host.Timekeeping;
using ReferralSilo.Storage;
using ReferralSilo.Storage.Opening;
using ReferralSilo.Testing;

namespace ReferralSilo.Host.Tests.Timekeeping;

/// <summary>Measuring against the database's clock, when it answers and when it does not.</summary>
public sealed class ClockSynchronizerTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private readonly LogLines<ClockSynchronizer> _log = new();
    private readonly AMachine _machine = new();
    private readonly FakeDatabaseClock _database;
    private readonly SynchronizedClock _clock;
    private readonly ClockSynchronizer _keeper;

    public ClockSynchronizerTests()
    {
        _clock = new SynchronizedClock(_machine);
        _database = new FakeDatabaseClock(_machine);
        _keeper = new ClockSynchronizer(_clock, _machine, _database, new ClockTuning(), _log);
    }

    private DateTimeOffset Now => _clock.GetCurrentInstant().ToDateTimeOffset();

    private TimeSpan Error => Now - (_machine.Wall + _database.Ahead);

    [Fact]
    public async Task The_quickest_of_several_looks_counts_and_its_answer_lies_in_the_middle()
    {
        _database.Ahead = Hour;
        _database.Travel((400, 10), (3, 5), (10, 400), (0, 90), (80, 0));

        Assert.True(await _keeper.Measure());
        Assert.Equal(TimeSpan.FromMilliseconds(4), _keeper.Measured!.Uncertainty);
        Assert.Equal(TimeSpan.FromMilliseconds(1), Error.Duration());
        Assert.InRange(_keeper.OffsetOfMachine - Hour, -_keeper.Measured.Uncertainty, _keeper.Measured.Uncertainty);
    }

    [Fact]
    public async Task Looks_that_all_took_too_long_move_nothing()
    {
        _database.Ahead = TimeSpan.FromMinutes(1);
        Assert.True(await _keeper.Measure());
        _database.Ahead = Hour;
        _database.Travel([.. Enumerable.Repeat((10.0, 600.0), TimekeepingLimits.Readings)]);
        var before = Now - _machine.Wall;

        Assert.False(await _keeper.Measure());
        Assert.Equal(before, Now - _machine.Wall);
    }

    [Fact]
    public async Task A_database_that_is_away_leaves_the_last_measurement_in_force_and_is_complained_of_once()
    {
        _database.Ahead = TimeSpan.FromMilliseconds(700);
        await _keeper.Measure();
        Assert.Empty(_log.Take());

        _database.IsAway = true;
        _machine.Wall -= Hour; // The machine's clock is set meanwhile: the time of the silo is not.
        _database.Ahead += Hour;
        for (var i = 0; i < 3; i++)
        {
            _machine.Pass(TimeSpan.FromMinutes(1));
            Assert.False(await _keeper.Measure());
            Assert.Equal(TimeSpan.Zero, Error);
        }

        Assert.InRange(_keeper.Age!.Value, TimeSpan.FromMinutes(3), TimeSpan.FromMinutes(3.1));
        Assert.Contains("could not be measured against the database (LedgerUnavailableException)",
            Assert.Single(_log.Take()));
        _database.IsAway = false;
        Assert.True(await _keeper.Measure());
        Assert.Equal(TimeSpan.Zero, Error);
        Assert.Contains("measured again", _log.Take()[0]);
    }

    [Fact]
    public async Task Nothing_starts_before_the_clock_was_measured()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Services.AddSingleton(_keeper).AddSingleton<ClockMetrics>();
        await using var app = builder.Build();
        _database.Ahead = Hour;
        _database.IsAway = true;

        var measured = app.SetTime();
        (await Waits(TimekeepingLimits.Retry)).End();
        var wait = await Waits(TimekeepingLimits.Retry);
        Assert.False(measured.IsCompleted);
        Assert.Contains("(LedgerUnavailableException); nothing starts before it was", Assert.Single(_log.Take()));
        _database.IsAway = false;
        wait.End();
        await measured.WaitAsync(Eventually.Deadline, Ct);
        Assert.Equal(TimeSpan.Zero, Error);
        Assert.NotNull(_keeper.Measured);
    }

    [Fact]
    public async Task A_start_that_waits_for_its_clock_can_be_given_up()
    {
        using var stop = new CancellationTokenSource();
        _database.IsAway = true;
        var measured = _keeper.MeasureFirst(stop.Token);
        await Waits(TimekeepingLimits.Retry);

        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => measured.WaitAsync(Eventually.Deadline, Ct));
    }

    [Fact]
    public async Task A_measurement_that_failed_is_made_again_soon_and_then_in_each_period()
    {
        await _keeper.Measure();
        await _keeper.StartAsync(Ct);
        var wait = await Waits(new ClockTuning().Period);
        _database.IsAway = true;
        wait.End();
        wait = await Waits(TimekeepingLimits.Retry);
        _database.IsAway = false;
        wait.End();

        await Waits(new ClockTuning().Period);
        Assert.Collection(_log.Take(), l => Assert.Contains("goes on from the last", l), l =>
            Assert.Contains("measured again", l));
        await _keeper.StopAsync(Ct);
    }

    [Fact]
    public async Task A_machine_that_is_too_far_off_is_complained_of_once_and_corrected_all_the_same()
    {
        _database.Ahead = TimeSpan.FromSeconds(-90);
        await _keeper.Measure();
        await _keeper.Measure();

        Assert.True(_keeper.IsOff);
        Assert.Equal(TimeSpan.Zero, Error);
        Assert.Contains("is -90000 ms behind the database's (negative: ahead), more than 1 s",
            Assert.Single(_log.Take()));
        _machine.Wall += _database.Ahead;
        _database.Ahead = TimeSpan.Zero;
        await _keeper.Measure();
        Assert.False(_keeper.IsOff);
        Assert.Contains("right again", Assert.Single(_log.Take()));
    }

    [Fact]
    public async Task A_database_whose_clock_is_set_back_is_followed_and_reported()
    {
        await _keeper.Measure();
        _database.Ahead = -Hour;
        await _keeper.Measure();

        Assert.Equal(TimeSpan.Zero, Error);
        Assert.Contains("set back", _log.Take()[0]);
    }

    [Fact]
    public async Task A_database_of_this_process_alone_has_no_other_clock()
    {
        var alone = new ClockSynchronizer(_clock, _machine, null, new ClockTuning(), _log);

        Assert.True(await alone.Measure());
        Assert.Equal((_machine.Wall, TimeSpan.Zero, null, false),
            (Now, alone.OffsetOfMachine, alone.Age, alone.IsOff));
    }

    [Fact]
    public async Task The_offset_its_uncertainty_and_its_age_are_gauges_in_seconds()
    {
        _database.Ahead = TimeSpan.FromSeconds(90);
        using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        _ = new ClockMetrics(services.GetRequiredService<IMeterFactory>(), _keeper);
        var seen = new Dictionary<string, double>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Meter.Name == ClockMetrics.MeterName
                    && instrument.Meter.Scope == services.GetRequiredService<IMeterFactory>())
                    self.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<double>((instrument, value, _, _) =>
            seen[$"{instrument.Name} {instrument.Unit}"] = value);
        listener.Start();
        listener.RecordObservableInstruments();
        Assert.Equal(["referralsilo.clock.offset s"], seen.Keys);

        await _keeper.Measure();
        _machine.Pass(TimeSpan.FromSeconds(20));
        listener.RecordObservableInstruments();
        Assert.Equal((90, 0.001), (seen["referralsilo.clock.offset s"], seen["referralsilo.clock.uncertainty s"]));
        Assert.InRange(seen["referralsilo.clock.age s"], 20, 20.1);
    }

    [Fact]
    public async Task A_machine_an_hour_ahead_agrees_with_PostgreSQL_also_while_that_is_away()
    {
        using var cluster = PostgresCluster.Start();
        await using var open =
            await LedgerFactory.Open(
            new StorageOptions { Engine = StorageEngine.Postgres, ConnectionString = cluster.ConnectionString },
            ct: Ct);
        var machine = new SkewedMachine(Hour);
        var clock = new SynchronizedClock(machine);
        var keeper = new ClockSynchronizer(clock, machine, open.Clock, new ClockTuning(), _log);
        Assert.True(await keeper.Measure(Ct));
        Assert.InRange(keeper.OffsetOfMachine + Hour, -TimekeepingLimits.LongestRoundTrip,
            TimekeepingLimits.LongestRoundTrip);
        await Agrees(clock, cluster);

        cluster.Crash();
        Assert.False(await keeper.Measure(Ct));
        cluster.StartServer();
        await Agrees(clock, cluster);
        await Eventually.Is("the clock is measured again", () => keeper.Measure(Ct));
        await Agrees(clock, cluster);
    }

    private async Task<AMachine.Wait> Waits(TimeSpan time)
    {
        var wait = await _machine.Waited();
        Assert.Equal(time, wait.For);
        return wait;
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>Within half a second, half of what silos may differ by.</summary>
    private static async Task Agrees(SynchronizedClock clock, PostgresCluster cluster)
    {
        await using var connection = new NpgsqlConnection(cluster.ConnectionString);
        await connection.OpenAsync(Ct);
        await using var command = new NpgsqlCommand("select clock_timestamp()", connection);
        var before = clock.GetCurrentInstant();
        var shown = Instant.FromDateTimeUtc((DateTime)(await command.ExecuteScalarAsync(Ct))!);
        var half = Duration.FromMilliseconds(500);
        Assert.InRange(shown, before - half, clock.GetCurrentInstant() + half);
    }
}
