using System.Collections.Concurrent;
using System.Text.Json;
using ReferralSilo.Domain.Stored;
using ReferralSilo.Grains.Projections;
using ReferralSilo.Grains.Tests.Silos;
using ReferralSilo.Storage;
using ReferralSilo.Testing;

namespace ReferralSilo.Grains.Tests.Projections;

public sealed class SqliteTailFollowerTests(SqliteSilos silos) : TailFollowerSuite(silos), IClassFixture<SqliteSilos>;

public sealed class PostgresTailFollowerTests(PostgresSilos silos) : TailFollowerSuite(silos),
    IClassFixture<PostgresSilos>;

/// <summary>What a grain that follows the events of all streams does with those that it cannot handle.</summary>
public abstract class TailFollowerSuite(SiloFixture silos)
{
    private readonly StreamId _stream = new("followed", TestData.New("stream"));
    private readonly ConcurrentQueue<long> _handled = [];
    private readonly LogLines<TailFollower> _log = new();
    private int _deactivated;

    [Fact]
    public async Task An_event_that_cannot_be_read_is_left_out_alone()
    {
        var follower = await Follow(version => version == 2 ? new JsonException() : null);

        await Commit(3);

        await Eventually.Is("the events around it are handled", () =>
            _handled.Contains(1) && _handled.Contains(3));
        Assert.DoesNotContain(2, _handled);
        Assert.Contains($"{_stream}, version 2, could not be handled (JsonException)", Assert.Single(_log.Take()),
            StringComparison.Ordinal);
        Assert.Equal(0, _deactivated);
        follower.Stop();
    }

    [Fact]
    public async Task An_event_of_a_newer_program_deactivates_the_grain_and_is_logged_once()
    {
        var follower = await Follow(version => version == 2 ? new NewerFormException("followed", 9, 1) : null);
        Assert.True(follower.Age < TailLimits.Unknown);

        await Commit(1);
        await Eventually.Is("the first is handled", () => _handled.Contains(1));
        await Commit(1);
        await Eventually.Is("the grain is deactivated", () => _deactivated > 0);
        await Commit(1);

        Assert.Equal(TailLimits.Unknown, follower.Age);
        Assert.Contains("stored in form 9", Assert.Single(_log.Take()), StringComparison.Ordinal);
        Assert.Equal((1, 1), (_deactivated, Assert.Single(_handled)));
    }

    [Fact]
    public async Task A_grain_for_which_too_many_events_wait_is_deactivated()
    {
        var follower = await Follow(_ => new LedgerUnavailableException("It is away."), maxWaiting: 4);

        await Commit(4);
        await Eventually.Is("it tries", () => !_handled.IsEmpty);
        Assert.Equal(0, _deactivated);
        await Commit(1);

        await Eventually.Is("the grain is deactivated", () => _deactivated > 0);
        Assert.Equal(TailLimits.Unknown, follower.Age);
        Assert.Contains("too many events wait", Assert.Single(_log.Take()), StringComparison.Ordinal);
    }

    /// <summary>Follows with a grain that fails at some versions of the stream.</summary>
    private async Task<TailFollower> Follow(Func<long, Exception?> failure, int maxWaiting = TailLimits.MaxWaiting)
    {
        var follower = new TailFollower(silos.Of<LedgerTail>(), Handle, () => Interlocked.Increment(ref _deactivated),
            _log) { MaxWaiting = maxWaiting };
        await follower.Start(() => Task.CompletedTask, TestContext.Current.CancellationToken);
        return follower;

        Task Handle(IReadOnlyList<PositionedEvent> page)
        {
            var versions = page.Where(e => e.Stream == _stream).Select(e => e.Event.Version).ToList();
            if (versions.Select(failure).FirstOrDefault(e => e is not null) is { } failed)
            {
                if (failed is LedgerUnavailableException) _handled.Enqueue(0);
                throw failed;
            }

            foreach (var version in versions) _handled.Enqueue(version);
            return Task.CompletedTask;
        }
    }

    /// <summary>Commits events of the stream together, so that they come in one page.</summary>
    private async Task Commit(int events)
    {
        var version = await silos.Real.ReadVersion(_stream);
        Assert.IsType<CommitResult.Committed>(await silos.Real.Commit(new Commit(_stream, version, "{}"u8.ToArray(),
            [.. Enumerable.Repeat(new EventToStore("followed", "nora", "{}"u8.ToArray()), events)], [], null, null,
            null, silos.Now)));
    }
}
