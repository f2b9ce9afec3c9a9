using System.Globalization;
using Npgsql;
using ReferralSilo.Faults.Injecting;
using ReferralSilo.Faults.Infrastructure;
using ReferralSilo.Testing;

namespace ReferralSilo.Faults.Running;

/// <summary>
/// Counters of the silos and the database; the difference of two readings is the cost of the commands between.
/// </summary>
/// <param name="Commits">State rows written.</param>
/// <param name="Events">Events written, including recorded refusals.</param>
/// <param name="Messages">Outbox rows written.</param>
/// <param name="SiloCpu">CPU seconds of all silos.</param>
/// <param name="DatabaseCpu">CPU seconds of PostgreSQL.</param>
internal sealed record Costs(long Commits, long Events, long Messages, double SiloCpu, double DatabaseCpu)
{
    private const string Written = """
        select (select n_tup_ins + n_tup_upd from pg_stat_user_tables where relname = 'ledger_state'),
          (select n_tup_ins from pg_stat_user_tables where relname = 'ledger_event'),
          (select n_tup_ins from pg_stat_user_tables where relname = 'ledger_outbox')
        """;

    public static async Task<Costs> Read(Cluster cluster)
    {
        await using var source = NpgsqlDataSource.Create(cluster.ConnectionString);
        await using var command = source.CreateCommand(Written);
        await using var reader = await command.ExecuteReaderAsync();
        await reader.ReadAsync();
        var database = cluster.Database.Processes;
        return new(reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2),
            cluster.Silos.Sum(s => ProcessTable.CpuSeconds(s.Id)),
            ProcessTable.CpuSecondsWithEnded(database[0]) + database.Skip(1).Sum(ProcessTable.CpuSeconds));
    }

    /// <summary>Cost per command since an earlier reading, including the cost of reads.</summary>
    public IEnumerable<Figure> PerCommandSince(Costs before, int commands, int calls)
    {
        string Each(double now, double then, string unit = "") =>
            string.Create(CultureInfo.InvariantCulture, $"{(now - then) / commands:F2}{unit}");
        yield return new("calls per command", Each(calls, 0));
        yield return new("commits per command", Each(Commits, before.Commits));
        yield return new("events and recorded refusals per command", Each(Events, before.Events));
        yield return new("outbox messages per command", Each(Messages, before.Messages));
        yield return new("CPU of all silos per command, reads and screens included",
            Each(SiloCpu * 1_000, before.SiloCpu * 1_000, " ms"));
        yield return new("CPU of PostgreSQL per command, reads included",
            Each(DatabaseCpu * 1_000, before.DatabaseCpu * 1_000, " ms"));
    }
}
