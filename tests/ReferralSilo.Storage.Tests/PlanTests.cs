using Npgsql;
using ReferralSilo.Storage.Opening;
using ReferralSilo.Testing;
using static ReferralSilo.Storage.Tests.ACommit;

namespace ReferralSilo.Storage.Tests;

public sealed class PlanTests
{
    /// <summary>Enough commits for the server to keep a plan, made while all tables have a few pages.</summary>
    private const int Commits = 40;

    /// <summary>Enough for an index to be cheaper than a scan.</summary>
    private const int Rows = 20_000;

    /// <summary>Concurrent callers, far fewer than one batch takes.</summary>
    private const int Writing = 32;

    [Fact]
    public async Task Writing_uses_no_sequential_scan_even_with_plans_made_in_an_empty_database()
    {
        using var database = new PostgresDatabase();
        await using var open = await LedgerFactory.Open(database.Options);
        var before = Counts(database);
        for (var seen = 0; seen < Commits; seen++)
        {
            var result =
                await open.Ledger.Commit(Of(Referral("r1"), seen, Columns(), $"op-{seen}", Now),
                TestContext.Current.CancellationToken);
            await open.Ledger.Acknowledge([new(Referral("r1"), ((CommitResult.Committed)result).Version, 0)],
                TestContext.Current.CancellationToken);
        }

        await Eventually.Is("the server has counted", () =>
            Counts(database) is var now
            && now.ByIndex + now.Whole >= before.ByIndex + before.Whole + (2 * Commits) - 10);
        Assert.Equal(before.Whole, Counts(database).Whole);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_search_by_tokens_reads_no_whole_table_of_which_the_server_knows_nothing_yet(bool any)
    {
        using var database = new PostgresDatabase();
        await using var open = await LedgerFactory.Open(database.Options);
        database.Execute($"""
            insert into referral_list (id, received_at, open, priority)
                select 'r' || n, n, 1, 0 from generate_series(1, {Rows}) n;
            insert into referral_list_token (id, tokens)
                select 'r' || n, array[n, n + {Rows}]::bigint[] from generate_series(1, {Rows}) n;
            """);
        var before = Counts(database);
        // More often than the server plans a statement anew.
        for (var n = 0; n < Commits; n++)
        {
            long[] tokens = [-n, -n - 1];
            var found = await open.Ledger.Search(any ? new ReferralListQuery(50) { AnyToken = tokens }
                : new ReferralListQuery(50) { Tokens = tokens }, TestContext.Current.CancellationToken);
            Assert.Empty(found.Items);
        }

        await Eventually.Is("the server has counted", () =>
            Counts(database) is var now && now.ByIndex + now.Whole >= before.ByIndex + before.Whole + Commits - 10);
        Assert.Equal(before.Whole, Counts(database).Whole);
    }

    [Fact]
    public async Task A_writer_reuses_its_plans_for_batches_of_any_length()
    {
        using var database = new PostgresDatabase();
        await using var open = await LedgerFactory.Open(database.Options);
        database.Execute("""
            create table seen_plans (generic bigint, custom bigint);
            create function see_plans() returns trigger language plpgsql as $$ begin
                delete from seen_plans;
                insert into seen_plans select sum(generic_plans), sum(custom_plans) from pg_prepared_statements;
                return null;
            end $$;
            create trigger see_plans after insert or update on ledger_state for each statement
                execute function see_plans();
            """);
        for (var seen = 0; seen < Commits; seen++)
            await open.Ledger.Commit(Of(Referral("r1"), seen, Columns(), $"op-{seen}", Now),
                TestContext.Current.CancellationToken);

        var (generic, custom) = Two(database, "select generic, custom from seen_plans");
        Assert.InRange(generic, Commits, long.MaxValue);
        Assert.Equal(0, custom);
    }

    [Fact]
    public async Task Work_for_one_writer_is_not_split_between_two()
    {
        using var database = new PostgresDatabase();
        await using var open = await LedgerFactory.Open(database.Options);
        database.Execute("""
            create table seen_sessions (pid int);
            create function see_session() returns trigger language plpgsql as $$ begin
                insert into seen_sessions values (pg_backend_pid());
                return null;
            end $$;
            create trigger see_session after insert or update on ledger_state for each statement
                execute function see_session();
            """);
        await Task.WhenAll(Enumerable.Range(0, Writing).Select(async n =>
        {
            for (var seen = 0; seen < Commits; seen++)
                await open.Ledger.Commit(Of(Referral($"r{n}"), seen, Columns(), $"op-{n}-{seen}", Now),
                    TestContext.Current.CancellationToken);
        }));

        var (batches, sessions) = Two(database, "select count(*), count(distinct pid) from seen_sessions");
        Assert.InRange(batches, Commits, long.MaxValue);
        Assert.Equal(1, sessions);
    }

    private static (long Whole, long ByIndex) Counts(PostgresDatabase database) => Two(database,
        "select sum(seq_scan)::bigint, sum(coalesce(idx_scan, 0))::bigint from pg_stat_user_tables where relname in "
            + "('ledger_state', 'ledger_event', 'ledger_outbox', 'ledger_due', 'referral_list', "
            + "'referral_list_token')");

    private static (long First, long Second) Two(PostgresDatabase database, string sql)
    {
        using var connection = database.Connect();
        using var command = new NpgsqlCommand(sql, connection);
        using var reader = command.ExecuteReader();
        reader.Read();
        return (reader.GetInt64(0), reader.GetInt64(1));
    }
}
