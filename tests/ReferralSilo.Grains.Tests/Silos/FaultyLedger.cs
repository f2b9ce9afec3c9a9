using System.Collections.Concurrent;
using NodaTime;
using ReferralSilo.Storage;

namespace ReferralSilo.Grains.Tests.Silos;

/// <summary>When the engine fails: before the write (nothing happened) or after it (all of it did).</summary>
public enum Fault
{
    Before,
    After,
}

/// <summary>The real ledger with injected failures; after one the caller does not know the outcome.</summary>
public sealed class FaultyLedger(ILedger real) : ILedger
{
    private readonly Lock _gate = new();
    private readonly List<(Predicate<Commit> Which, Fault When)> _planned = [];
    private readonly List<Predicate<Operation>> _answers = [];
    private readonly Dictionary<StreamId, int> _conflicts = [];

    /// <summary>While true, outbox rows are not removed.</summary>
    public bool FailsAcknowledge { get; set; }

    /// <summary>While true, reads of due streams fail.</summary>
    public bool FailsDue { get; set; }

    /// <summary>While true, reads of a version fail.</summary>
    public bool FailsReadVersion { get; set; }

    /// <summary>While true, reads of a state fail.</summary>
    public bool FailsRead { get; set; }

    /// <summary>While true, searches fail.</summary>
    public bool FailsSearch { get; set; }

    /// <summary>The stored name of events whose commits fail before the write; null for none.</summary>
    public string? FailsEvents { get; set; }

    /// <summary>While true, the events of all streams cannot be read.</summary>
    public bool FailsReadAll { get; set; }

    /// <summary>The stream whose events, among those of all streams, and outbox rows cannot be decrypted.</summary>
    public StreamId? UnreadableStream { get; set; }

    /// <summary>Every request to remove outbox rows.</summary>
    public ConcurrentQueue<IReadOnlyCollection<OutboxId>> Removals { get; } = [];

    /// <summary>Every state that was read by its id.</summary>
    public ConcurrentQueue<StreamId> Reads { get; } = [];

    /// <summary>Every state that a search returned.</summary>
    public ConcurrentQueue<StreamId> Found { get; } = [];

    /// <summary>Answers searches in place of the real ledger; null for none.</summary>
    public Func<InlineQuery, Task<StatePage>>? AnswersSearch { get; set; }

    /// <summary>Every looked-up operation.</summary>
    public ConcurrentQueue<string> OperationLookups { get; } = [];

    /// <summary>Longest returned list of due streams, rows.</summary>
    public int MostDue { get; private set; }

    /// <summary>Makes the next commit of this stream fail, once.</summary>
    public void FailNext(StreamId stream, Fault when)
    {
        lock (_gate) _planned.Add((c => c.Stream == stream, when));
    }

    /// <summary>Answers the next commits of this stream as if another change had been committed first.</summary>
    public void ConflictNext(StreamId stream, int times)
    {
        lock (_gate) _conflicts[stream] = times;
    }

    /// <summary>The operation whose next lookup finds nothing, as before another activation recorded it.</summary>
    public string? OverlookedOperation { get; set; }

    /// <summary>Makes the next recording of a refusal fail, once.</summary>
    public void FailNextRefusal(string operation)
    {
        lock (_gate) _answers.Add(o => o.Id == operation);
    }

    public async Task<CommitResult> Commit(Commit commit, CancellationToken ct = default)
    {
        if (TakeConflict(commit.Stream)) return new CommitResult.VersionConflict();
        if (commit.Events.Any(e => e.Type == FailsEvents)) throw Failure();
        var planned = Take(commit);
        if (planned == Fault.Before) throw Failure();
        var result = await real.Commit(commit, ct);
        return planned == Fault.After ? throw Failure() : result;
    }

