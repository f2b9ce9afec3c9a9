using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using NodaTime;
using ReferralSilo.Storage.Sealing;
using ReferralSilo.Storage.Writing;

namespace ReferralSilo.Storage.Engines;

/// <summary>The ledger on either engine: checks and encrypts on the caller's thread, queues, decrypts.</summary>
internal sealed class SealedLedger(ILedgerEngine engine, Sealer sealer) : ILedger
{
    private static readonly byte[] Empty = [];

    public Task<CommitResult> Commit(Commit commit, CancellationToken ct = default)
    {
        Check(commit);
        var (stream, seen) = (commit.Stream, commit.ExpectedVersion);
        var version = seen + commit.Events.Count;
        var events = new byte[commit.Events.Count][];
        for (var i = 0; i < events.Length; i++)
        {
            events[i] = sealer.Seal(commit.Events[i].Body.Span, SealedPlace.Event(stream, seen + i + 1));
        }

        var outbox = new byte[commit.Outbox.Count][];
        for (var i = 0; i < outbox.Length; i++)
        {
            var body = commit.Outbox[i].Body.Span;
            outbox[i] = body.IsEmpty ? Empty : sealer.Seal(body, SealedPlace.Outbox(new(stream, version, i)));
        }

        var state = sealer.Seal(commit.State.Span, SealedPlace.State(stream, version));
        return engine.Queue.Write(new CommitWork(commit, state, events, outbox), ct);
    }

    public async Task<StoredState?> Read(StreamId stream, CancellationToken ct = default) =>
        await engine.Read(stream, ct).ConfigureAwait(false) is { } row ? Open(row) : null;

    public Task<long> ReadVersion(StreamId stream, CancellationToken ct = default) => engine.ReadVersion(stream, ct);

    public async Task<IReadOnlyList<StoredEvent>> ReadEvents(StreamId stream, CancellationToken ct = default)
    {
        var rows = await engine.ReadEvents(stream, ct).ConfigureAwait(false);
        return rows.ConvertAll(e => e with { Body = sealer.Open(e.Body.Span, SealedPlace.Event(stream, e.Version)) });
    }

    public Task NextCommit => engine.NextCommit;

    public async Task<IReadOnlyList<PositionedEvent>> ReadAll(LedgerPosition after, int limit,
        CancellationToken ct = default) =>
        (await engine.ReadAll(after, Rows(limit), ct).ConfigureAwait(false)).ConvertAll(Open);

    public Task<LedgerPosition> LastPosition(CancellationToken ct = default) => engine.LastPosition(ct);

    public async Task<StoredOperation?> FindOperation(string operationId, CancellationToken ct = default)
    {
        if (await engine.FindOperation(operationId, ct).ConfigureAwait(false) is not { } row) return null;
        return row.Version > 0
            ? new(row.Operation, row.Stream, row.Version, null)
            : new(row.Operation, row.Stream, null, sealer.Open(row.Body, SealedPlace.Refusal(row.Stream, row.Version)));
    }

    public Task<bool> RecordRefusal(
        Operation operation, StreamId stream, ReadOnlyMemory<byte> answer, Instant at, CancellationToken ct = default)
    {
        CheckKey(stream.Kind);
        CheckKey(stream.Id);
        CheckKey(operation.Id);
        var version = RefusedVersion(operation.Id);
        var body = sealer.Seal(answer.Span, SealedPlace.Refusal(stream, version));
        return engine.Queue.Write(new RefusalWork(operation, stream, version, body, at.ToUnixTimeTicks()), ct);
    }

    public async Task<IReadOnlyList<DueStream>> Due(int partition, Instant until, int limit, int skip = 0,
        CancellationToken ct = default) =>
        await engine.Due(partition, until, Rows(limit), skip, ct).ConfigureAwait(false);

    public async Task<IReadOnlyList<OutboxRow>> PendingOutbox(Instant olderThan, int limit, int skip = 0,
        CancellationToken ct = default)
    {
        var rows = await engine.PendingOutbox(olderThan, Rows(limit), skip, ct).ConfigureAwait(false);
        return rows.ConvertAll(row => row.Message.Body.IsEmpty ? row : Open(row));
    }

    public Task Acknowledge(IReadOnlyCollection<OutboxId> ids, CancellationToken ct = default) =>
        ids.Count == 0 ? Task.CompletedTask : engine.Queue.Write(new AcknowledgeWork([.. ids]), ct);

