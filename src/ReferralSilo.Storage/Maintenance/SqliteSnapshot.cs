using Microsoft.Data.Sqlite;
using ReferralSilo.Storage.Sqlite;

namespace ReferralSilo.Storage.Maintenance;

/// <summary>One embedded file at one moment.</summary>
public sealed class SqliteSnapshot : IDisposable
{
    private readonly SqliteConnection _connection;

    private SqliteSnapshot(SqliteConnection connection) => _connection = connection;

    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    public static SqliteSnapshot Open(string path)
    {
        var text = new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = File.Exists(path) ? SqliteOpenMode.ReadWrite
                : throw new FileNotFoundException($"There is no file {path}.", path),
            Pooling = false,
        };
        var connection = new SqliteConnection(text.ToString());
        try
        {
            connection.Open();
            SqliteConnections.Execute(connection, "begin; select count(*) from sqlite_schema");
            return new(connection);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>The rows of a statement as logical values.</summary>
    public IEnumerable<object?[]> Read(string sql, IReadOnlyList<ColumnToMigrate> columns)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            var row = new object?[columns.Count];
            for (var i = 0; i < row.Length; i++) row[i] = LogicalValues.Of(reader.GetValue(i), columns[i].Kind);
            yield return row;
        }
    }

    /// <summary>The rows of a statement as stored.</summary>
    public IEnumerable<object?[]> ReadRaw(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            var row = new object?[reader.FieldCount];
            for (var i = 0; i < row.Length; i++) row[i] = reader.GetValue(i) is var value and not DBNull ? value : null;
            yield return row;
        }
    }

    /// <summary>The single value of a statement; null when there is no row.</summary>
    public object? Scalar(string sql) => ReadRaw(sql).FirstOrDefault()?[0];

    /// <summary>The schema version: the number of the last migration script.</summary>
    public long Schema => Scalar("pragma user_version") is long version and > 0
        ? version
        : (long?)Scalar("select max(number) from schema_version") ?? 0;

    /// <summary>The content of every table, in the order of its key.</summary>
    public IReadOnlyList<TableContent> Contents(string prefix)
    {
        var contents = new List<TableContent>();
        const string Tables =
            "select name from sqlite_schema where type = 'table' and name not like 'sqlite_%' order by name";
        foreach (var name in ReadRaw(Tables).Select(row => (string)row[0]!).ToList())
        {
            var keys = ReadRaw($"select name from pragma_table_info('{name}') where pk > 0 order by pk")
                .Select(k => $"\"{k[0]}\"").ToList();
            var order = keys.Count > 0 ? string.Join(", ", keys) : "rowid";
            using var hash = new ContentHash();
            foreach (var values in ReadRaw($"select * from \"{name}\" order by {order}")) hash.Add(values);
            contents.Add(hash.End($"{prefix}/{name}"));
        }

        return contents;
    }

    /// <summary>Copies the file into a new one, without deleted data.</summary>
    public void CopyTo(string path)
    {
        using var command = _connection.CreateCommand();
        // VACUUM cannot run in a transaction; it also sees the file at one moment.
        command.CommandText = "rollback; vacuum into @path";
        command.Parameters.AddWithValue("@path", path);
        command.ExecuteNonQuery();
    }

    public void Dispose() => _connection.Dispose();
}
