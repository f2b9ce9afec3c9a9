using NodaTime;
using ReferralSilo.Domain;
using ReferralSilo.Domain.Stored;
using ReferralSilo.Storage;

namespace ReferralSilo.Grains.Committing;

/// <summary>Records the answers of client operations for retries: one key, one effect, one answer.</summary>
public sealed class IdempotencyStore(ILedger ledger)
{
    /// <summary>The same key was sent with another request.</summary>
    public static Refusal Reused { get; } =
        new("idempotency-key-reused", "This idempotency key was used for another request.");

    /// <summary>The client asked for the outcome too early; the operation was barred and never takes effect.</summary>
    public static Refusal Abandoned { get; } = new("operation-abandoned",
        "The outcome was requested before it was known, and the request was barred; send it again with another key.");

    /// <summary>
    /// Returns the recorded answer; null when the operation is new. The answer is about the stream of the record, which
    /// may differ from <paramref name="asked"/>: since then the same medical order may be found as another referral, by
    /// another of its identifiers.
    /// </summary>
    public async Task<CommandOutcome<TState>?> Replay<TState, TEvent>(Aggregate<TState, TEvent> asked,
        OperationName operation, CancellationToken ct)
        where TState : class
        where TEvent : class
    {
        if (await ledger.FindOperation(operation.Id, ct) is not { } known) return null;
        if (!operation.Matches(known.Operation))
            return CommandOutcome<TState>.Refused(Reused, asked.State, asked.Version);
        var recorded = known.Version is { } applied ? new RecordedAnswer(null, applied)
            : RecordedAnswer.Form.ReadState(known.Refusal!.Value.Span);
        if (recorded.Refusal is { } refusal)
            return CommandOutcome<TState>.Refused(refusal, asked.State, asked.Version, replayed: true);
        if (await asked.OpenStream(known.Stream, ct) is not { } aggregate)
            return CommandOutcome<TState>.Refused(Reused, asked.State, asked.Version);
        return CommandOutcome<TState>.Accepted(await aggregate.StateAt(recorded.Version, ct), recorded.Version,
            replayed: true) with { NoChange = known.Version is null };
    }

    /// <summary>
    /// Returns the outcome of an operation on any silo. An operation without a record is barred first, so the ledger
    /// refuses a commit that is still on its way. Null when it could not be barred: the outcome is unknown.
    /// </summary>
    public async Task<StoredOperation?> Resolve(string id, Instant now, CancellationToken ct)
    {
        if (await ledger.FindOperation(id, ct) is { } known) return known;
        await Record(new OperationName(id, OperationName.AnyRequest), new StreamId("operation", id), Abandoned, 0, now);
        return await ledger.FindOperation(id, ct);
    }

    /// <summary>Reserves an operation for a component that keeps its answers elsewhere: from then on it cannot be
    /// barred here. Refused when the operation is barred or was used for another request.</summary>
    /// <exception cref="LedgerUnavailableException">Nothing took effect.</exception>
    public async Task<ReservedOperation> Reserve(OperationName operation, StreamId stream, Instant now)
    {
        if (await ledger.RecordRefusal(operation.ToLedger(), stream,
            RecordedAnswer.Form.WriteState(new RecordedAnswer(null, 0)), now)) return new(IsNew: true, null);
        var known = await ledger.FindOperation(operation.Id)
            ?? throw new LedgerUnavailableException("An operation that is recorded was not found.");
        if (!operation.Matches(known.Operation)) return new(IsNew: false, Reused);
        return new(IsNew: false,
            known.Stream == stream ? null : known.Refusal is { } answer ? ReadRefusal(answer) ?? Reused : Reused);
    }

    /// <summary>True when the operation has an answer, on any stream.</summary>
    public async Task<bool> IsRecorded(OperationName operation) => await ledger.FindOperation(operation.Id) is not null;

    /// <summary>Reads the refusal in a recorded answer; null when the answer was "already so".</summary>
    public static Refusal? ReadRefusal(ReadOnlyMemory<byte> recorded) =>
        RecordedAnswer.Form.ReadState(recorded.Span).Refusal;

    /// <summary>Records an answer that wrote no event: a refusal, or "already so". Unless the result is
    /// <see cref="CommitOutcome.Committed"/> the caller must not give the answer, because a retry might get another
    /// one.</summary>
    public async Task<CommitOutcome> Record(OperationName operation, StreamId stream, Refusal? refusal, long version,
        Instant now)
    {
        var body = RecordedAnswer.Form.WriteState(new RecordedAnswer(refusal, version));
        try
        {
            return await ledger.RecordRefusal(operation.ToLedger(), stream, body, now)
                ? CommitOutcome.Committed : CommitOutcome.OperationKnown;
        }
        catch (LedgerUnavailableException)
        {
            // The caller answers "unknown"; nothing took effect, and a retry is decided again.
            return CommitOutcome.Unknown;
        }
    }
}

/// <summary>An operation that was reserved.</summary>
/// <param name="IsNew">False when an earlier request reserved it, which may have taken effect.</param>
/// <param name="Refusal">Why it may not be used; null when it may.</param>
public readonly record struct ReservedOperation(bool IsNew, Refusal? Refusal);
