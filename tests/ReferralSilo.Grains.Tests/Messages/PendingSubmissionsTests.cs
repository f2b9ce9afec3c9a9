using ReferralSilo.Grains.Messages;
using ReferralSilo.Grains.Tests.Silos;

namespace ReferralSilo.Grains.Tests.Messages;

public sealed class PendingSubmissionsTests
{
    [Fact]
    public async Task A_silo_that_stops_waits_for_calls_and_not_for_what_was_only_judged()
    {
        var time = new FrozenTime();
        var pending = new PendingSubmissions(time);
        var called = pending.Begin();
        using (called) called.BeginCall();
        using (pending.Begin()) Assert.False(pending.IsStopping);
        Assert.Equal(1, pending.Count);

        var stop = pending.Drain(TestContext.Current.CancellationToken);
        Assert.True(pending.IsStopping);
        Assert.False(stop.IsCompleted);
        called.End();
        time.Pass();
        await stop;
        Assert.Equal(0, pending.Count);
    }
}
