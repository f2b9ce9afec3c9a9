using System.Data;
using System.Diagnostics;
using System.Text.Json;
using NodaTime;
using Npgsql;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Storage;
using ReferralSilo.Storage.Sealing;

namespace ReferralSilo.Faults.Histories;

/// <summary>
/// Reads the ledger on PostgreSQL into a history without using the silos. Each reading is one snapshot. All methods
/// throw <see cref="NpgsqlException"/> while the database is unavailable.
/// </summary>
public sealed class StoreReader : IAsyncDisposable
{
    private const string States = """
        select s.kind, s.id, s.version, l.stage, coalesce(l.open, 1) = 1, l.service_line, e.at, d.due_at, s.body
        from ledger_state s
          left join referral_list l on s.kind = 'referral' and l.id = s.id
          join ledger_event e on e.kind = s.kind and e.id = s.id and e.version = s.version
          left join ledger_due d on d.kind = s.kind and d.id = s.id and d.version = s.version
        """;

    private const string Events =
        "select kind, id, version, type, actor, at, operation_id, body from ledger_event where version > 0 order by "
            + "kind, id, version";

    private const string OperationIds =
        "select kind, id, version, operation_id, body from ledger_event where operation_id is not null";

    private const string Outbox = "select kind, id, version, ordinal, destination, at from ledger_outbox";

    private const string CountPending = """
        select (select count(*) from ledger_outbox),
          (select count(*) from ledger_due d join ledger_state s using (kind, id, version) where d.due_at < $1)
        """;

    private readonly NpgsqlDataSource _source;
    private readonly Sealer _sealer;
    private int _read;

    private StoreReader(NpgsqlDataSource source, string keys)
    {
        (_source, Keys) = (source, keys);
        _sealer = new Sealer(KeyRing.Parse(keys));
    }

    /// <summary>The keys that the database contains.</summary>
    public string Keys { get; }

    /// <summary>Opens a database that a silo has created and that contains its own keys.</summary>
    public static async Task<StoreReader> Open(string connectionString)
    {
        var source = NpgsqlDataSource.Create(connectionString);
        await using var command = source.CreateCommand("select keys from ledger_key");
        return new(source, (string)(await command.ExecuteScalarAsync())!);
    }

    /// <summary>The states without bodies, and the outbox.</summary>
    public Task<IReadOnlyList<HistoryLine>> Sample(CancellationToken ct = default) => Read(final: false, ct);

    /// <summary>The states with bodies.</summary>
    public async Task<IReadOnlyList<StateStored>> Bodies(CancellationToken ct = default)
    {
        await using var command = _source.CreateCommand(States);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var states = new List<StateStored>();
        while (await reader.ReadAsync(ct)) states.Add(State(reader, Stopwatch.GetTimestamp(), _read, body: true));
        return states;
    }

    /// <summary>All data.</summary>
    public Task<IReadOnlyList<HistoryLine>> Final(CancellationToken ct = default) => Read(final: true, ct);

    /// <summary>Counts unacknowledged messages, and deadlines that were due this long ago and have not fired.</summary>
    public async Task<(long Outbox, long Clocks)> Pending(Duration ago)
    {
        await using var command = _source.CreateCommand(CountPending);
        command.Parameters.Add(new() { Value = (SystemClock.Instance.GetCurrentInstant() - ago).ToUnixTimeTicks() });
        await using var reader = await command.ExecuteReaderAsync();
        await reader.ReadAsync();
        return (reader.GetInt64(0), reader.GetInt64(1));
    }

    /// <summary>Counts the referrals of some service lines in a stage.</summary>
    public async Task<long> Count(string stage, IReadOnlyList<string> lines)
    {
        await using var command = _source.CreateCommand(
            "select count(*) from referral_list where stage = $1 and service_line = any($2)");
        command.Parameters.Add(new() { Value = stage });
        command.Parameters.Add(new() { Value = lines.ToArray() });
        return (long)(await command.ExecuteScalarAsync())!;
    }

    public async ValueTask DisposeAsync()
    {
        await _source.DisposeAsync();
        _sealer.Dispose();
    }

    private async Task<IReadOnlyList<HistoryLine>> Read(bool final, CancellationToken ct)
    {
        await using var connection = await _source.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, ct);
        // The first statement takes the snapshot: it contains everything answered before this time.
        var (ticks, read) = (Stopwatch.GetTimestamp(), ++_read);
        var lines = new List<HistoryLine> { new StoreRead(ticks, read, SystemClock.Instance.GetCurrentInstant(),
            final) };
        await Add(States, r => State(r, ticks, read, final));
        await Add(Outbox, r => new OutboxStored(
            ticks, read, r.GetString(0), r.GetString(1), r.GetInt64(2), r.GetInt32(3), r.GetString(4),
            Moment(r, 5)!.Value));
        if (!final) return lines;
        await Add(Events, r => new EventStored(
            ticks, read, r.GetString(0), r.GetString(1), r.GetInt64(2), r.GetString(3), r.GetString(4),
            Moment(r, 5)!.Value, Text(r, 6), Json(r, 7, SealedPlace.Event(Stream(r), r.GetInt64(2)))));
        await Add(OperationIds, r => r.GetInt64(2) is > 0 and var version
            ? new OperationStored(ticks, read, r.GetString(3), r.GetString(0), r.GetString(1), version, null)
            : new OperationStored(ticks, read, r.GetString(3), r.GetString(0), r.GetString(1), null, Refused(r)));
        return lines;

        async Task Add(string sql, Func<NpgsqlDataReader, HistoryLine> row)
        {
            await using var command = new NpgsqlCommand(sql, connection);
            await using var reader = await command.ExecuteReaderAsync(ct);
            while (await reader.ReadAsync(ct)) lines.Add(row(reader));
        }
    }

    private StateStored State(NpgsqlDataReader r, long ticks, int read, bool body) => new(
        ticks, read, r.GetString(0), r.GetString(1), r.GetInt64(2), Text(r, 3), r.GetBoolean(4), Text(r, 5),
        Moment(r, 6)!.Value, Moment(r, 7), body ? Json(r, 8, SealedPlace.State(Stream(r), r.GetInt64(2))) : null);

    private string? Refused(NpgsqlDataReader row) =>
        IdempotencyStore.ReadRefusal(
            _sealer.Open((byte[])row[4], SealedPlace.Refusal(Stream(row), row.GetInt64(2))))?.Code;

    private JsonElement Json(NpgsqlDataReader row, int column, in SealedPlace place) =>
        JsonDocument.Parse(_sealer.Open((byte[])row[column], place)).RootElement;

    private static StreamId Stream(NpgsqlDataReader row) => new(row.GetString(0), row.GetString(1));

    private static string? Text(NpgsqlDataReader row, int column) =>
        row.IsDBNull(column) ? null : row.GetString(column);

    private static Instant? Moment(NpgsqlDataReader row, int column) =>
        row.IsDBNull(column) ? null : Instant.FromUnixTimeTicks(row.GetInt64(column));
}
