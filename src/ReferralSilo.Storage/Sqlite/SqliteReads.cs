using System.Text.Json;
using Microsoft.Data.Sqlite;
using NodaTime;
using ReferralSilo.Storage.Engines;
using ReferralSilo.Storage.Inline;

namespace ReferralSilo.Storage.Sqlite;

/// <summary>The reading statements and the conversion of their rows.</summary>
internal static class SqliteReads
{
    public static SqliteCommand State(SqliteConnection c, StreamId stream) =>
        Command(c, SqlText.Load("Sqlite/read-state.sql"), ("@kind", stream.Kind), ("@id", stream.Id));

    public static SqliteCommand Version(SqliteConnection c, StreamId stream) =>
        Command(c, SqlText.Load("Sqlite/read-version.sql"), ("@kind", stream.Kind), ("@id", stream.Id));

    public static SqliteCommand Events(SqliteConnection c, StreamId stream) =>
        Command(c, SqlText.Load("Sqlite/read-events.sql"), ("@kind", stream.Kind), ("@id", stream.Id));

    public static SqliteCommand All(SqliteConnection c, LedgerPosition after, int limit) =>
        Command(c, SqlText.Load("Sqlite/read-all.sql"), ("@after", after.Committed), ("@limit", limit));

    public static SqliteCommand Last(SqliteConnection c) => Command(c, SqlText.Load("Sqlite/last-position.sql"));

    public static SqliteCommand Operation(SqliteConnection c, string id) =>
        Command(c, SqlText.Load("Sqlite/find-operation.sql"), ("@operation_id", id));

    public static SqliteCommand Due(SqliteConnection c, int partition, Instant until, int limit, int skip) =>
        Command(c, SqlText.Load("Sqlite/due.sql"),
            ("@partition", partition), ("@until", until.ToUnixTimeTicks()), ("@limit", limit), ("@skip", skip));

    public static SqliteCommand Outbox(SqliteConnection c, Instant olderThan, int limit, int skip) =>
        Command(c, SqlText.Load("Sqlite/pending-outbox.sql"),
            ("@older_than", olderThan.ToUnixTimeTicks()), ("@limit", limit), ("@skip", skip));

    public static SqliteCommand Kind(SqliteConnection c, string kind, string after, int limit) =>
        Command(c, SqlText.Load("Sqlite/list.sql"), ("@kind", kind), ("@after", after), ("@limit", limit + 1));

    public static SqliteCommand CountUnlisted(SqliteConnection c, InlineTable table) =>
        Command(c, InlineSql.Of(table).CountUnlisted);

    public static SqliteCommand Search(SqliteConnection c, InlineQuery query, ListPosition? after, int limit)
    {
        var sql = InlineSql.Of(query.Table);
        var command = Command(c, sql.Search(query, postgres: false), ("@limit", limit + 1));
        foreach (var (name, value) in sql.Values(query, after))
            command.Parameters.AddWithValue("@" + name, value);
        if (query.Tokens is { Count: > 0 } tokens)
        {
            var distinct = tokens.Distinct().ToArray();
            command.Parameters.AddWithValue("@tokens", JsonSerializer.Serialize(distinct));
            command.Parameters.AddWithValue("@token_count", distinct.Length);
        }

        if (query.AnyToken is { Count: > 0 } any)
            command.Parameters.AddWithValue("@any_token", JsonSerializer.Serialize(any));
        AddAnyOf(command, query);
        return command;
    }

    public static SqliteCommand Count(SqliteConnection c, InlineQuery query, IReadOnlyList<string> by)
    {
        var sql = InlineSql.Of(query.Table);
        var command = Command(c, sql.Count(query, by, postgres: false));
        foreach (var (name, value) in sql.Values(query, null)) command.Parameters.AddWithValue("@" + name, value);
        AddAnyOf(command, query);
        return command;
    }

    private static void AddAnyOf(SqliteCommand command, InlineQuery query)
    {
        if (query.AnyOf is { } anyOf)
            command.Parameters.AddWithValue("@any_of", JsonSerializer.Serialize(anyOf.Values));
    }

    public static StoredEvent ToEvent(SqliteDataReader r) =>
        new(r.GetInt64(0), r.GetString(1), r.GetString(2), At(r, 3), r.GetFieldValue<byte[]>(4));

    public static PositionedEvent ToPositioned(SqliteDataReader r) => new(
        new(r.GetInt64(0), r.GetInt32(1)), new(r.GetString(2), r.GetString(3)),
        new(r.GetInt64(4), r.GetString(5), r.GetString(6), At(r, 7), r.GetFieldValue<byte[]>(8)));

    public static OperationRow ToOperation(SqliteDataReader r) => new(
        new(r.GetString(0), r.GetString(1)), new(r.GetString(2), r.GetString(3)), r.GetInt64(4),
        r.GetFieldValue<byte[]>(5));

    public static DueStream ToDue(SqliteDataReader r) => new(new(r.GetString(0), r.GetString(1)), At(r, 2));

    public static OutboxRow ToOutbox(SqliteDataReader r) => new(
        new(new(r.GetString(0), r.GetString(1)), r.GetInt64(2), r.GetInt32(3)),
        new(r.GetString(5), r.GetString(6), r.GetFieldValue<byte[]>(7)), At(r, 4));

    public static StoredState ToState(SqliteDataReader r) =>
        new(new(r.GetString(0), r.GetString(1)), r.GetInt64(2), r.GetFieldValue<byte[]>(3));

    public static ListedRow ToListed(SqliteDataReader r) => new(ToState(r), r.GetInt64(4));

    public static List<T> List<T>(SqliteCommand command, Func<SqliteDataReader, T> row)
    {
        using (command)
        {
            using var reader = command.ExecuteReader();
            var rows = new List<T>();
            while (reader.Read()) rows.Add(row(reader));
            return rows;
        }
    }

    private static Instant At(SqliteDataReader r, int column) => Instant.FromUnixTimeTicks(r.GetInt64(column));

    private static SqliteCommand Command(SqliteConnection c, string sql,
        params ReadOnlySpan<(string Name, object Value)> values)
    {
        var command = c.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in values) command.Parameters.AddWithValue(name, value);
        return command;
    }
}
