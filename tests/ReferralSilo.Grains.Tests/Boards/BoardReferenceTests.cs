using System.Reflection;
using Microsoft.Extensions.Logging.Abstractions;
using ReferralSilo.Grains.Boards;
using ReferralSilo.Grains.Routing;
using ReferralSilo.Grains.Tests.Silos;
using ReferralSilo.Testing;

namespace ReferralSilo.Grains.Tests.Boards;

public sealed class BoardReferenceTests(SqliteSilos silos) : IClassFixture<SqliteSilos>
{
    [Fact]
    public async Task An_unwatched_board_deletes_its_observer_reference()
    {
        var grains = DispatchProxy.Create<IGrainFactory, References>();
        var references = (References)grains;
        references.Grains = silos.Of<IGrainFactory>();
        using var feed = new BoardFeed(
            grains, silos.Of<GrainRoutes>(), silos.Of<BoardMetrics>(), silos.Time, silos.Time,
            NullLogger<BoardFeed>.Instance);
        await feed.StartAsync(TestContext.Current.CancellationToken);
        var line = await silos.ServiceLine();
        await using (var reader = new BoardReader(feed, $"triage/{line}"))
            await Eventually.Is("the board is shown", () => reader.Frames.Count > 0);
        Assert.Equal(1, references.Count);

        await silos.Until("the reference is deleted", () => Task.FromResult(references.Count == 0),
            2 * BoardLimits.UnwatchDelay);
        await feed.StopAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Counts references that were created and not deleted.</summary>
    public class References : DispatchProxy
    {
        private int _count;

        public IGrainFactory Grains { get; set; } = null!;

        public int Count => Volatile.Read(ref _count);

        protected override object? Invoke(MethodInfo? method, object?[]? arguments)
        {
            var answer = method!.Invoke(Grains, BindingFlags.DoNotWrapExceptions, null, arguments, null);
            if (method.Name == nameof(IGrainFactory.CreateObjectReference)) Interlocked.Increment(ref _count);
            if (method.Name == nameof(IGrainFactory.DeleteObjectReference)) Interlocked.Decrement(ref _count);
            return answer;
        }
    }
}
