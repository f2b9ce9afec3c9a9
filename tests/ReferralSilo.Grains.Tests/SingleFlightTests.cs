using Microsoft.Extensions.Time.Testing;
using ReferralSilo.Testing;

namespace ReferralSilo.Grains.Tests;

public sealed class SingleFlightTests
{
    private static readonly TimeSpan MaxAge = TimeSpan.FromMilliseconds(500);

    private readonly FakeTimeProvider _time = new();
    private readonly List<TaskCompletionSource<string>> _reads = [];
    private readonly SingleFlight<string> _singleFlight;

    public SingleFlightTests() => _singleFlight = new(
        () =>
        {
            var read = new TaskCompletionSource<string>();
            lock (_reads) _reads.Add(read);
            return read.Task;
        },
        MaxAge, _time);

    [Fact]
    public async Task Callers_during_and_soon_after_a_read_share_its_result()
    {
        var (first, second) = (Read(), Read());
        await Started(1);
        _reads[0].SetResult("once");
        _time.Advance(MaxAge);

        Assert.Equal(["once", "once", "once"], await Task.WhenAll(first, second, Read()));
        Assert.Single(_reads);
    }

    [Fact]
    public async Task A_read_that_started_too_long_ago_is_not_shared_even_if_it_just_ended()
    {
        var first = Read();
        await Started(1);
        _time.Advance(MaxAge + TimeSpan.FromMilliseconds(1));
        var second = Read();
        await Started(2);
        _reads[0].SetResult("old");
        _reads[1].SetResult("new");

        Assert.Equal("old", await first);
        Assert.Equal("new", await second);
    }

    [Fact]
    public async Task A_failed_read_is_not_shared_with_later_callers()
    {
        var first = Read();
        await Started(1);
        _reads[0].SetException(new TimeoutException());
        await Assert.ThrowsAsync<TimeoutException>(() => first);
        var second = Read();
        await Started(2);
        _reads[1].SetResult("good");

        Assert.Equal("good", await second);
    }

    [Fact]
    public async Task A_cancelled_caller_does_not_cancel_the_read_for_others()
    {
        using var givesUp = new CancellationTokenSource();
        var (first, second) = (_singleFlight.Read(givesUp.Token), Read());
        await givesUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        await Started(1);
        _reads[0].SetResult("read");

        Assert.Equal("read", await second);
    }

    private Task<string> Read() => _singleFlight.Read(TestContext.Current.CancellationToken);

    private Task Started(int count) => Eventually.Is($"read {count} has started", () =>
    {
        lock (_reads) return _reads.Count == count;
    });
}
