using System.Diagnostics;
using System.Text.Json;
using NodaTime;
using Npgsql;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Storage;

namespace ReferralSilo.Faults.Histories;

/// <summary>Reads what the ledger on PostgreSQL holds into a history, past every silo.</summary>
public sealed class StoreReader : IAsyncDisposable
{
    private const int AtOnce = 4;

    private const string States = """
        select s.kind, s.id, s.version, s.stage, s.open, s.service_line, e.at, d.due_at
        from ledger_state s
          join ledger_event e on e.kind = s.kind and e.id = s.id and e.version = s.version
          left join ledger_due d on d.kind = s.kind and d.id = s.id and d.version = s.version
        """;

    private const string OperationIds = "select operation_id, kind, id, version from ledger_event where operation_id is not null";

    private const string Outbox = "select kind, id, version, ordinal, destination, at from ledger_outbox";

    private readonly OpenLedger _ledger;
    private readonly NpgsqlDataSource _source;
    private int _read;

    private StoreReader(OpenLedger ledger, NpgsqlDataSource source) => (_ledger, _source) = (ledger, source);

    /// <summary>Opens a database that a silo has made.</summary>
    public static async Task<StoreReader> Open(string connectionString) => new(
        await LedgerFactory.Open(new StorageOptions { Engine = StorageEngine.Postgres, ConnectionString = connectionString }),
        NpgsqlDataSource.Create(connectionString));

    /// <summary>The states without their bodies, during a run. Throws <see cref="NpgsqlException"/> while the database is away.</summary>
    public Task<IReadOnlyList<HistoryLine>> Sample(CancellationToken ct = default) => Read(final: false, ct);

    /// <summary>Everything, once nothing changes any more.</summary>
    public Task<IReadOnlyList<HistoryLine>> Final(CancellationToken ct = default) => Read(final: true, ct);

    public async ValueTask DisposeAsync()
    {
        await _source.DisposeAsync();
        await _ledger.DisposeAsync();
    }

    private async Task<IReadOnlyList<HistoryLine>> Read(bool final, CancellationToken ct)
    {
        var (ticks, read) = (Stopwatch.GetTimestamp(), ++_read);
        var lines = new List<HistoryLine>
        {
            new StoreRead(ticks, read, SystemClock.Instance.GetCurrentInstant(), final),
        };
        var states = await Rows(States, r => new StateStored(ticks, read, r.GetString(0), r.GetString(1), r.GetInt64(2), Text(r, 3),
            r.GetBoolean(4), Text(r, 5), Moment(r, 6)!.Value, Moment(r, 7)), ct);
        var outbox = await Rows(Outbox, r => new OutboxStored(ticks, read, r.GetString(0), r.GetString(1), r.GetInt64(2), r.GetInt32(3),
            r.GetString(4), Moment(r, 5)!.Value), ct);
        if (!final) return [.. lines, .. states, .. outbox];

        var operations = await Rows(OperationIds, r => (Operation: r.GetString(0), Kind: r.GetString(1), Id: r.GetString(2), Version: r.GetInt64(3)), ct);
        var caused = operations.Where(o => o.Version > 0).ToDictionary(o => (o.Kind, o.Id, o.Version), o => o.Operation);
        var whole = new (StateStored State, EventStored[] Events)[states.Count];
        await Parallel.ForAsync(0, states.Count, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = ct }, async (i, cancel) =>
        {
            var state = states[i];
            var stream = new StreamId(state.Kind, state.Id);
            var body = await _ledger.Ledger.Read(stream, cancel);
            var events = await _ledger.Ledger.ReadEvents(stream, cancel);
            whole[i] = (state with { Version = body!.Version, Body = Json(body.State) }, [.. events.Select(e => new EventStored(
                ticks, read, state.Kind, state.Id, e.Version, e.Type, e.Actor, e.At, caused.GetValueOrDefault((state.Kind, state.Id, e.Version)), Json(e.Body)))]);
        });

        foreach (var (state, events) in whole) lines.AddRange([state, .. events]);
        foreach (var (operation, kind, id, version) in operations)
        {
            var code = version > 0 ? null : Operations.Refused((await _ledger.Ledger.FindOperation(operation, ct))!.Refusal!.Value)?.Code;
            lines.Add(new OperationStored(ticks, read, operation, kind, id, version > 0 ? version : null, code));
        }

        return [.. lines, .. outbox];
    }

    private async Task<List<T>> Rows<T>(string sql, Func<NpgsqlDataReader, T> row, CancellationToken ct)
    {
        await using var command = _source.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var rows = new List<T>();
        while (await reader.ReadAsync(ct)) rows.Add(row(reader));
        return rows;
    }

    private static string? Text(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    private static Instant? Moment(NpgsqlDataReader row, int column) =>
        row.IsDBNull(column) ? null : Instant.FromUnixTimeTicks(row.GetInt64(column));

    private static JsonElement Json(ReadOnlyMemory<byte> body)
    {
        using var document = JsonDocument.Parse(body);
        return document.RootElement.Clone();
    }
}
