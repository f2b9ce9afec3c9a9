using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;
using ReferralSilo.Storage.Writing;

namespace ReferralSilo.Storage.Sqlite;

/// <summary>The writer's connection and its prepared statements, reused from commit to commit.</summary>
internal sealed class SqliteStatements : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly List<SqliteCommand> _all = [];
    private readonly SqliteCommand _begin, _commit, _insertState, _updateState, _insertEvent, _insertOutbox, _deleteOutbox,
        _findOperation, _findTokens, _insertToken, _deleteToken;

    public SqliteStatements(SqliteConnection connection)
    {
        _connection = connection;
        _begin = Prepare("begin immediate");
        _commit = Prepare("commit");
        string[] state = ["kind", "id", "version", "body", "due_at", "received_at", "stage", "open", "service_line",
            "priority", "source", "campaign", "assigned_to", "person", "tokens"];
        _insertState = PrepareFile("insert-state", [.. state, "partition"]);
        _updateState = PrepareFile("update-state", [.. state, "seen"]);
        _insertEvent = PrepareFile("insert-event", "kind", "id", "version", "type", "actor", "at", "body", "operation_id", "request_hash");
        _insertOutbox = PrepareFile("insert-outbox", "kind", "id", "version", "ordinal", "at", "destination", "message", "body");
        _deleteOutbox = PrepareFile("delete-outbox", "kind", "id", "version", "ordinal");
        _findOperation = PrepareFile("find-operation", "operation_id");
        _findTokens = PrepareFile("find-tokens", "kind", "id");
        _insertToken = PrepareFile("insert-token", "token", "row");
        _deleteToken = PrepareFile("delete-token", "token", "row");
    }

    public void Begin() => _begin.ExecuteNonQuery();

    public void Commit() => _commit.ExecuteNonQuery();

    /// <summary>Only this thread writes, under the write lock: what is looked up here still holds at the commit.</summary>
    public CommitResult Write(CommitWork work)
    {
        var commit = work.Commit;
        if (commit.Operation is { } operation && IsKnown(operation)) return new CommitResult.OperationKnown();

        var tokens = Distinct(commit.Search?.Tokens);
        var (row, before) = commit.SeenVersion == 0 ? default : FindTokens(commit.Stream);
        if (!WriteState(work, tokens)) return new CommitResult.VersionConflict();

        WriteTokens(commit.Stream, row, before, tokens);
        for (var i = 0; i < work.Events.Length; i++)
        {
            var e = commit.Events[i];
            var last = i == work.Events.Length - 1 ? commit.Operation : null;
            Bind(_insertEvent, commit.Stream.Kind, commit.Stream.Id, commit.SeenVersion + i + 1, e.Type, e.Actor,
                commit.At.ToUnixTimeTicks(), work.Events[i], last?.Id, last?.RequestHash);
            _insertEvent.ExecuteNonQuery();
        }

        for (var i = 0; i < work.Outbox.Length; i++)
        {
            var message = commit.Outbox[i];
            Bind(_insertOutbox, commit.Stream.Kind, commit.Stream.Id, work.Version, (long)i, commit.At.ToUnixTimeTicks(),
                message.Destination, message.Kind, work.Outbox[i]);
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

    public void Write(HeardWork work)
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

    private bool WriteState(CommitWork work, byte[]? tokens)
    {
        var (commit, search) = (work.Commit, work.Commit.Search);
        var statement = commit.SeenVersion == 0 ? _insertState : _updateState;
        Bind(statement, commit.Stream.Kind, commit.Stream.Id, work.Version, work.State, commit.DueAt?.ToUnixTimeTicks(),
            search?.ReceivedAt.ToUnixTimeTicks() ?? 0L, search?.Stage, search is { Open: true } ? 1L : 0L,
            search?.ServiceLine, (long)(search?.Priority ?? 0), search?.Source, search?.Campaign, search?.AssignedTo,
            search?.Person, tokens, commit.SeenVersion == 0 ? commit.Stream.Partition : commit.SeenVersion);
        return statement.ExecuteNonQuery() == 1;
    }

    private bool IsKnown(Operation operation)
    {
        Bind(_findOperation, operation.Id);
        using var reader = _findOperation.ExecuteReader();
        return reader.Read();
    }

    private (long Row, byte[]? Tokens) FindTokens(StreamId stream)
    {
        Bind(_findTokens, stream.Kind, stream.Id);
        using var reader = _findTokens.ExecuteReader();
        return reader.Read() ? (reader.GetInt64(0), reader.IsDBNull(1) ? null : reader.GetFieldValue<byte[]>(1)) : default;
    }

    private void WriteTokens(StreamId stream, long row, byte[]? before, byte[]? after)
    {
        if (before.AsSpan().SequenceEqual(after)) return;
        if (row == 0) row = FindTokens(stream).Row;
        foreach (var token in MemoryMarshal.Cast<byte, long>(before))
        {
            Bind(_deleteToken, token, row);
            _deleteToken.ExecuteNonQuery();
        }

        foreach (var token in MemoryMarshal.Cast<byte, long>(after))
        {
            Bind(_insertToken, token, row);
            _insertToken.ExecuteNonQuery();
        }
    }

    /// <summary>Tokens as they lie in the state row, to see at the next commit whether they changed.</summary>
    private static byte[]? Distinct(IReadOnlyList<long>? tokens) =>
        tokens is { Count: > 0 } ? MemoryMarshal.AsBytes<long>(tokens.Distinct().Order().ToArray()).ToArray() : null;

    private static void Bind(SqliteCommand command, params ReadOnlySpan<object?> values)
    {
        for (var i = 0; i < values.Length; i++) command.Parameters[i].Value = values[i] ?? DBNull.Value;
    }

    private SqliteCommand PrepareFile(string name, params string[] parameters)
    {
        var command = Prepare(SqlText.Load($"Sqlite/{name}.sql"));
        foreach (var parameter in parameters) command.Parameters.Add(new SqliteParameter { ParameterName = "@" + parameter });
        return command;
    }

    private SqliteCommand Prepare(string sql)
    {
        var command = _connection.CreateCommand();
        command.CommandText = sql;
        _all.Add(command);
        return command;
    }
}
