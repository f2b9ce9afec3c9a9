using Npgsql;
using ReferralSilo.Storage.Opening;
using ReferralSilo.Testing;
using static ReferralSilo.Storage.Tests.ACommit;

namespace ReferralSilo.Storage.Tests;

/// <summary>The order of events where transactions overlap, and where transaction numbers start anew.</summary>
public sealed class PostgresOrderTests : IAsyncLifetime
{
    private readonly PostgresDatabase _database = new();
    private OpenLedger _open = null!;

    public async ValueTask InitializeAsync() => _open = await LedgerFactory.Open(_database.Options);

    public async ValueTask DisposeAsync()
    {
        await _open.DisposeAsync();
        _database.Dispose();
    }

    [Fact]
    public async Task An_open_transaction_hides_the_events_that_were_committed_after_it_began()
    {
        await _open.Ledger.Commit(Of(Referral("first"), 0));
        await using (var connection = _database.Connect())
        {
            await using var open = await connection.BeginTransactionAsync();
            await Execute(connection, """
                insert into ledger_event (kind, id, version, at, type, actor, body, committed, ordinal)
                select 'referral', 'second', 1, at, type, actor, body,
                  (select base from ledger_order) + pg_current_xact_id()::text::bigint, 1
                from ledger_event where id = 'first'
                """);
            await _open.Ledger.Commit(Of(Referral("third"), 0));

            await IdsBecome("first");
            await open.CommitAsync();
        }

        // The body of the copied event belongs to another stream, so it does not decrypt; it is still in its place.
        await IdsBecome("first", "second", "third");
        Assert.Equal([true, false, true],
            (await _open.Ledger.ReadAll(LedgerPosition.Start, 10)).Select(e => e.IsReadable));
    }

    [Fact]
    public async Task An_open_transaction_of_another_database_hides_nothing()
    {
        using var neighbour = new PostgresDatabase();
        await using var connection = neighbour.Connect();
        await using var open = await connection.BeginTransactionAsync();
        await Execute(connection, "select pg_current_xact_id()");

        await _open.Ledger.Commit(Of(Referral("first"), 0));

        await IdsBecome("first");
    }

    [Fact]
    public async Task New_events_follow_those_of_a_restored_dump_whose_transaction_numbers_were_higher()
    {
        await _open.Ledger.Commit(Of(Referral("a"), 0, events: 2));
        await _open.DisposeAsync();
        _database.Execute("update ledger_event set committed = committed + 1000000000");

        _open = await LedgerFactory.Open(_database.Options);
        await _open.Ledger.Commit(Of(Referral("a"), 2));
        await _open.DisposeAsync();
        _open = await LedgerFactory.Open(_database.Options);
        await _open.Ledger.Commit(Of(Referral("a"), 3));

        IReadOnlyList<PositionedEvent> all = [];
        await Eventually.Is("four events are read", async () =>
            (all = await _open.Ledger.ReadAll(LedgerPosition.Start, 10)).Count == 4);
        Assert.Equal([1, 2, 3, 4], all.Select(e => e.Event.Version));
    }

    [Fact]
    public async Task A_commit_wakes_the_readers_of_another_silo()
    {
        await using var other = await LedgerFactory.Open(_database.Options);
        await _open.Ledger.Commit(Of(Referral("a"), 0));

        // The first signal may be the one of a new connection.
        for (var read = 0; read == 0;)
        {
            var next = other.Ledger.NextCommit;
            read = (await other.Ledger.ReadAll(LedgerPosition.Start, 1)).Count;
            if (read == 0) await next;
        }

        var second = other.Ledger.NextCommit;
        await _open.Ledger.Commit(Of(Referral("a"), 1));
        await second;
    }

    private Task IdsBecome(params string[] expected) => Eventually.Is(
        $"the events are those of {expected.Length} streams", async () =>
            (await _open.Ledger.ReadAll(LedgerPosition.Start, 10)).Select(e => e.Stream.Id).SequenceEqual(expected));

    private static async Task Execute(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
