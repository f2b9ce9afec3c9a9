using NodaTime;
using ReferralSilo.Simulation.Tests.Scheduling;
using ReferralSilo.Storage;

namespace ReferralSilo.Simulation.Tests.Ledgers;

/// <summary>
/// One silo's connection to the ledger. For each call the seed chooses: answered, answered late, failed without effect,
/// applied without an answer, or applied long after the caller got "outcome unknown". Calls in transit continue when
/// the silo crashes.
/// </summary>
public sealed class LedgerLink(SimLedger ledger, SeededScheduler scheduler, Faults faults, Trace trace, string silo,
    PlantedBug planted) : ILedger
{
    private static readonly Duration Instantly = Duration.FromTicks(2_000);
    private readonly Dictionary<StreamId, Commit> _kept = [];

    /// <summary>While true, no call reaches the ledger.</summary>
    public bool Down { get; set; }

    public Task<CommitResult> Commit(Commit commit, CancellationToken ct = default)
    {
        if (planted == PlantedBug.MutateThenWrite && _kept.Remove(commit.Stream, out var kept))
            commit = Combine(kept, commit);
        if (planted == PlantedBug.AnswerBeforeCommit && !Down)
        {
            scheduler.After(Travel(), () =>
            {
                if (!scheduler.Happens(faults.LedgerBefore)) Apply(commit);
            });
            return Task.FromResult<CommitResult>(
                new CommitResult.Committed(commit.ExpectedVersion + commit.Events.Count));
        }

        var fate = Down || scheduler.Happens(faults.LedgerBefore) ? CommitFate.Refused
            : scheduler.Happens(faults.LedgerAfter) ? CommitFate.AppliedUnanswered
            : scheduler.Happens(faults.LedgerLate) ? CommitFate.AppliedLater
            : CommitFate.Answered;
        if (planted == PlantedBug.MutateThenWrite && fate == CommitFate.Refused) _kept[commit.Stream] = commit;
        trace.Write(() =>
            $"{silo} commits {commit.Stream} "
            + $"{commit.ExpectedVersion}+{string.Join(',', commit.Events.Select(e => e.Type))} for "
            + $"{commit.Operation?.Id ?? "-"}: {fate}");
        switch (fate)
        {
            case CommitFate.Refused:
                return Fail<CommitResult>();
            case CommitFate.AppliedLater:
                scheduler.After(scheduler.Between(Duration.FromMilliseconds(50), faults.LatestCommit), () =>
                    Apply(commit));
                return Fail<CommitResult>();
            default:
                return Ask(() => Apply(commit), answered: fate == CommitFate.Answered);
        }
    }

    public Task<StoredState?> Read(StreamId stream, CancellationToken ct = default) => Query(() => Kept(stream));

    public Task<long> ReadVersion(StreamId stream, CancellationToken ct = default) =>
        Query(() => Kept(stream)?.Version ?? 0);

    public Task<IReadOnlyList<StoredEvent>> ReadEvents(StreamId stream, CancellationToken ct = default) =>
        Query(() => ledger.ReadEvents(stream));

    public Task NextCommit
    {
        get
        {
            var next = new TaskCompletionSource();
            ledger.Waiting.Add(() => scheduler.After(Travel(), next.SetResult));
            return next.Task;
        }
    }

    public Task<IReadOnlyList<PositionedEvent>> ReadAll(LedgerPosition after, int limit,
        CancellationToken ct = default) => Query(() => ledger.ReadAll(after, limit));

    public Task<LedgerPosition> LastPosition(CancellationToken ct = default) =>
        Query(() => new LedgerPosition(ledger.EventCount, 0));

    public Task<StoredOperation?> FindOperation(string operationId, CancellationToken ct = default) =>
        Query(() => ledger.FindOperation(operationId));

    public Task<bool> RecordRefusal(Operation operation, StreamId stream, ReadOnlyMemory<byte> answer, Instant at,
        CancellationToken ct = default)
    {
        if (Down || scheduler.Happens(faults.LedgerBefore)) return Fail<bool>();
        trace.Write(() => $"{silo} records for {operation.Id}: {System.Text.Encoding.UTF8.GetString(answer.Span)}");
        return Ask(() =>
            ledger.RecordRefusal(operation, stream, answer), answered: !scheduler.Happens(faults.LedgerAfter));
    }

    public Task<IReadOnlyList<DueStream>> Due(int partition, Instant until, int limit, int skip = 0,
        CancellationToken ct = default) =>
        Query(() =>
        {
            var due = ledger.Due(partition, until, limit, skip);
            if (due.Count > 0) trace.Write(() =>
                $"{silo} reads clock {partition}: {string.Join(", ", due.Select(d => $"{d.Stream} {d.DueAt}"))}");
            return due;
        });

    public Task<IReadOnlyList<OutboxRow>> PendingOutbox(Instant olderThan, int limit, int skip = 0,
        CancellationToken ct = default) =>
        Query(() => ledger.PendingOutbox(olderThan, limit, skip));

    public Task Acknowledge(IReadOnlyCollection<OutboxId> ids, CancellationToken ct = default)
    {
        OutboxId[] acknowledged = [.. ids];
        return Query(() =>
        {
            ledger.Acknowledge(acknowledged);
            return true;
        });
    }

    public Task<StatePage> Search(InlineQuery query, CancellationToken ct = default) =>
        throw new NotSupportedException("Search is not simulated.");

    public Task<IReadOnlyList<InlineTally>> Count(InlineQuery query, IReadOnlyList<string> by,
        CancellationToken ct = default) => throw new NotSupportedException("Count is not simulated.");

    public Task<long> CountUnlisted(InlineTable table, CancellationToken ct = default) =>
        throw new NotSupportedException("CountUnlisted is not simulated.");

    public Task<StatePage> List(string kind, int limit, string? cursor = null, CancellationToken ct = default) =>
        throw new NotSupportedException("List is not simulated.");

    private StoredState? Kept(StreamId stream) =>
        _kept.TryGetValue(stream, out var kept)
            ? new StoredState(stream, kept.ExpectedVersion + kept.Events.Count, kept.State) : ledger.Read(stream);

    private CommitResult Apply(Commit commit)
    {
        if (planted == PlantedBug.OperationLater && commit.Operation is { } operation)
        {
            if (ledger.FindOperation(operation.Id) is not null) return new CommitResult.OperationKnown();
            var apart = ledger.Apply(commit with { Operation = null }, scheduler.Now);
            if (apart is CommitResult.Committed { Version: var version } && !scheduler.Happens(faults.LedgerAfter))
                scheduler.After(Travel(), () => ledger.RecordApart(operation, commit.Stream, version));
            return apart;
        }

        var result = ledger.Apply(commit, scheduler.Now);
        trace.Write(() =>
            $"ledger: {commit.Stream} {commit.ExpectedVersion}+{commit.Events.Count} of {silo}: "
            + result.GetType().Name);
        return result;
    }

    private Task<T> Query<T>(Func<T> query) =>
        Down || scheduler.Happens(faults.LedgerBefore / 2) ? Fail<T>() : Ask(query, answered: true);

    private Task<T> Ask<T>(Func<T> ask, bool answered)
    {
        var answer = new TaskCompletionSource<T>();
        scheduler.After(Travel(), () =>
        {
            var result = ask();
            scheduler.After(Travel(), () =>
            {
                if (answered) answer.SetResult(result);
                else answer.SetException(new LedgerUnavailableException("The answer was lost."));
            });
        });
        return answer.Task;
    }

    private Task<T> Fail<T>()
    {
        var answer = new TaskCompletionSource<T>();
        scheduler.After(Travel(), () =>
            answer.SetException(new LedgerUnavailableException("The ledger is not available.")));
        return answer.Task;
    }

    private Duration Travel() =>
        scheduler.Happens(faults.LedgerSlow) ? scheduler.Between(Instantly, faults.Slowest)
            : scheduler.Between(Instantly, Duration.FromMilliseconds(3));

    private static Commit Combine(Commit kept, Commit next) => next with
    {
        ExpectedVersion = kept.ExpectedVersion, Events = [.. kept.Events, .. next.Events],
        Outbox = [.. kept.Outbox, .. next.Outbox],
    };

    private enum CommitFate { Answered, Refused, AppliedUnanswered, AppliedLater }
}
