using Microsoft.Extensions.Logging;
using NodaTime;
using Npgsql;
using ReferralSilo.Storage.Batching;
using ReferralSilo.Storage.Engines;
using ReferralSilo.Storage.Inline;
using ReferralSilo.Storage.Writing;

namespace ReferralSilo.Storage.Postgres;

/// <summary>The ledger in PostgreSQL: a few writer loops share one queue; reads use the pool.</summary>
internal sealed class PostgresEngine : ILedgerEngine, IDatabaseClock
{
    private readonly NpgsqlDataSource _source;
    private readonly Task _writers;
    private readonly CommitAnnouncer _announcer;
    private readonly RequestBatcher<StreamId, long> _versions;

    public PostgresEngine(NpgsqlDataSource source, ILogger logger)
    {
        _source = source;
        _versions = new(ReadVersions, StorageLimits.PostgresBatch);
        _announcer = new CommitAnnouncer(source, Queue.Committed, Queue.AnyCommitted, logger);
        _writers = Task.WhenAll(Enumerable.Range(0, StorageLimits.PostgresWriters)
            .Select(n => Task.Run(new PostgresWriter(source, Queue, isFirst: n == 0, logger).Run)));
    }

    public WriteQueue Queue { get; } = new(StorageLimits.PostgresBatch);

    public IDatabaseClock Clock => this;

    public Task NextCommit => Queue.AnyCommitted.Next;

    public async Task<Instant> Read(CancellationToken ct) =>
        (await QueryFile("clock", [], r => At(r, 0), ct).ConfigureAwait(false)).Single();

    public async Task<StoredState?> Read(StreamId stream, CancellationToken ct)
    {
        var rows = await QueryFile("read-state", [Value(stream.Kind), Value(stream.Id)],
            r => new StoredState(stream, r.GetInt64(0), r.GetFieldValue<byte[]>(1)), ct).ConfigureAwait(false);
        return rows.SingleOrDefault();
    }

    /// <summary>Callers that wait at the same time share a query: the answer costs less than the way to it.</summary>
    public Task<long> ReadVersion(StreamId stream, CancellationToken ct) => _versions.Send(stream).WaitAsync(ct);

    public Task<List<StoredEvent>> ReadEvents(StreamId stream, CancellationToken ct) =>
        QueryFile("read-events", [Value(stream.Kind), Value(stream.Id)],
            r => new StoredEvent(r.GetInt64(0), r.GetString(1), r.GetString(2), At(r, 3), r.GetFieldValue<byte[]>(4)),
            ct);

    public Task<List<PositionedEvent>> ReadAll(LedgerPosition after, int limit, CancellationToken ct) =>
        QueryFile("read-all", [Value(after.Committed), Value(after.Ordinal), Value(limit)], r => new PositionedEvent(
            new(r.GetInt64(0), r.GetInt32(1)), new(r.GetString(2), r.GetString(3)),
            new(r.GetInt64(4), r.GetString(5), r.GetString(6), At(r, 7), r.GetFieldValue<byte[]>(8))), ct);

    public async Task<LedgerPosition> LastPosition(CancellationToken ct) =>
        (await QueryFile("last-position", [], r => new LedgerPosition(r.GetInt64(0), r.GetInt32(1)), ct)
            .ConfigureAwait(false)).SingleOrDefault();

    public async Task<OperationRow?> FindOperation(string operationId, CancellationToken ct)
    {
        var rows = await QueryFile("find-operation", [Value(operationId)], r => new OperationRow(
            new(r.GetString(0), r.GetString(1)), new(r.GetString(2), r.GetString(3)), r.GetInt64(4),
            r.GetFieldValue<byte[]>(5)), ct).ConfigureAwait(false);
        return rows.SingleOrDefault();
    }

    public Task<List<DueStream>> Due(int partition, Instant until, int limit, int skip, CancellationToken ct) =>
        QueryFile("due", [Value((short)partition), Value(until.ToUnixTimeTicks()), Value(limit), Value(skip)],
            r => new DueStream(new(r.GetString(0), r.GetString(1)), At(r, 2)), ct);

    public Task<List<OutboxRow>> PendingOutbox(Instant olderThan, int limit, int skip, CancellationToken ct) =>
        QueryFile("pending-outbox", [Value(olderThan.ToUnixTimeTicks()), Value(limit), Value(skip)], r => new OutboxRow(
            new(new(r.GetString(0), r.GetString(1)), r.GetInt64(2), r.GetInt32(3)),
            new(r.GetString(5), r.GetString(6), r.GetFieldValue<byte[]>(7)), At(r, 4)), ct);

