using System.Diagnostics;
using System.Text;
using Microsoft.Data.Sqlite;
using Npgsql;
using ReferralSilo.Testing;

namespace ReferralSilo.Host.Tests.Kept;

/// <summary>Writes databases as SQL text and loads them again.</summary>
internal static class KeptDump
{
    // The lists are built again from the ledger.
    private static readonly string[] Files = ["ledger", "settings", "accounts"];

    public static void WriteSqlite(string dataFolder, string target)
    {
        CopyKeys(dataFolder, target);
        foreach (var file in Files)
        {
            using var connection = Open(Path.Combine(dataFolder, file + ".db"));
            var version = Read(connection, "select cast(user_version as text) from pragma_user_version")[0][0];
            var text = new StringBuilder($"pragma user_version = {version};\n");
            foreach (var (_, sql) in Schema(connection, "type = 'table'")) text.Append(sql).Append(";\n");
            foreach (var (name, _) in Schema(connection, "type = 'table'"))
                if (Rows(connection, name).ToList() is { Count: > 0 } rows)
                    text.Append("insert into \"").Append(name).Append("\" values\n(").AppendJoin("),\n(", rows)
                        .Append(");\n");
            foreach (var (_, sql) in Schema(connection, "type <> 'table'")) text.Append(sql).Append(";\n");
            File.WriteAllText(Path.Combine(target, file + ".dump"), text.ToString());
        }
    }

    public static void LoadSqlite(string source, string dataFolder)
    {
        CopyKeys(source, dataFolder);
        foreach (var file in Files)
        {
            using var connection = Open(Path.Combine(dataFolder, file + ".db"));
            using var command = connection.CreateCommand();
            command.CommandText = $"begin; {File.ReadAllText(Path.Combine(source, file + ".dump"))} commit;";
            command.ExecuteNonQuery();
        }

        SqliteConnection.ClearAllPools();
    }

    public static void WritePostgres(string database, string target)
    {
        var to = new NpgsqlConnectionStringBuilder(database);
        var dump = Run("pg_dump", to, "--inserts", "--no-owner", "--no-privileges", "--no-comments",
            "--rows-per-insert=100", "--exclude-table-data=*membership*", "--exclude-table=list_*",
            "--exclude-table-data=projection*", to.Database!);
        // Lines that only psql understands, and the versions of the tools.
        File.WriteAllLines(target, dump.Split('\n')
            .Where(line => line.Length > 0 && line[0] != '\\' && !line.StartsWith("--", StringComparison.Ordinal)));
    }

    public static void LoadPostgres(string source, string database)
    {
        // The script changes the session's search path.
        var to = new NpgsqlConnectionStringBuilder(database) { Pooling = false };
        using var connection = new NpgsqlConnection(to.ToString());
        connection.Open();
        using var command = new NpgsqlCommand(File.ReadAllText(source), connection);
        command.ExecuteNonQuery();
    }

    private static void CopyKeys(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(Path.Combine(from, "keys"), "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }

    private static string Run(string tool, NpgsqlConnectionStringBuilder to, params string[] arguments)
    {
        var start = new ProcessStartInfo(Path.Combine(PostgresCluster.Binaries, tool),
            ["-h", to.Host!, "-p", $"{to.Port}", "-U", to.Username!, .. arguments]) { RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return output;
    }

    private static SqliteConnection Open(string file)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file }.ToString());
        connection.Open();
        return connection;
    }

    private static List<(string Name, string Sql)> Schema(SqliteConnection connection, string which) =>
        [.. Read(connection, "select name, sql from sqlite_master where sql is not null and name not like 'sqlite_%' "
            + $"and {which} order by rowid").Select(row => (row[0], row[1]))];

    private static IEnumerable<string> Rows(SqliteConnection connection, string table)
    {
        var columns = Read(connection, $"select name from pragma_table_info('{table}')").Select(row => row[0]);
        return Read(connection, $"select {string.Join(" || ', ' || ", columns.Select(c => $"quote(\"{c}\")"))} "
            + $"from \"{table}\"").Select(row => row[0]);
    }

    private static List<string[]> Read(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var rows = new List<string[]>();
        while (reader.Read()) rows.Add([.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetString)]);
        return rows;
    }
}
