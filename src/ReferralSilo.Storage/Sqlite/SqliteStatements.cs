using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;
using ReferralSilo.Storage.Writing;

namespace ReferralSilo.Storage.Sqlite;

/// <summary>The writer's connection and its prepared statements, reused for all commits.</summary>
internal sealed class SqliteStatements : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly List<SqliteCommand> _all = [];
    private readonly SqliteCommand _begin, _commit, _insertState, _updateState, _updateInPlace, _insertEvent,
        _insertOutbox, _deleteOutbox, _findOperation, _findState, _insertToken, _deleteToken;

    public SqliteStatements(SqliteConnection connection)
    {
        _connection = connection;
        _begin = Prepare("begin immediate");
        _commit = Prepare("commit");
        string[] inPlace =
            ["version", "body", "due_at", "stage", "priority", "source", "campaign", "assigned_to", "tokens"];
        string[] state = [.. inPlace, "received_at", "open", "service_line"];
        _insertState = PrepareFile("insert-state", [.. state, "kind", "id", "partition"]);
        _updateState = PrepareFile("update-state", [.. state, "row"]);
        _updateInPlace = PrepareFile("update-state-in-place", [.. inPlace, "row"]);
        _insertEvent = PrepareFile("insert-event", "kind", "id", "version", "type", "actor", "at", "body",
            "operation_id", "request_hash");
        _insertOutbox =
            PrepareFile("insert-outbox", "kind", "id", "version", "ordinal", "at", "destination", "message", "body");
        _deleteOutbox = PrepareFile("delete-outbox", "kind", "id", "version", "ordinal");
        _findOperation = PrepareFile("find-operation", "operation_id");
        _findState = PrepareFile("find-state", "kind", "id", "operation_id");
        _insertToken = PrepareFile("insert-token", "token", "row");
        _deleteToken = PrepareFile("delete-token", "token", "row");
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

        var tokens = commit.Search is { Tokens: null } ? found.Tokens : Distinct(commit.Search?.Tokens);
        WriteTokens(WriteState(work, found, tokens), found.Tokens, tokens);
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

    private long WriteState(CommitWork work, Found found, byte[]? tokens)
    {
        var (commit, search) = (work.Commit, work.Commit.Search);
        var listed =
            new Listed(search?.ReceivedAt.ToUnixTimeTicks() ?? 0, search is { Open: true }, search?.ServiceLine);
        ReadOnlySpan<object?> inPlace = [work.Version, work.State, commit.DueAt?.ToUnixTimeTicks(), search?.Stage,
            (long)(search?.Priority ?? 0), search?.Source, search?.Campaign, search?.AssignedTo, tokens];
        ReadOnlySpan<object?> columns = [.. inPlace, listed.ReceivedAt, listed.Open ? 1L : 0L, listed.ServiceLine];
        if (found.Row == 0)
        {
            Bind(_insertState, [.. columns, commit.Stream.Kind, commit.Stream.Id, (long)commit.Stream.Partition]);
            return (long)_insertState.ExecuteScalar()!;
        }

        if (listed == found.Listed)
        {
            Bind(_updateInPlace, [.. inPlace, found.Row]);
            _updateInPlace.ExecuteNonQuery();
        }
        else
        {
            Bind(_updateState, [.. columns, found.Row]);
            _updateState.ExecuteNonQuery();
        }

        return found.Row;
    }

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
        var known = reader.GetInt64(3) != 0;
        if (reader.IsDBNull(0)) return new Found(0, 0, null, known, default);
        var tokens = reader.IsDBNull(2) ? null : reader.GetFieldValue<byte[]>(2);
        var line = reader.IsDBNull(6) ? null : reader.GetString(6);
        var listed = new Listed(reader.GetInt64(4), reader.GetInt64(5) != 0, line);
        return new Found(reader.GetInt64(0), reader.GetInt64(1), tokens, known, listed);
    }

    private void WriteTokens(long row, byte[]? before, byte[]? after)
    {
        if (before.AsSpan().SequenceEqual(after)) return;
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

    /// <summary>The tokens as stored in the state row, where the next commit checks whether they changed.</summary>
    private static byte[]? Distinct(IReadOnlyList<long>? tokens) =>
        tokens is { Count: > 0 } ? MemoryMarshal.AsBytes<long>(tokens.Distinct().Order().ToArray()).ToArray() : null;

    private static void Bind(SqliteCommand command, params ReadOnlySpan<object?> values)
    {
        for (var i = 0; i < values.Length; i++) command.Parameters[i].Value = values[i] ?? DBNull.Value;
    }

    private SqliteCommand PrepareFile(string name, params string[] parameters)
    {
        var command = Prepare(SqlText.Load($"Sqlite/{name}.sql"));
        foreach (var parameter in parameters)
            command.Parameters.Add(new SqliteParameter { ParameterName = "@" + parameter });
        return command;
    }

    private SqliteCommand Prepare(string sql)
    {
        var command = _connection.CreateCommand();
        command.CommandText = sql;
        _all.Add(command);
        return command;
    }

    /// <summary>The state row before a commit; row 0 when there is none.</summary>
    private readonly record struct Found(long Row, long Version, byte[]? Tokens, bool OperationKnown, Listed Listed);

    /// <summary>The columns in the list indexes.</summary>
    private readonly record struct Listed(long ReceivedAt, bool Open, string? ServiceLine);
}
