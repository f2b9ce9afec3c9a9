using static ReferralSilo.Storage.Tests.ACommit;

namespace ReferralSilo.Storage.Tests;

public abstract partial class LedgerContract
{
    [Fact]
    public async Task An_applied_operation_is_found_with_the_last_version_it_wrote()
    {
        await Ledger.Commit(Of(Referral("a"), 0, operation: "client/op", events: 2));

        var found = await Ledger.FindOperation("client/op");
        Assert.Equal(new StoredOperation(new("client/op", "hash of client/op"), Referral("a"), 2, null), found);
        Assert.Null(await Ledger.FindOperation("another"));
    }

    [Fact]
    public async Task A_refused_operation_is_found_with_its_answer()
    {
        Assert.True(await Ledger.RecordRefusal(new("op", "h"), Referral("a"), Bytes("slot-taken"), Now));

        var found = await Ledger.FindOperation("op");
        Assert.Null(found!.Version);
        Assert.Equal(new Operation("op", "h"), found.Operation);
        Assert.Equal("slot-taken", Text(found.Refusal!.Value));
        Assert.Empty(await Ledger.ReadEvents(Referral("a")));
    }

    [Fact]
    public async Task A_refused_operation_never_takes_effect()
    {
        await Ledger.RecordRefusal(new("op", "h"), Referral("a"), Bytes("no"), Now);

        Assert.IsType<CommitResult.OperationKnown>(await Ledger.Commit(First("a", operation: "op")));
        Assert.Null(await Ledger.Read(Referral("a")));
    }

    [Fact]
    public async Task An_applied_operation_is_never_recorded_as_refused()
    {
        await Ledger.Commit(First("a", operation: "op"));

        Assert.False(await Ledger.RecordRefusal(new("op", "h"), Referral("a"), Bytes("no"), Now));
        Assert.Equal(1, (await Ledger.FindOperation("op"))!.Version);
    }

    [Fact]
    public async Task A_refusal_is_recorded_once()
    {
        Assert.True(await Ledger.RecordRefusal(new("op", "h"), Referral("a"), Bytes("no"), Now));
        Assert.False(await Ledger.RecordRefusal(new("op", "h"), Referral("a"), Bytes("really no"), Now));
        Assert.Equal("no", Text((await Ledger.FindOperation("op"))!.Refusal!.Value));
    }

    [Fact]
    public async Task Of_a_concurrent_commit_and_refusal_only_one_takes_effect()
    {
        for (var round = 0; round < 50; round++)
        {
            var id = $"op-{round}";
            var commit = Task.Run(() => Ledger.Commit(First(id, operation: id)));
            var refusal = Task.Run(() => Ledger.RecordRefusal(new(id, "h"), Referral("other"), Bytes("no"), Now));

            Assert.NotEqual(await refusal, await commit is CommitResult.Committed);
        }
    }

    [Fact]
    public async Task Of_a_commit_and_a_refusal_in_two_processes_only_one_takes_effect()
    {
        await using var another = await database.Open();
        for (var round = 0; round < 200; round++)
        {
            var id = $"op-{round}";
            // The yields let sometimes the one start first and sometimes the other.
            var commit = AfterYields(round % 3, () => Ledger.Commit(First(id, operation: id)));
            var refusal = AfterYields(round % 5, () =>
                another.Ledger.RecordRefusal(new(id, ""), new("operation", id), Bytes("no"), Now));

            var applied = await commit is CommitResult.Committed;
            Assert.NotEqual(await refusal, applied);
            Assert.Equal(applied, await another.Ledger.Read(Referral(id)) is not null);
            Assert.Equal(applied ? 1 : null, (await Ledger.FindOperation(id))!.Version);
        }
    }

    private static Task<T> AfterYields<T>(int yields, Func<Task<T>> call) => Task.Run(async () =>
    {
        for (var i = 0; i < yields; i++) await Task.Yield();
        return await call();
    });
}