    public async Task<StatePage> Search(InlineQuery query, CancellationToken ct = default)
    {
        var after = Position(query.Table.Name, query.Cursor, nameof(query));
        var limit = Rows(query.Limit);
        var rows = await engine.Search(query, after, limit, ct).ConfigureAwait(false);
        var more = rows.Count > limit;
        if (more) rows.RemoveAt(limit);
        return new(
            rows.ConvertAll(row => Open(row.State)),
            more ? new ListPosition(rows[^1].Sort, rows[^1].State.Stream.Id).Format(query.Table.Name) : null);
    }

    public async Task<IReadOnlyList<InlineTally>> Count(InlineQuery query, IReadOnlyList<string> by,
        CancellationToken ct = default) => await engine.Count(query, by, ct).ConfigureAwait(false);

    public Task<long> CountUnlisted(InlineTable table, CancellationToken ct = default) =>
        engine.CountUnlisted(table, ct);

    public async Task<StatePage> List(string kind, int limit, string? cursor = null, CancellationToken ct = default)
    {
        var after = Position(kind, cursor, nameof(cursor))?.Id;
        limit = Rows(limit);
        var rows = await engine.List(kind, after, limit, ct).ConfigureAwait(false);
        var more = rows.Count > limit;
        if (more) rows.RemoveAt(limit);
        return new(rows.ConvertAll(Open), more ? new ListPosition(0, rows[^1].Stream.Id).Format(kind) : null);
    }

    private static ListPosition? Position(string list, string? cursor, string parameter) => cursor is null ? null
        : ListPosition.Parse(list, cursor) ?? throw new ArgumentException("Not a cursor of this list.", parameter);

    private StoredState Open(StoredState row) =>
        row with { State = sealer.Open(row.State.Span, SealedPlace.State(row.Stream, row.Version)) };

    private PositionedEvent Open(PositionedEvent row)
    {
        try
        {
            var body = sealer.Open(row.Event.Body.Span, SealedPlace.Event(row.Stream, row.Event.Version));
            return row with { Event = row.Event with { Body = body } };
        }
        catch (LedgerKeyException)
        {
            // One unreadable event must not stop the reader of all others.
            return row with { Event = row.Event with { Body = Empty }, IsReadable = false };
        }
    }

    private OutboxRow Open(OutboxRow row)
    {
        try
        {
            var body = sealer.Open(row.Message.Body.Span, SealedPlace.Outbox(row.Id));
            return row with { Message = row.Message with { Body = body } };
        }
        catch (LedgerKeyException)
        {
            // One unreadable row must not hide all the others.
            return row with { Message = row.Message with { Body = Empty }, IsReadable = false };
        }
    }

    /// <summary>
    /// The version of a refused operation. It is stored among the events of its stream with a version below 0, so that
    /// one unique index of operation ids covers applied and refused ones. The version is derived from the id, because
    /// no two refusals may share it.
    /// </summary>
    internal static long RefusedVersion(string operationId)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(operationId));
        return -1 - (BinaryPrimitives.ReadInt64LittleEndian(hash) & (long.MaxValue >> 1));
    }

    private static void Check(Commit commit)
    {
        CheckKey(commit.Stream.Kind);
        CheckKey(commit.Stream.Id);
        if (commit.Operation is { } operation) CheckKey(operation.Id);
        ArgumentOutOfRangeException.ThrowIfNegative(commit.ExpectedVersion);
        ArgumentOutOfRangeException.ThrowIfZero(commit.Events.Count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(commit.State.Length, StorageLimits.BodyBytes);
        foreach (var e in commit.Events)
            ArgumentOutOfRangeException.ThrowIfGreaterThan(e.Body.Length, StorageLimits.BodyBytes);
        foreach (var o in commit.Outbox)
            ArgumentOutOfRangeException.ThrowIfGreaterThan(o.Body.Length, StorageLimits.BodyBytes);
        if (commit.Row is { } row && row.Table.Kind != commit.Stream.Kind)
            throw new ArgumentException(
                $"{row.Table.Name} is not the table of a {commit.Stream.Kind}.", nameof(commit));
    }

    // PostgreSQL text cannot contain U+0000; such a key would fail the whole batch.
    private static void CheckKey(string key)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(key.Length, StorageLimits.KeyCharacters);
        if (key.Contains('\0')) throw new ArgumentException("A key may not hold U+0000.", nameof(key));
    }

    private static int Rows(int limit) => Math.Clamp(limit, 1, StorageLimits.PageRows);
}
