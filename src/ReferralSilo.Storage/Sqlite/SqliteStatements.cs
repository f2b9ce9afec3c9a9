using Microsoft.Data.Sqlite;
using ReferralSilo.Storage.Writing;

namespace ReferralSilo.Storage.Sqlite;

/// <summary>The writer's connection and its prepared statements, reused for all commits.</summary>
internal sealed class SqliteStatements : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly List<SqliteCommand> _all = [];
    private readonly Dictionary<InlineTable, SqliteInlineStatements> _rows = [];
    private readonly SqliteCommand _begin, _commit, _insertState, _updateState, _insertEvent, _insertOutbox,
        _deleteOutbox, _findOperation, _findState;

    public SqliteStatements(SqliteConnection connection)
    {
        _connection = connection;
        _begin = Prepare("begin immediate");
        _commit = Prepare("commit");
        _insertState = PrepareFile("insert-state", "kind", "id", "version", "body", "partition", "due_at");
        _updateState = PrepareFile("update-state", "version", "body", "due_at", "row");
        _insertEvent = PrepareFile("insert-event", "kind", "id", "version", "type", "actor", "at", "body",
            "operation_id", "request_hash");
        _insertOutbox =
            PrepareFile("insert-outbox", "kind", "id", "version", "ordinal", "at", "destination", "message", "body");
        _deleteOutbox = PrepareFile("delete-outbox", "kind", "id", "version", "ordinal");
        _findOperation = PrepareFile("find-operation", "operation_id");
        _findState = PrepareFile("find-state", "kind", "id", "operation_id");
    }

    public void Begin() => _begin.ExecuteNonQuery();

    public void Commit() => _commit.ExecuteNonQuery();

    /// <summary>Writes a commit. Runs under the write lock, so what it looks up still holds at the commit.</summary>
    public CommitResult Write(CommitWork work)
    {
        var commit = work.Commit;
        var found = Find(commit);
        if (found.OperationKnown) return new CommitResult.OperationKnown();
        if (found.Version != commit.ExpectedVersion) return new CommitResult.VersionConflict();

        WriteState(work, found);
        if (commit.Row is { } inline) Rows(inline.Table).Write(commit.Stream.Id, inline, commit.ExpectedVersion == 0);
        for (var i = 0; i < work.Events.Length; i++)
        {
            var e = commit.Events[i];
            var last = i == work.Events.Length - 1 ? commit.Operation : null;
            Bind(_insertEvent, commit.Stream.Kind, commit.Stream.Id, commit.ExpectedVersion + i + 1, e.Type, e.Actor,
                commit.At.ToUnixTimeTicks(), work.Events[i], last?.Id, last?.RequestHash);
            _insertEvent.ExecuteNonQuery();
        }

        for (var i = 0; i < work.Outbox.Length; i++)
        {
            var message = commit.Outbox[i];
            Bind(_insertOutbox, commit.Stream.Kind, commit.Stream.Id, work.Version, (long)i,
                commit.At.ToUnixTimeTicks(), message.Destination, message.Kind, work.Outbox[i]);
            _insertOutbox.ExecuteNonQuery();
        }

        return new CommitResult.Committed(work.Version);
    }

    public bool Write(RefusalWork work)
    {
        if (IsKnown(work.Operation)) return false;
        Bind(_insertEvent, work.Stream.Kind, work.Stream.Id, work.Version, "refused", "", work.At, work.Body,
            work.Operation.Id, work.Operation.RequestHash);
        _insertEvent.ExecuteNonQuery();
        return true;
    }

    public void Write(AcknowledgeWork work)
    {
        foreach (var id in work.Ids)
        {
            Bind(_deleteOutbox, id.Sender.Kind, id.Sender.Id, id.Version, (long)id.Ordinal);
            _deleteOutbox.ExecuteNonQuery();
        }
    }

    public void Dispose()
    {
        foreach (var command in _all) command.Dispose();
        _connection.Dispose();
    }

    private void WriteState(CommitWork work, Found found)
    {
        var (stream, due) = (work.Commit.Stream, work.Commit.DueAt?.ToUnixTimeTicks());
        if (found.Row == 0)
        {
            Bind(_insertState, stream.Kind, stream.Id, work.Version, work.State, (long)stream.Partition, due);
            _insertState.ExecuteNonQuery();
        }
        else
        {
            Bind(_updateState, work.Version, work.State, due, found.Row);
            _updateState.ExecuteNonQuery();
        }
    }

    private SqliteInlineStatements Rows(InlineTable table) => _rows.TryGetValue(table, out var known) ? known
        : _rows[table] = new SqliteInlineStatements(table, Prepare);

    private bool IsKnown(Operation operation)
    {
        Bind(_findOperation, operation.Id);
        using var reader = _findOperation.ExecuteReader();
        return reader.Read();
    }

    private Found Find(Commit commit)
    {
        Bind(_findState, commit.Stream.Kind, commit.Stream.Id, commit.Operation?.Id);
        using var reader = _findState.ExecuteReader();
        reader.Read();
        var known = reader.GetInt64(2) != 0;
        return reader.IsDBNull(0) ? new Found(0, 0, known) : new Found(reader.GetInt64(0), reader.GetInt64(1), known);
    }

    internal static void Bind(SqliteCommand command, params ReadOnlySpan<object?> values)
    {
        for (var i = 0; i < values.Length; i++) command.Parameters[i].Value = values[i] ?? DBNull.Value;
    }

    private SqliteCommand PrepareFile(string name, params string[] parameters) =>
        Prepare(SqlText.Load($"Sqlite/{name}.sql"), parameters);

    private SqliteCommand Prepare(string sql, params string[] parameters)
    {
        var command = _connection.CreateCommand();
        command.CommandText = sql;
        foreach (var parameter in parameters)
            command.Parameters.Add(new SqliteParameter { ParameterName = "@" + parameter });
        _all.Add(command);
        return command;
    }

    /// <summary>The state row before a commit; row 0 when there is none.</summary>
    private readonly record struct Found(long Row, long Version, bool OperationKnown);
}
