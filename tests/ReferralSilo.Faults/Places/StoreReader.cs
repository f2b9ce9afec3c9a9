using System.Diagnostics;
using System.Text.Json;
using NodaTime;
using Npgsql;
using ReferralSilo.Faults.Histories;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Storage;
using ReferralSilo.Storage.Sealing;

namespace ReferralSilo.Faults.Places;

/// <summary>Reads the product's database as one snapshot, past the product, and writes what is there into the history.</summary>
internal sealed class StoreReader(string connectionString, HistoryWriter history)
{
    private int _reads;

    /// <param name="final">With bodies, events, operations and outbox.</param>
    public async Task<IReadOnlyList<StateStored>> Read(bool final)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var transaction = await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead);
        // The snapshot is taken by the first statement: what was told before this moment is in it.
        var (ticks, read) = (Stopwatch.GetTimestamp(), ++_reads);
        using var sealer = new Sealer(KeyRing.Parse((string)(await Scalar(connection, "select keys from ledger_key"))!));
        var wall = SystemClock.Instance.GetCurrentInstant();
        var states = await States(connection, sealer, ticks, read, final);
        history.Write([new StoreRead(ticks, read, wall, final), .. states]);
        if (!final) return states;
        history.Write([.. await Events(connection, sealer, ticks, read)]);
        history.Write([.. await Operations(connection, sealer, ticks, read)]);
        history.Write([.. await Rows(connection, "select kind, id, version, ordinal, destination, at from ledger_outbox", row => new OutboxStored(
            ticks, read, row.GetString(0), row.GetString(1), row.GetInt64(2), row.GetInt32(3), row.GetString(4), At(row.GetInt64(5))))]);
        return states;
    }

    /// <summary>How many messages nobody has heard, and how many clocks that were due a while ago have not rung.</summary>
    /// <param name="late">How long ago.</param>
    public async Task<(long Outbox, long Clocks)> Pending(Duration late)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        var due = (SystemClock.Instance.GetCurrentInstant() - late).ToUnixTimeTicks();
        return (
            (long)(await Scalar(connection, "select count(*) from ledger_outbox"))!,
            (long)(await Scalar(connection, $"select count(*) from ledger_due d join ledger_state s using (kind, id, version) where d.due_at < {due}"))!);
    }

    private static Task<List<StateStored>> States(NpgsqlConnection connection, Sealer sealer, long ticks, int read, bool final) => Rows(connection, """
        select s.kind, s.id, s.version, s.stage, s.open, s.service_line, e.at, d.due_at, s.body
        from ledger_state s
        left join ledger_event e on e.kind = s.kind and e.id = s.id and e.version = s.version
        left join ledger_due d on d.kind = s.kind and d.id = s.id and d.version = s.version
        """, row =>
    {
        var (stream, version) = (new StreamId(row.GetString(0), row.GetString(1)), row.GetInt64(2));
        return new StateStored(
            ticks, read, stream.Kind, stream.Id, version, Text(row, 3), row.GetBoolean(4), Text(row, 5), row.IsDBNull(6) ? Instant.MinValue : At(row.GetInt64(6)),
            row.IsDBNull(7) ? null : At(row.GetInt64(7)), final ? Json(sealer.Open((byte[])row[8], SealedPlace.State(stream, version))) : null);
    });

    private static Task<List<EventStored>> Events(NpgsqlConnection connection, Sealer sealer, long ticks, int read) => Rows(connection, """
        select kind, id, version, type, actor, at, operation_id, body from ledger_event where version > 0 order by kind, id, version
        """, row =>
    {
        var (stream, version) = (new StreamId(row.GetString(0), row.GetString(1)), row.GetInt64(2));
        return new EventStored(
            ticks, read, stream.Kind, stream.Id, version, row.GetString(3), row.GetString(4), At(row.GetInt64(5)), Text(row, 6),
            Json(sealer.Open((byte[])row[7], SealedPlace.Event(stream, version))));
    });

    private static Task<List<OperationStored>> Operations(NpgsqlConnection connection, Sealer sealer, long ticks, int read) => Rows(connection, """
        select kind, id, version, operation_id, body from ledger_event where operation_id is not null
        """, row =>
    {
        var (stream, version) = (new StreamId(row.GetString(0), row.GetString(1)), row.GetInt64(2));
        return new OperationStored(ticks, read, row.GetString(3), stream.Kind, stream.Id, version > 0 ? version : null,
            version > 0 ? null : Grains.Committing.Operations.Refused(sealer.Open((byte[])row[4], SealedPlace.Refusal(stream, version)))?.Code);
    });

    private static async Task<List<T>> Rows<T>(NpgsqlConnection connection, string sql, Func<NpgsqlDataReader, T> row)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<T>();
        while (await reader.ReadAsync()) rows.Add(row(reader));
        return rows;
    }

    private static async Task<object?> Scalar(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }

    private static Instant At(long ticks) => Instant.FromUnixTimeTicks(ticks);

    private static string? Text(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    private static JsonElement Json(byte[] body) => JsonDocument.Parse(body).RootElement;
}
