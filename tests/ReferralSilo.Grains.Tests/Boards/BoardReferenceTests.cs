using System.Reflection;
using Microsoft.Extensions.Logging.Abstractions;
using ReferralSilo.Grains.Boards;
using ReferralSilo.Grains.Tests.Silos;
using ReferralSilo.Testing;

namespace ReferralSilo.Grains.Tests.Boards;

public sealed class BoardReferenceTests(SqliteSilos silos) : IClassFixture<SqliteSilos>
{
    [Fact]
    public async Task A_board_that_nobody_reads_any_longer_leaves_no_reference_behind()
    {
        var grains = DispatchProxy.Create<IGrainFactory, References>();
        var references = (References)grains;
        references.Grains = silos.Of<IGrainFactory>();
        using var feed = new BoardFeed(grains, silos.Time, NullLogger<BoardFeed>.Instance);
        await feed.StartAsync(TestContext.Current.CancellationToken);
        var line = await silos.ServiceLine();
        await using (var reader = new BoardReader(feed, $"triage/{line}"))
            await Eventually.Is("the board is shown", () => reader.Frames.Count > 0);
        Assert.Equal(1, references.Living);

        await silos.Until("it is left for good", () => Task.FromResult(references.Living == 0), 2 * BoardLimits.Linger);
        await feed.StopAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Counts the references that were made and not deleted.</summary>
    public class References : DispatchProxy
    {
        private int _living;

        public IGrainFactory Grains { get; set; } = null!;

        public int Living => Volatile.Read(ref _living);

        protected override object? Invoke(MethodInfo? method, object?[]? arguments)
        {
            var answer = method!.Invoke(Grains, BindingFlags.DoNotWrapExceptions, null, arguments, null);
            if (method.Name == nameof(IGrainFactory.CreateObjectReference)) Interlocked.Increment(ref _living);
            if (method.Name == nameof(IGrainFactory.DeleteObjectReference)) Interlocked.Decrement(ref _living);
            return answer;
        }
    }
}
