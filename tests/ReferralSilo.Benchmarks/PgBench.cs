using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Npgsql;
using ReferralSilo.Testing;

namespace ReferralSilo.Benchmarks;

/// <summary>pgbench: one upsert of a 1 KB row per transaction, over 10,000 rows, prepared.</summary>
internal sealed partial class PgBench(string connectionString) : IBaseline
{
    private const string Script = """
        \set id random(1, 10000)
        insert into reference_row (id, body) values (:id, repeat('x', 1024)::bytea)
        on conflict (id) do update set body = excluded.body;
        """;

    public async Task Prepare()
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("""
            create table if not exists reference_row (id integer primary key, body bytea not null);
            alter table reference_row alter column body set storage external;
            insert into reference_row select n, repeat('x', 1024)::bytea from generate_series(1, 10000) n on conflict do nothing;
            """, connection);
        await command.ExecuteNonQueryAsync();
    }

    public async Task<double> PerSecond(TimeSpan time)
    {
        var script = Path.GetTempFileName();
        await File.WriteAllTextAsync(script, Script.ReplaceLineEndings("\n")
            .Replace("values (:id, repeat('x', 1024)::bytea)\n", "values (:id, repeat('x', 1024)::bytea) "));
        var to = new NpgsqlConnectionStringBuilder(connectionString);
        var start = new ProcessStartInfo(Path.Combine(PostgresCluster.Binaries, "pgbench"))
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in (string[])["-n", "-M", "prepared", "-c", "32", "-j", "2", "-T",
            time.TotalSeconds.ToString(CultureInfo.InvariantCulture), "-f", script, "-h", to.Host!, "-p",
            to.Port.ToString(CultureInfo.InvariantCulture), "-U", to.Username!, to.Database!])
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        File.Delete(script);
        return Tps().Match(output) is { Success: true } match
            ? double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)
            : throw new InvalidOperationException($"pgbench: {output} {await errors}");
    }

    [GeneratedRegex(@"tps = ([0-9.]+)")]
    private static partial Regex Tps();
}
