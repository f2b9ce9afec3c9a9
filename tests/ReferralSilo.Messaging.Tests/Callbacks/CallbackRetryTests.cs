using Microsoft.Extensions.Time.Testing;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Messaging.Callbacks;
using ReferralSilo.Testing;

namespace ReferralSilo.Messaging.Tests.Callbacks;

public sealed class CallbackRetryTests
{
    [Fact]
    public async Task A_call_whose_outcome_is_not_known_is_made_again()
    {
        var calls = 0;

        Assert.Equal(3, await new CallbackRetry(TimeProvider.System).Call(() => ++calls switch
        {
            1 => throw new OutcomeUnknownException(),
            2 => Task.FromException<int>(new TimeoutException()),
            _ => Task.FromResult(calls),
        }));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_call_that_never_succeeds_ends_with_the_time(bool hangs)
    {
        var time = new FakeTimeProvider();
        var calling = new CallbackRetry(time).Call(() => hangs ? new TaskCompletionSource<int>().Task
            : Task.FromException<int>(new OutcomeUnknownException()));

        await Eventually.Is("the call has ended", () =>
        {
            time.Advance(TimeSpan.FromSeconds(1));
            return calling.IsCompleted;
        });
        await Assert.ThrowsAsync<TimeoutException>(() => calling);
    }

    [Fact]
    public async Task A_call_that_cannot_succeed_is_not_made_again()
    {
        var calls = 0;

        await Assert.ThrowsAsync<InvalidOperationException>(() => new CallbackRetry(TimeProvider.System).Call<int>(() =>
        {
            calls++;
            throw new InvalidOperationException();
        }));
        Assert.Equal(1, calls);
    }
}
