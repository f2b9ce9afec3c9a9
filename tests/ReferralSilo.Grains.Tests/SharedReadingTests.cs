using Microsoft.Extensions.Time.Testing;
using ReferralSilo.Testing;

namespace ReferralSilo.Grains.Tests;

public sealed class SharedReadingTests
{
    private static readonly TimeSpan Good = TimeSpan.FromMilliseconds(500);

    private readonly FakeTimeProvider _time = new();
    private readonly List<TaskCompletionSource<string>> _readings = [];
    private readonly SingleFlight<string> _shared;

    public SharedReadingTests() => _shared = new(
        () =>
        {
            var reading = new TaskCompletionSource<string>();
            lock (_readings) _readings.Add(reading);
            return reading.Task;
        },
        Good, _time);

    [Fact]
    public async Task Who_asks_while_it_is_read_or_soon_after_is_told_the_same()
    {
        var (first, second) = (Ask(), Ask());
        await Begun(1);
        _readings[0].SetResult("once");
        _time.Advance(Good);

        Assert.Equal(["once", "once", "once"], await Task.WhenAll(first, second, Ask()));
        Assert.Single(_readings);
    }

    [Fact]
    public async Task A_reading_that_began_too_long_ago_is_not_told_even_if_it_has_just_ended()
    {
        var first = Ask();
        await Begun(1);
        _time.Advance(Good + TimeSpan.FromMilliseconds(1));
        var second = Ask();
        await Begun(2);
        _readings[0].SetResult("old");
        _readings[1].SetResult("new");

        Assert.Equal("old", await first);
        Assert.Equal("new", await second);
    }

    [Fact]
    public async Task A_reading_that_failed_is_not_told_to_the_next()
    {
        var first = Ask();
        await Begun(1);
        _readings[0].SetException(new TimeoutException());
        await Assert.ThrowsAsync<TimeoutException>(() => first);
        var second = Ask();
        await Begun(2);
        _readings[1].SetResult("good");

        Assert.Equal("good", await second);
    }

    [Fact]
    public async Task Who_gives_up_does_not_take_the_reading_from_the_others()
    {
        using var givesUp = new CancellationTokenSource();
        var (first, second) = (_shared.Read(givesUp.Token), Ask());
        await givesUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        await Begun(1);
        _readings[0].SetResult("read");

        Assert.Equal("read", await second);
    }

    private Task<string> Ask() => _shared.Read(TestContext.Current.CancellationToken);

    private Task Begun(int count) => Eventually.Is($"reading {count} has begun", () =>
    {
        lock (_readings) return _readings.Count == count;
    });
}
