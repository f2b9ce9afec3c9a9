using Npgsql;
using ReferralSilo.Testing;
using static ReferralSilo.Storage.Tests.ACommit;

namespace ReferralSilo.Storage.Tests;

public sealed class PlanTests
{
    /// <summary>Enough for the server to keep a plan, made while all tables are a few pages long.</summary>
    private const int Commits = 40;

    [Fact]
    public async Task Writing_reads_no_table_whole_even_when_its_plans_were_made_in_an_empty_database()
    {
        using var database = new PostgresDatabase();
        await using var open = await LedgerFactory.Open(database.Options);
        var before = Counts(database);
        for (var seen = 0; seen < Commits; seen++)
        {
            var result = await open.Ledger.Commit(Of(Referral("r1"), seen, Columns(), $"op-{seen}", Now), TestContext.Current.CancellationToken);
            await open.Ledger.Heard([new(Referral("r1"), ((CommitResult.Committed)result).Version, 0)], TestContext.Current.CancellationToken);
        }

        await Eventually.Is("the server has counted", () => Counts(database) is var now && now.ByIndex + now.Whole >= before.ByIndex + before.Whole + (2 * Commits) - 10);
        Assert.Equal(before.Whole, Counts(database).Whole);
    }

    private static (long Whole, long ByIndex) Counts(PostgresDatabase database)
    {
        using var connection = database.Connect();
        using var command = new NpgsqlCommand(
            "select sum(seq_scan)::bigint, sum(coalesce(idx_scan, 0))::bigint from pg_stat_user_tables where relname in ('ledger_state', 'ledger_event', 'ledger_outbox', 'ledger_due')",
            connection);
        using var reader = command.ExecuteReader();
        reader.Read();
        return (reader.GetInt64(0), reader.GetInt64(1));
    }
}
