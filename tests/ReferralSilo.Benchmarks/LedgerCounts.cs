using Npgsql;

namespace ReferralSilo.Benchmarks;

/// <summary>
/// PostgreSQL's statistics of a ledger since its database was created; its processes report up to ten seconds late.
/// </summary>
/// <param name="Commits">Changes of one stream, each with its events, messages and deadline.</param>
/// <param name="Events">Number of events.</param>
/// <param name="Messages">Number of outbox messages.</param>
/// <param name="Transactions">All transactions, including read-only ones; commits share them.</param>
/// <param name="LogBytes">Bytes of write-ahead log of the whole server.</param>
internal sealed record LedgerCounts(double Commits, double Events, double Messages, double Transactions,
    double LogBytes)
{
    /// <summary>Longest delay until an idle server process reports its statistics.</summary>
    public static readonly TimeSpan ReportDelay = TimeSpan.FromSeconds(12);

    public static async Task<LedgerCounts> Read(string database)
    {
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("""
            select sum(n_tup_ins + n_tup_upd) filter (where relname = 'ledger_state')::float8,
                   sum(n_tup_ins) filter (where relname = 'ledger_event')::float8,
                   sum(n_tup_ins) filter (where relname = 'ledger_outbox')::float8,
                   (select xact_commit from pg_stat_database where datname = current_database())::float8,
                   (pg_current_wal_lsn() - '0/0')::float8
            from pg_stat_user_tables
            """, connection);
        await using var reader = await command.ExecuteReaderAsync();
        await reader.ReadAsync();
        return new(reader.GetDouble(0), reader.GetDouble(1), reader.GetDouble(2), reader.GetDouble(3),
            reader.GetDouble(4));
    }

    /// <summary>Sum for two databases of one server, which have one common log.</summary>
    public static LedgerCounts operator +(LedgerCounts one, LedgerCounts other) => new(
        one.Commits + other.Commits, one.Events + other.Events, one.Messages + other.Messages,
        one.Transactions + other.Transactions, Math.Max(one.LogBytes, other.LogBytes));

    public static LedgerCounts operator -(LedgerCounts after, LedgerCounts before) => new(
        after.Commits - before.Commits, after.Events - before.Events, after.Messages - before.Messages,
        after.Transactions - before.Transactions, after.LogBytes - before.LogBytes);
}