    public Task<bool> RecordRefusal(Operation operation, StreamId stream, ReadOnlyMemory<byte> answer, Instant at,
        CancellationToken ct = default)
    {
        lock (_gate)
            if (_answers.RemoveAll(which => which(operation)) > 0) throw Failure();
        return real.RecordRefusal(operation, stream, answer, at, ct);
    }

    public Task Acknowledge(IReadOnlyCollection<OutboxId> ids, CancellationToken ct = default)
    {
        Removals.Enqueue(ids);
        return FailsAcknowledge ? throw Failure() : real.Acknowledge(ids, ct);
    }

    public Task<StoredState?> Read(StreamId stream, CancellationToken ct = default)
    {
        Reads.Enqueue(stream);
        return FailsRead ? throw Failure() : real.Read(stream, ct);
    }

    public Task<long> ReadVersion(StreamId stream, CancellationToken ct = default) =>
        FailsReadVersion ? throw Failure() : real.ReadVersion(stream, ct);

    public Task NextCommit => real.NextCommit;

    public async Task<IReadOnlyList<PositionedEvent>> ReadAll(LedgerPosition after, int limit,
        CancellationToken ct = default) =>
        FailsReadAll ? throw Failure()
            : [.. (await real.ReadAll(after, limit, ct))
                .Select(e => e.Stream == UnreadableStream ? e with { IsReadable = false } : e)];

    public Task<LedgerPosition> LastPosition(CancellationToken ct = default) => real.LastPosition(ct);

    public Task<IReadOnlyList<StoredEvent>> ReadEvents(StreamId stream, CancellationToken ct = default) =>
        real.ReadEvents(stream, ct);

    public Task<StoredOperation?> FindOperation(string operationId, CancellationToken ct = default)
    {
        OperationLookups.Enqueue(operationId);
        if (OverlookedOperation != operationId) return real.FindOperation(operationId, ct);
        OverlookedOperation = null;
        return Task.FromResult<StoredOperation?>(null);
    }

    public async Task<IReadOnlyList<DueStream>> Due(int partition, Instant until, int limit, int skip = 0,
        CancellationToken ct = default)
    {
        if (FailsDue) throw Failure();
        var due = await real.Due(partition, until, limit, skip, ct);
        lock (_gate) MostDue = Math.Max(MostDue, due.Count);
        return due;
    }

    public async Task<IReadOnlyList<OutboxRow>> PendingOutbox(Instant olderThan, int limit, int skip = 0,
        CancellationToken ct = default) =>
        [.. (await real.PendingOutbox(olderThan, limit, skip, ct))
            .Select(row => row with { IsReadable = row.Id.Sender != UnreadableStream })];

    public async Task<StatePage> Search(InlineQuery query, CancellationToken ct = default)
    {
        if (FailsSearch) throw Failure();
        if (AnswersSearch is not null) return await AnswersSearch(query);
        var page = await real.Search(query, ct);
        foreach (var item in page.Items) Found.Enqueue(item.Stream);
        return page;
    }

    public Task<IReadOnlyList<InlineTally>> Count(InlineQuery query, IReadOnlyList<string> by,
        CancellationToken ct = default) => real.Count(query, by, ct);

    public Task<long> CountUnlisted(InlineTable table, CancellationToken ct = default) =>
        real.CountUnlisted(table, ct);

    public Task<StatePage> List(string kind, int limit, string? cursor = null, CancellationToken ct = default) =>
        FailsSearch ? throw Failure() : real.List(kind, limit, cursor, ct);

    private bool TakeConflict(StreamId stream)
    {
        lock (_gate)
        {
            if (_conflicts.GetValueOrDefault(stream) == 0) return false;
            _conflicts[stream]--;
            return true;
        }
    }

    private Fault? Take(Commit commit)
    {
        lock (_gate)
        {
            var found = _planned.FindIndex(p => p.Which(commit));
            if (found < 0) return null;
            var when = _planned[found].When;
            _planned.RemoveAt(found);
            return when;
        }
    }

    private static LedgerUnavailableException Failure() => new("The test made the ledger fail.");
}
