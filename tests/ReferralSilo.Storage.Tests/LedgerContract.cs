using ReferralSilo.Storage.Opening;

using static ReferralSilo.Storage.Tests.ACommit;

namespace ReferralSilo.Storage.Tests;

/// <summary>The contract of both engines, on real databases. The other parts of this class are in other
/// files.</summary>
public abstract partial class LedgerContract(ILedgerDatabase database) : IAsyncLifetime
{
    private OpenLedger _open = null!;

    private ILedger Ledger => _open.Ledger;

    public async ValueTask InitializeAsync() => _open = await database.Open();

    public async ValueTask DisposeAsync()
    {
        await _open.DisposeAsync();
        database.Dispose();
    }

    [Fact]
    public async Task A_committed_state_is_read_back_unchanged()
    {
        var result = await Ledger.Commit(Of(Referral("a"), 0, events: 3));

        Assert.Equal(new CommitResult.Committed(3), result);
        var state = await Ledger.Read(Referral("a"));
        Assert.Equal(3, state!.Version);
        Assert.Equal("body state 3", Text(state.State));
        Assert.Null(await Ledger.Read(Referral("b")));
        Assert.Null(await Ledger.Read(new("schedule", "a")));
    }

    [Fact]
    public async Task The_version_of_a_state_is_read_without_the_state()
    {
        Assert.Equal(0, await Ledger.ReadVersion(Referral("a")));
        await Ledger.Commit(Of(Referral("a"), 0, events: 2));
        Assert.Equal(2, await Ledger.ReadVersion(Referral("a")));
        Assert.IsType<CommitResult.VersionConflict>(await Ledger.Commit(Of(Referral("a"), 0, events: 3)));
        Assert.Equal((2, 0), (await Ledger.ReadVersion(Referral("a")), await Ledger.ReadVersion(new("schedule", "a"))));
        await Ledger.RecordRefusal(new("op", "h"), Referral("b"), Bytes("no"), Now);
        Assert.Equal(0, await Ledger.ReadVersion(Referral("b")));
    }

    [Fact]
    public async Task Events_are_gapless_and_exact()
    {
        await Ledger.Commit(Of(Referral("a"), 0, events: 2));
        await Ledger.Commit(Of(Referral("a"), 2, events: 1));

        var events = await Ledger.ReadEvents(Referral("a"));
        Assert.Equal([1, 2, 3], events.Select(e => e.Version));
        Assert.Equal(["body event 1", "body event 2", "body event 3"], events.Select(e => Text(e.Body)));
        Assert.All(events, e => Assert.Equal(("received", "staff-1", Now), (e.Type, e.Actor, e.At)));
    }

    [Fact]
    public async Task Everything_is_still_there_after_a_restart()
    {
        await Ledger.Commit(First("a", Columns(), "op-1"));
        await _open.DisposeAsync();
        _open = await database.Open();

        Assert.Equal(1, (await Ledger.Read(Referral("a")))!.Version);
        Assert.Equal(1, (await Ledger.FindOperation("op-1"))!.Version);
    }

    [Fact]
    public async Task A_conflict_writes_nothing()
    {
        await Ledger.Commit(First("a"));

        Assert.IsType<CommitResult.VersionConflict>(await Ledger.Commit(First("a", operation: "op-1")));
        Assert.IsType<CommitResult.VersionConflict>(await Ledger.Commit(Of(Referral("a"), 2)));
        Assert.IsType<CommitResult.VersionConflict>(await Ledger.Commit(Of(Referral("never"), 5, Columns())));

        Assert.Single(await Ledger.ReadEvents(Referral("a")));
        Assert.Empty(await Ledger.ReadEvents(Referral("never")));
        Assert.Null(await Ledger.Read(Referral("never")));
        Assert.Null(await Ledger.FindOperation("op-1"));
        Assert.Single(await Ledger.PendingOutbox(Now.PlusTicks(1), 10));
    }

    [Fact]
    public async Task Of_many_first_writes_of_one_stream_one_wins()
    {
        for (var round = 0; round < 20; round++)
        {
            var id = $"race-{round}";
            var results = await Task.WhenAll(Enumerable.Range(0, 16).Select(n =>
                Task.Run(() => Ledger.Commit(Of(Referral(id), 0, body: $"writer {n}")))));

            Assert.Single(results.OfType<CommitResult.Committed>());
            Assert.Equal(15, results.OfType<CommitResult.VersionConflict>().Count());
            Assert.Single(await Ledger.ReadEvents(Referral(id)));
        }
    }

    [Fact]
    public async Task In_a_batch_a_conflict_and_a_known_operation_fail_only_themselves()
    {
        await Ledger.Commit(First("taken"));
        await Ledger.Commit(First("other", operation: "known"));

        var good = Enumerable.Range(0, 100).Select(n => Ledger.Commit(First($"good-{n}", Columns(), $"op-{n}")))
            .ToList();
        var conflict = Ledger.Commit(First("taken"));
        var known = Ledger.Commit(First("late", operation: "known"));

        Assert.All(await Task.WhenAll(good), r => Assert.IsType<CommitResult.Committed>(r));
        Assert.IsType<CommitResult.VersionConflict>(await conflict);
        Assert.IsType<CommitResult.OperationKnown>(await known);
        Assert.Null(await Ledger.Read(Referral("late")));
    }

    [Fact]
    public async Task One_operation_id_takes_effect_once_however_often_it_is_sent()
    {
        var results = await Task.WhenAll(Enumerable.Range(0, 32).Select(n =>
            Task.Run(() => Ledger.Commit(First($"copy-{n}", operation: "same")))));

        Assert.Single(results.OfType<CommitResult.Committed>());
        Assert.Equal(31, results.OfType<CommitResult.OperationKnown>().Count());
    }

    [Fact]
    public async Task Concurrent_changes_of_one_stream_are_decided_in_turn()
    {
        var first = Ledger.Commit(Of(Referral("a"), 0));
        var second = Ledger.Commit(Of(Referral("a"), 0));

        Assert.Single(new[] { await first, await second }.OfType<CommitResult.Committed>());
    }
}
