using System.Text.Json;
using NodaTime;
using ReferralSilo.Domain;
using ReferralSilo.Storage;

namespace ReferralSilo.Grains.Committing;

/// <summary>One key, one effect, one answer: what is recorded of a client's operation, and how a retry hears it
/// again.</summary>
public sealed class IdempotencyStore(ILedger ledger)
{
    /// <summary>The same key came with another request.</summary>
    public static Refusal Reused { get; } =
        new("idempotency-key-reused", "This idempotency key was used for another request.");

    /// <summary>Somebody asked what became of it before it took effect, was told that it did not, and it never
    /// will.</summary>
    public static Refusal Abandoned { get; } = new(
        "operation-abandoned",
            "The outcome was asked for before it was known, and the request was barred; send it anew with another "
            + "key.");

    /// <summary>
    /// The recorded answer, or null when the operation is new. It is about the stream that it was recorded for, which
    /// may be another one than was asked: an order with two identifiers may have become known by the other one since.
    /// </summary>
    public async Task<CommandOutcome<TState>?> Replay<TState, TEvent>(Aggregate<TState, TEvent> asked,
        OperationName operation, CancellationToken ct)
        where TState : class
    {
        if (await ledger.FindOperation(operation.Id, ct) is not { } known) return null;
        if (!operation.Matches(known.Operation))
            return CommandOutcome<TState>.Refused(Reused, asked.State, asked.Version);
        var recorded = known.Version is { } applied ? new Recorded(null, applied)
            : JsonSerializer.Deserialize<Recorded>(known.Refusal!.Value.Span)!;
        if (recorded.Refusal is { } refusal)
            return CommandOutcome<TState>.Refused(refusal, asked.State, asked.Version, replayed: true);
        if (await asked.Of(known.Stream, ct) is not { } aggregate)
            return CommandOutcome<TState>.Refused(Reused, asked.State, asked.Version);
        return CommandOutcome<TState>.Accepted(await aggregate.At(recorded.Version, ct), recorded.Version,
            replayed: true) with { NoChange = known.Version is null };
    }

    /// <summary>
    /// What became of an operation, whichever silo was asked to do it. One of which nothing is recorded is barred
    /// first: a commit that is still on its way is then refused by the ledger. Null when it could not be barred: nobody
    /// knows.
    /// </summary>
    public async Task<StoredOperation?> Resolve(string id, Instant now, CancellationToken ct)
    {
        if (await ledger.FindOperation(id, ct) is { } known) return known;
        await Record(new OperationName(id, OperationName.AnyRequest), new StreamId("operation", id), Abandoned, 0, now);
        return await ledger.FindOperation(id, ct);
    }

    /// <summary>
    /// Takes an operation for something that keeps its answers elsewhere: from then on it
    /// cannot be barred here. The no when it is barred, or was used for another request.
    /// </summary>
    /// <exception cref="LedgerUnavailableException">Nothing took effect.</exception>
    public async Task<Refusal?> Reserve(OperationName operation, StreamId stream, Instant now)
    {
        if (await ledger.RecordRefusal(operation.ToLedger(), stream,
            JsonSerializer.SerializeToUtf8Bytes(new Recorded(null, 0)), now)) return null;
        var known = await ledger.FindOperation(operation.Id)
            ?? throw new LedgerUnavailableException("An operation that is recorded was not found.");
        if (!operation.Matches(known.Operation)) return Reused;
        return known.Stream == stream ? null : known.Refusal is { } answer ? ReadRefusal(answer) ?? Reused : Reused;
    }

    /// <summary>The refusal in a recorded answer; null when it was "it is already so".</summary>
    public static Refusal? ReadRefusal(ReadOnlyMemory<byte> recorded) =>
        JsonSerializer.Deserialize<Recorded>(recorded.Span)!.Refusal;

    /// <summary>
    /// Records an answer that wrote no event: a refusal, or "it is already so". False when it could not be recorded:
    /// then the caller must not give the answer, for a retry might hear another.
    /// </summary>
    public async Task<bool> Record(OperationName operation, StreamId stream, Refusal? refusal, long version,
        Instant now)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(new Recorded(refusal, version));
        try
        {
            return await ledger.RecordRefusal(operation.ToLedger(), stream, body, now);
        }
        catch (LedgerUnavailableException)
        {
            // The caller answers "unknown"; nothing took effect, and the retry is decided anew.
            return false;
        }
    }

    private sealed record Recorded(Refusal? Refusal, long Version);
}
