using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using NodaTime;
using ReferralSilo.Storage.Engines;
using ReferralSilo.Storage.Writing;

namespace ReferralSilo.Storage.Sqlite;

/// <summary>The ledger in a file: one writer thread; each read uses its own connection and pool thread.</summary>
internal sealed class SqliteEngine : ILedgerEngine
{
    private readonly SqliteConnections _connections;
    private readonly SqliteWriter _writer;

    // SQLite blocks its thread: more readers would starve the thread pool and not read faster.
    private readonly SemaphoreSlim _readers = new(StorageLimits.SqliteReads);

    public SqliteEngine(SqliteConnections connections, ILogger logger)
    {
        _connections = connections;
        _writer = new SqliteWriter(connections, Queue, logger);
    }

    public WriteQueue Queue { get; } = new();

    public IDatabaseClock? Clock => null;

    public Task NextCommit => Queue.AnyCommitted.Next;

    public Task<StoredState?> Read(StreamId stream, CancellationToken ct) => Reading(connection =>
    {
        using var command = SqliteReads.State(connection, stream);
        using var reader = command.ExecuteReader();
        return reader.Read()
            ? new StoredState(stream, reader.GetInt64(0), reader.GetFieldValue<byte[]>(1))
            : null;
    }, ct);

    public Task<long> ReadVersion(StreamId stream, CancellationToken ct) => Reading(connection =>
    {
        using var command = SqliteReads.Version(connection, stream);
        return (long?)command.ExecuteScalar() ?? 0;
    }, ct);

    public Task<List<StoredEvent>> ReadEvents(StreamId stream, CancellationToken ct) =>
        Reading(connection => SqliteReads.List(SqliteReads.Events(connection, stream), SqliteReads.ToEvent), ct);

    public Task<List<PositionedEvent>> ReadAll(LedgerPosition after, int limit, CancellationToken ct) =>
        Reading(connection =>
            SqliteReads.List(SqliteReads.All(connection, after, limit), SqliteReads.ToPositioned), ct);

    public Task<LedgerPosition> LastPosition(CancellationToken ct) => Reading(connection =>
        SqliteReads.List(SqliteReads.Last(connection), r => new LedgerPosition(r.GetInt64(0), 0)).SingleOrDefault(),
        ct);

    public Task<OperationRow?> FindOperation(string operationId, CancellationToken ct) => Reading(connection =>
        SqliteReads.List(SqliteReads.Operation(connection, operationId), SqliteReads.ToOperation).SingleOrDefault(),
        ct);

    public Task<List<DueStream>> Due(int partition, Instant until, int limit, int skip, CancellationToken ct) =>
        Reading(connection =>
            SqliteReads.List(SqliteReads.Due(connection, partition, until, limit, skip), SqliteReads.ToDue), ct);

    public Task<List<OutboxRow>> PendingOutbox(Instant olderThan, int limit, int skip, CancellationToken ct) =>
        Reading(connection =>
            SqliteReads.List(SqliteReads.Outbox(connection, olderThan, limit, skip), SqliteReads.ToOutbox), ct);

    public Task<List<ListedRow>> Search(InlineQuery query, ListPosition? after, int limit, CancellationToken ct) =>
        Reading(connection =>
            SqliteReads.List(SqliteReads.Search(connection, query, after, limit), SqliteReads.ToListed), ct);

    public Task<List<InlineTally>> Count(InlineQuery query, IReadOnlyList<string> by, CancellationToken ct) =>
        Reading(connection => SqliteReads.List(SqliteReads.Count(connection, query, by), r => new InlineTally(
            [.. by.Select((_, i) => r.IsDBNull(i) ? null : r.GetString(i))], r.GetInt64(by.Count))), ct);

    public async Task<long> CountUnlisted(InlineTable table, CancellationToken ct) => (await Reading(connection =>
        SqliteReads.List(SqliteReads.CountUnlisted(connection, table), r => r.GetInt64(0)), ct)
        .ConfigureAwait(false))[0];

    public Task<List<StoredState>> List(string kind, string? after, int limit, CancellationToken ct) =>
        Reading(connection =>
            SqliteReads.List(SqliteReads.Kind(connection, kind, after ?? "", limit), SqliteReads.ToState), ct);

    public async ValueTask DisposeAsync()
    {
        Queue.Complete();
        await _writer.Ended.ConfigureAwait(false);
        _connections.Dispose();
    }

    private async Task<T> Reading<T>(Func<SqliteConnection, T> read, CancellationToken ct)
    {
        await _readers.WaitAsync(ct).ConfigureAwait(false);
        try
        {
            return await Task.Run(() =>
            {
                using var connection = _connections.OpenReader();
                return read(connection);
            }, ct).ConfigureAwait(false);
        }
        catch (SqliteException e)
        {
            throw new LedgerUnavailableException("The ledger's file did not answer.", e);
        }
        finally
        {
            _readers.Release();
        }
    }
}
