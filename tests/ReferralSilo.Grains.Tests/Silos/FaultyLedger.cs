using System.Collections.Concurrent;
using NodaTime;
using ReferralSilo.Storage;

namespace ReferralSilo.Grains.Tests.Silos;

/// <summary>When the engine breaks: before it wrote, so that nothing happened, or after, so that all of it
/// did.</summary>
public enum Break
{
    Before,
    After,
}

/// <summary>The real ledger, which breaks when told to: the outcome of a commit is then unknown to whoever
/// asked.</summary>
public sealed class FaultyLedger(ILedger real) : ILedger
{
    private readonly Lock _gate = new();
    private readonly List<(Predicate<Commit> Which, Break When)> _planned = [];
    private readonly List<Predicate<Operation>> _answers = [];

    /// <summary>While true, what was heard is not removed from the outbox.</summary>
    public bool ForgetsHeard { get; set; }

    /// <summary>While true nobody learns what is due.</summary>
    public bool HidesDue { get; set; }

    /// <summary>While true nobody learns a version.</summary>
    public bool HidesVersions { get; set; }

    /// <summary>While true nobody can read a state.</summary>
    public bool HidesStates { get; set; }

    /// <summary>While true nothing can be searched for.</summary>
    public bool HidesSearches { get; set; }

    /// <summary>While true no service line can compare itself with the ledger.</summary>
    public bool HidesLooks { get; set; }

    /// <summary>The sender whose outbox rows no key opens.</summary>
    public StreamId? Spoilt { get; set; }

    /// <summary>Every request to remove outbox rows.</summary>
    public ConcurrentQueue<IReadOnlyCollection<OutboxId>> Removals { get; } = [];

    /// <summary>Every question for the versions of a kind, and of which service line.</summary>
    public ConcurrentQueue<(string Kind, string? ServiceLine)> Looks { get; } = [];

    /// <summary>Every operation that somebody asked for.</summary>
    public ConcurrentQueue<string> Searches { get; } = [];

    /// <summary>The longest list of what is due that was given, rows.</summary>
    public int MostDue { get; private set; }

    /// <summary>The next commit of this stream breaks, once.</summary>
    public void BreakNext(StreamId stream, Break when)
    {
        lock (_gate) _planned.Add((c => c.Stream == stream, when));
    }

    /// <summary>The next recording of a refusal breaks, once.</summary>
    public void BreakNextAnswer(string operation)
    {
        lock (_gate) _answers.Add(o => o.Id == operation);
    }

    public async Task<CommitResult> Commit(Commit commit, CancellationToken ct = default)
    {
        var planned = Take(commit);
        if (planned == Break.Before) throw Broken();
        var result = await real.Commit(commit, ct);
        return planned == Break.After ? throw Broken() : result;
    }

    public Task<bool> RecordRefusal(Operation operation, StreamId stream, ReadOnlyMemory<byte> answer, Instant at,
        CancellationToken ct = default)
    {
        lock (_gate)
            if (_answers.RemoveAll(which => which(operation)) > 0) throw Broken();
        return real.RecordRefusal(operation, stream, answer, at, ct);
    }

    public Task Acknowledge(IReadOnlyCollection<OutboxId> ids, CancellationToken ct = default)
    {
        Removals.Enqueue(ids);
        return ForgetsHeard ? throw Broken() : real.Acknowledge(ids, ct);
    }

    public Task<StoredState?> Read(StreamId stream, CancellationToken ct = default) =>
        HidesStates ? throw Broken() : real.Read(stream, ct);

    public Task<long> ReadVersion(StreamId stream, CancellationToken ct = default) =>
        HidesVersions ? throw Broken() : real.ReadVersion(stream, ct);

    public Task<IReadOnlyList<StoredEvent>> ReadEvents(StreamId stream, CancellationToken ct = default) =>
        real.ReadEvents(stream, ct);

    public Task<StoredOperation?> FindOperation(string operationId, CancellationToken ct = default)
    {
        Searches.Enqueue(operationId);
        return real.FindOperation(operationId, ct);
    }

    public async Task<IReadOnlyList<DueStream>> Due(int partition, Instant until, int limit, int skip = 0,
        CancellationToken ct = default)
    {
        if (HidesDue) throw Broken();
        var due = await real.Due(partition, until, limit, skip, ct);
        lock (_gate) MostDue = Math.Max(MostDue, due.Count);
        return due;
    }

    public async Task<IReadOnlyList<OutboxRow>> PendingOutbox(Instant olderThan, int limit, int skip = 0,
        CancellationToken ct = default) =>
        [.. (await real.PendingOutbox(olderThan, limit, skip, ct))
            .Select(row => row with { IsReadable = row.Id.Sender != Spoilt })];

    public Task<StatePage> Search(StateQuery query, CancellationToken ct = default) =>
        HidesSearches ? throw Broken() : real.Search(query, ct);

    public Task<IReadOnlyDictionary<string, long>> Versions(string kind, string? openInServiceLine,
        CancellationToken ct = default)
    {
        Looks.Enqueue((kind, openInServiceLine));
        return HidesLooks ? throw Broken() : real.Versions(kind, openInServiceLine, ct);
    }

    private Break? Take(Commit commit)
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

    private static LedgerUnavailableException Broken() => new("The test broke the ledger here.");
}
