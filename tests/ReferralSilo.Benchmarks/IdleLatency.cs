using System.Diagnostics;
using System.Security.Cryptography;
using Microsoft.Data.Sqlite;
using Npgsql;
using ReferralSilo.Storage;
using ReferralSilo.Storage.Opening;

namespace ReferralSilo.Benchmarks;

/// <summary>Single commits on an idle database, alternating with one raw upsert of 1 KB.</summary>
internal static class IdleLatency
{
    private const int Times = 1000;

    public static async Task Compare(StorageOptions postgres, StorageOptions sqlite)
    {
        var body = RandomNumberGenerator.GetBytes(1024);
        await using (var connection = new NpgsqlConnection(postgres.ConnectionString))
        {
            await connection.OpenAsync();
            await using var raw = new NpgsqlCommand(
                "insert into reference_row values (1, $1) on conflict (id) do update set body = excluded.body",
                    connection);
            raw.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = body });
            await raw.PrepareAsync();
            await Compare(postgres, () =>
            {
                RandomNumberGenerator.Fill(body.AsSpan(0, 16));
                return raw.ExecuteNonQueryAsync();
            });
        }

        var file = Path.Combine(sqlite.DataDirectory, "raw.db");
        await using (var connection = new SqliteConnection($"Data Source={file};Pooling=false"))
        {
            await connection.OpenAsync();
            await using var raw = connection.CreateCommand();
            raw.CommandText =
                "pragma journal_mode = wal; pragma synchronous = full; create table reference_row (id integer primary "
                + "key, body blob)";
            raw.ExecuteNonQuery();
            raw.CommandText =
                "insert into reference_row values (1, $1) on conflict (id) do update set body = excluded.body";
            raw.Parameters.AddWithValue("$1", body);
            // The bytes differ each time, because SQLite does not write an unchanged page.
            await Compare(sqlite, () => Task.Run(() =>
            {
                RandomNumberGenerator.Fill(body.AsSpan(0, 16));
                return raw.ExecuteNonQuery();
            }));
        }
    }

    private static async Task Compare(StorageOptions options, Func<Task> raw)
    {
        await using var open = await LedgerFactory.Open(options);
        var versions = new CommitLoad(open.Ledger, "idle");
        List<double> ledger = [], upsert = [];
        for (var n = 0; n < Times; n++)
        {
            ledger.Add(await Timed(() => versions.Commit(0, n % 100)));
            upsert.Add(await Timed(raw));
        }

        var (p50, other) = (Report.Median(ledger.Skip(100)), Report.Median(upsert.Skip(100)));
        Report.Row($"{options.Engine} ledger, one commit, p50", [p50], "ms");
        Report.Row("one raw upsert, p50", [other], "ms");
        Report.Ratio(p50 / other, "goal <= 3.0");
    }

    private static async Task<double> Timed(Func<Task> act)
    {
        var started = Stopwatch.GetTimestamp();
        await act();
        return Stopwatch.GetElapsedTime(started).TotalMilliseconds;
    }
}