    public Task<List<ListedRow>> Search(InlineQuery query, ListPosition? after, int limit, CancellationToken ct)
    {
        var sql = InlineSql.Of(query.Table);
        List<NpgsqlParameter> parameters = [new("limit", limit + 1)];
        foreach (var (name, value) in sql.Values(query, after)) parameters.Add(new(name, value));
        if (query.Tokens is { Count: > 0 } tokens) parameters.Add(new("tokens", tokens.ToArray()));
        if (query.AnyToken is { Count: > 0 } any) parameters.Add(new("any_token", any.ToArray()));
        if (query.AnyOf is { } anyOf) parameters.Add(new("any_of", anyOf.Values.ToArray()));
        return Query(sql.Search(query, postgres: true), parameters,
            r => new ListedRow(ToState(r), r.GetInt64(4)), ct);
    }

    public Task<List<InlineTally>> Count(InlineQuery query, IReadOnlyList<string> by, CancellationToken ct)
    {
        var sql = InlineSql.Of(query.Table);
        List<NpgsqlParameter> parameters =
            [.. sql.Values(query, null).Select(v => new NpgsqlParameter(v.Name, v.Value))];
        if (query.AnyOf is { } anyOf) parameters.Add(new("any_of", anyOf.Values.ToArray()));
        return Query(sql.Count(query, by, postgres: true), parameters, r => new InlineTally(
            [.. by.Select((_, i) => r.IsDBNull(i) ? null : r.GetString(i))], r.GetInt64(by.Count)), ct);
    }

    public async Task<long> CountUnlisted(InlineTable table, CancellationToken ct) =>
        (await Query(InlineSql.Of(table).CountUnlisted, [], r => r.GetInt64(0), ct).ConfigureAwait(false))[0];

    public Task<List<StoredState>> List(string kind, string? after, int limit, CancellationToken ct) =>
        QueryFile("list", [Value(kind), Value(after ?? ""), Value(limit + 1)], ToState, ct);

    public async ValueTask DisposeAsync()
    {
        Queue.Complete();
        await _writers.ConfigureAwait(false);
        await _announcer.DisposeAsync().ConfigureAwait(false);
        await _source.DisposeAsync().ConfigureAwait(false);
    }

    private async Task<IReadOnlyList<long>> ReadVersions(IReadOnlyList<StreamId> streams)
    {
        var found = await QueryFile("read-versions",
            [Value(streams.Select(s => s.Kind).ToArray()), Value(streams.Select(s => s.Id).ToArray())],
            r => (Place: r.GetInt64(0), Version: r.GetInt64(1)), CancellationToken.None).ConfigureAwait(false);
        var versions = new long[streams.Count];
        foreach (var (place, version) in found) versions[place - 1] = version;
        return versions;
    }

    private Task<List<T>> QueryFile<T>(
        string file, NpgsqlParameter[] parameters, Func<NpgsqlDataReader, T> row, CancellationToken ct) =>
        Query(SqlText.Load($"Postgres/{file}.sql"), parameters.ToList(), row, ct);

    private async Task<List<T>> Query<T>(
        string sql, List<NpgsqlParameter> parameters, Func<NpgsqlDataReader, T> row, CancellationToken ct)
    {
        try
        {
            await using var command = _source.CreateCommand(sql);
            foreach (var parameter in parameters) command.Parameters.Add(parameter);
            await using var reader = await command.ExecuteReaderAsync(ct).ConfigureAwait(false);
            var rows = new List<T>();
            while (await reader.ReadAsync(ct).ConfigureAwait(false)) rows.Add(row(reader));
            return rows;
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException or IOException)
        {
            throw new LedgerUnavailableException("The database did not answer.", e);
        }
    }

    private static StoredState ToState(NpgsqlDataReader r) =>
        new(new(r.GetString(0), r.GetString(1)), r.GetInt64(2), r.GetFieldValue<byte[]>(3));

    private static NpgsqlParameter Value<T>(T value) => new NpgsqlParameter<T> { TypedValue = value };

    private static Instant At(NpgsqlDataReader r, int column) => Instant.FromUnixTimeTicks(r.GetInt64(column));
}
