using ReferralSilo.Api.Time;
using ReferralSilo.Host.Timekeeping;

namespace ReferralSilo.Host.Tests.Timekeeping;

/// <summary>The clock of a silo against a machine's clocks and measurements of the database's.</summary>
public sealed class SynchronizedClockTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly AMachine _machine = new();
    private readonly SynchronizedClock _clock;

    public SynchronizedClockTests() => _clock = new SynchronizedClock(_machine);

    private DateTimeOffset Now => _clock.GetCurrentInstant().ToDateTimeOffset();

    [Fact]
    public void Without_a_measurement_it_is_the_machines_clock()
    {
        Assert.Equal(_machine.Wall, Now);
        Assert.Equal(TimeSpan.Zero, _clock.OffsetOfMachine);
        _machine.Wall += TimeSpan.FromHours(1);
        Assert.Equal(_machine.Wall, Now);
    }

    [Theory]
    [InlineData(3600)]
    [InlineData(-3600)]
    public void The_first_measurement_sets_it_whichever_way_the_machine_is_off(int seconds)
    {
        var truth = _machine.Wall.AddSeconds(seconds);

        Assert.Equal(Correction.Set, _clock.Follow(_machine.Measured(truth)));
        Assert.Equal(truth, Now);
        Assert.Equal(TimeSpan.FromSeconds(seconds), _clock.OffsetOfMachine);
        _machine.Pass(Second);
        Assert.Equal(truth + Second, Now);
    }

    [Fact]
    public void What_passed_since_the_measurement_counts()
    {
        var (measured, truth) = (_machine.Measured(_machine.Wall.AddSeconds(5)), _machine.Wall.AddSeconds(5));
        _machine.Pass(Second);
        _clock.Follow(measured);

        Assert.Equal(truth + Second, Now);
        Assert.Equal(TimeSpan.FromSeconds(5), _clock.OffsetOfMachine);
    }

    [Fact]
    public void A_machines_clock_that_jumps_between_measurements_changes_nothing()
    {
        var truth = _machine.Wall;
        _clock.Follow(_machine.Measured(truth));
        _machine.Wall += TimeSpan.FromHours(1);
        _machine.Pass(Second);

        Assert.Equal(truth + Second, Now);
        Assert.Equal(Correction.None, _clock.Follow(_machine.Measured(truth + Second)));
        Assert.Equal(-TimeSpan.FromHours(1), _clock.OffsetOfMachine);
    }

    [Fact]
    public void For_libraries_it_is_a_clock_provider_with_the_machines_clockstamps()
    {
        var time = new ClockTimeProvider(_clock, _machine);
        var before = time.GetTimestamp();
        _clock.Follow(_machine.Measured(_machine.Wall.AddHours(1)));
        _machine.Pass(Second);

        Assert.Equal(_machine.Wall.AddHours(1), time.GetUtcNow());
        Assert.Equal(Second, time.GetElapsedTime(before));
        Assert.Equal(_machine.TimestampFrequency, time.TimestampFrequency);
    }

    [Fact]
    public void Behind_it_is_set_at_once()
    {
        _clock.Follow(_machine.Measured(_machine.Wall));
        var truth = _machine.Wall.AddMilliseconds(300);

        Assert.Equal(Correction.Set, _clock.Follow(_machine.Measured(truth)));
        Assert.Equal(truth, Now);
    }

    [Fact]
    public void What_lies_within_the_uncertainty_of_a_measurement_is_no_reason_to_move()
    {
        _clock.Follow(_machine.Measured(_machine.Wall, 0.1));
        var before = Now;

        Assert.Equal(Correction.None, _clock.Follow(_machine.Measured(_machine.Wall.AddMilliseconds(200), 200)));
        Assert.Equal(Correction.None, _clock.Follow(_machine.Measured(_machine.Wall.AddMilliseconds(-200), 200)));
        Assert.Equal(before, Now);
    }

    [Fact]
    public void A_little_ahead_it_goes_slower_until_it_agrees_and_never_back()
    {
        _clock.Follow(_machine.Measured(_machine.Wall));
        var last = Now;
        var truth = _machine.Wall - Second;

        Assert.Equal(Correction.Slowed, _clock.Follow(_machine.Measured(truth)));
        Assert.Equal(last, Now);
        for (var passed = TimeSpan.Zero; passed < Second * 3; passed += TimeSpan.FromMilliseconds(100))
        {
            var now = Now;
            Assert.True(now >= last, $"It went back at {passed}.");
            Assert.InRange(now - (truth + passed), TimeSpan.Zero, Second);
            last = now;
            _machine.Pass(TimeSpan.FromMilliseconds(100));
        }

        Assert.Equal(truth + (Second * 3), Now);
    }

    [Fact]
    public void So_far_ahead_that_clocks_would_ring_early_it_is_set_back()
    {
        _clock.Follow(_machine.Measured(_machine.Wall));
        var truth = _machine.Wall - Second - TimeSpan.FromMilliseconds(2);

        Assert.Equal(Correction.SetBack, _clock.Follow(_machine.Measured(truth)));
        Assert.Equal(truth, Now);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Whatever_is_measured_clock_is_never_more_than_a_second_and_the_uncertainty_ahead(int seed)
    {
        var chance = new Random(seed);
        var database = TimeSpan.Zero;
        for (var round = 0; round < 500; round++)
        {
            if (chance.Next(4) == 0) database += TimeSpan.FromMilliseconds(chance.Next(-3000, 3000));
            if (chance.Next(4) == 0) _machine.Wall += TimeSpan.FromSeconds(chance.Next(-3600, 3600));
            var uncertainty = chance.NextDouble() * 250;
            var truth = DateTimeOffset.UnixEpoch.AddTicks(_machine.GetTimestamp()) + database;
            _clock.Follow(
                _machine.Measured(truth.AddMilliseconds(((chance.NextDouble() * 2) - 1) * uncertainty), uncertainty));

            var ahead = Now - truth;
            Assert.InRange(ahead, TimeSpan.FromMilliseconds(-500), Second + TimeSpan.FromMilliseconds(500));
            _machine.Pass(TimeSpan.FromMilliseconds(chance.Next(5000)));
        }
    }
}
