using System.Data.Common;
using System.Runtime.InteropServices;
using System.Text.Json;
using ReferralSilo.Storage.Sealing;

namespace ReferralSilo.Storage.Projections;

/// <summary>Writes rows of one build within a transaction: on PostgreSQL in one round trip, on SQLite with statements
/// that are prepared once.</summary>
internal sealed class RowWriter(DbConnection connection, ListTable table, int build, ListSql sql, Sealer sealer)
    : IAsyncDisposable
{
    private readonly Dictionary<string, DbCommand> _prepared = [];
    private readonly DbBatch? _batch = connection.CanCreateBatch ? connection.CreateBatch() : null;

    /// <summary>Inserts or replaces rows and removes keys. Tokens that stay the same are not written.</summary>
    public async Task Write(IReadOnlyCollection<ListRow> rows, IReadOnlyCollection<string> removes,
        CancellationToken ct)
    {
        var before = await TokensOf([.. rows.Select(r => r.Key)], ct);
        foreach (var row in rows)
        {
            if (row.Values.Count != table.Columns.Count)
                throw new ArgumentException($"A row of {table.Name} has {table.Columns.Count} values.", nameof(rows));
            var tokens = MemoryMarshal.AsBytes<long>([.. row.Tokens]).ToArray();
            var body = sealer.Seal(row.Body.Span, SealedPlace.List(table.Name, build, row.Key));
            await Execute(sql.Upsert, [("key", row.Key), ("sort", row.Sort),
                .. table.Columns.Select((c, i) => ("c_" + c.Name, row.Values[i])), ("tokens", tokens), ("body", body)],
                ct);
            var known = before.GetValueOrDefault(row.Key) ?? [];
            if (known.AsSpan().SequenceEqual(tokens)) continue;
            if (known.Length > 0) await Execute(sql.DeleteTokens, [("key", row.Key)], ct);
            if (tokens.Length > 0)
                await Execute(sql.InsertTokens(IsPostgres), [("key", row.Key), ("tokens", List(row.Tokens))], ct);
        }

        foreach (var key in removes)
        {
            await Execute(sql.DeleteTokens, [("key", key)], ct);
            await Execute(sql.Delete, [("key", key)], ct);
        }

        if (_batch is { BatchCommands.Count: > 0 }) await _batch.ExecuteNonQueryAsync(ct);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var command in _prepared.Values) await command.DisposeAsync();
        if (_batch is not null) await _batch.DisposeAsync();
    }

    private bool IsPostgres => _batch is not null;

    private async Task<Dictionary<string, byte[]>> TokensOf(string[] keys, CancellationToken ct)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql.Tokens(IsPostgres);
        Add(command.Parameters, command.CreateParameter, "keys", IsPostgres ? keys : JsonSerializer.Serialize(keys));
        await using var reader = await command.ExecuteReaderAsync(ct);
        var tokens = new Dictionary<string, byte[]>();
        while (await reader.ReadAsync(ct)) tokens[reader.GetString(0)] = reader.GetFieldValue<byte[]>(1);
        return tokens;
    }

    private object List(IReadOnlyList<long> tokens) => IsPostgres ? tokens.ToArray() : JsonSerializer.Serialize(tokens);

    /// <summary>Runs the statement, or adds it to the batch.</summary>
    private async ValueTask Execute(string text, (string Name, object? Value)[] values, CancellationToken ct)
    {
        if (_batch is not null)
        {
            var added = _batch.CreateBatchCommand();
            added.CommandText = text;
            foreach (var (name, value) in values) Add(added.Parameters, added.CreateParameter, name, value);
            _batch.BatchCommands.Add(added);
            return;
        }

        if (!_prepared.TryGetValue(text, out var command))
        {
            _prepared[text] = command = connection.CreateCommand();
            command.CommandText = text;
            foreach (var (name, value) in values) Add(command.Parameters, command.CreateParameter, name, value);
        }
        else
        {
            for (var i = 0; i < values.Length; i++) command.Parameters[i].Value = values[i].Value ?? DBNull.Value;
        }

        await command.ExecuteNonQueryAsync(ct);
    }

    private static void Add(DbParameterCollection parameters, Func<DbParameter> create, string name, object? value)
    {
        var parameter = create();
        parameter.ParameterName = name;
        parameter.Value = value ?? DBNull.Value;
        parameters.Add(parameter);
    }
}
