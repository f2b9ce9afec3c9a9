using ReferralSilo.Storage.Opening;
using ReferralSilo.Testing;
using static ReferralSilo.Storage.Tests.ACommit;

namespace ReferralSilo.Storage.Tests;

/// <summary>Behaviour of an engine when its database is busy or fails.</summary>
public sealed class SqliteFaultTests : IDisposable
{
    private readonly SqliteDatabase _database = new();

    public void Dispose() => _database.Dispose();

    [Fact]
    public async Task A_commit_waits_while_another_connection_writes()
    {
        await using var open = await LedgerFactory.Open(_database.Options);
        using var other = _database.Connect();
        using var held = other.BeginTransaction(deferred: false);

        var commit = open.Ledger.Commit(First("a"));
        Assert.Null(await open.Ledger.Read(Referral("a")));
        Assert.False(commit.IsCompleted);
        held.Rollback();

        Assert.IsType<CommitResult.Committed>(await commit);
    }

    [Fact]
    public async Task A_lock_held_too_long_is_unavailable_and_later_commits_work()
    {
        await using var open = await LedgerFactory.Open(_database.Options);
        using var other = _database.Connect();
        using (var held = other.BeginTransaction(deferred: false))
        {
            await Assert.ThrowsAsync<LedgerUnavailableException>(() => open.Ledger.Commit(First("a")));
            held.Rollback();
        }

        await Eventually.Is("a commit succeeded after the lock was gone", async () =>
        {
            try
            {
                return await open.Ledger.Commit(First("b")) is CommitResult.Committed or CommitResult.VersionConflict;
            }
            catch (LedgerUnavailableException)
            {
                return false;
            }
        });
    }
}

public sealed class PostgresFaultTests : IDisposable
{
    private readonly PostgresDatabase _database = new();

    public void Dispose() => _database.Dispose();

    [Fact]
    public async Task A_locked_row_blocks_only_its_own_commit()
    {
        await using var open = await LedgerFactory.Open(_database.Options);
        await open.Ledger.Commit(First("locked"));
        await using var other = _database.Connect();
        await using var held = await other.BeginTransactionAsync();
        await using var command = other.CreateCommand();
        command.CommandText = "select from ledger_state where id = 'locked' for update";
        await command.ExecuteNonQueryAsync();

        var blocked = open.Ledger.Commit(Of(Referral("locked"), 1));
        var free = await Task.WhenAll(Enumerable.Range(0, 50).Select(n => open.Ledger.Commit(First($"free-{n}"))));

        Assert.All(free, r => Assert.IsType<CommitResult.Committed>(r));
        await Assert.ThrowsAsync<LedgerUnavailableException>(() => blocked);
        await held.RollbackAsync();
        // The outcome is unknown: on a slow machine it may have been written after all. The state tells.
        var seen = (await open.Ledger.Read(Referral("locked")))!.Version;
        Assert.InRange(seen, 1, 2);
        Assert.Equal(new CommitResult.Committed(seen + 1), await open.Ledger.Commit(Of(Referral("locked"), seen)));
    }

    [Fact]
    public async Task Acknowledged_commits_are_stored_once_when_connections_are_cut_under_load()
    {
        await using var open = await LedgerFactory.Open(_database.Options);
        using var stop = new CancellationTokenSource();
        var committed = 0;
        var load = Task.WhenAll(Enumerable.Range(0, 32).Select(n => Task.Run(async () =>
        {
            var acknowledged = new List<long>();
            var stream = Referral($"r{n}");
            for (long seen = 0; !stop.IsCancellationRequested;)
            {
                try
                {
                    if (await open.Ledger.Commit(
                        Of(stream, seen, Columns(), $"{n}/{Guid.NewGuid()}")) is CommitResult.Committed c)
                    {
                        acknowledged.Add(seen = c.Version);
                        Interlocked.Increment(ref committed);
                        continue;
                    }
                }
                catch (LedgerUnavailableException)
                {
                    // The outcome is unknown: read the committed version.
                }

                seen = await Version(open.Ledger, stream) ?? seen;
            }

            return acknowledged;
        })));

        for (var cut = 1; cut <= 5; cut++)
        {
            var before = Volatile.Read(ref committed);
            await Eventually.Is("commits went on after a cut", () => Volatile.Read(ref committed) > before + 200);
            _database.Execute("select pg_terminate_backend(pid) from pg_stat_activity "
                + "where datname = current_database() and pid <> pg_backend_pid()");
        }

        var last = Volatile.Read(ref committed);
        await Eventually.Is("commits went on after the last cut", () => Volatile.Read(ref committed) > last + 200);
        await stop.CancelAsync();
        var acknowledged = await load;
        for (var n = 0; n < acknowledged.Length; n++)
        {
            var versions = (await open.Ledger.ReadEvents(Referral($"r{n}"))).Select(e => e.Version).ToList();
            Assert.Equal(Enumerable.Range(1, versions.Count).Select(v => (long)v), versions);
            Assert.Superset(acknowledged[n].ToHashSet(), versions.ToHashSet());
            Assert.Equal(acknowledged[n].Count, acknowledged[n].Distinct().Count());
        }
    }

    private static async Task<long?> Version(ILedger ledger, StreamId stream)
    {
        try
        {
            return (await ledger.Read(stream))?.Version ?? 0;
        }
        catch (LedgerUnavailableException)
        {
            return null;
        }
    }
}
