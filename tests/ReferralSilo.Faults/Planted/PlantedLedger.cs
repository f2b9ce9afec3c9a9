using System.Collections.Concurrent;
using NodaTime;
using Npgsql;
using ReferralSilo.Storage;

namespace ReferralSilo.Faults.Planted;

/// <summary>The product's ledger with a bug, or with trouble on the way to it.</summary>
internal sealed class PlantedLedger(ILedger ledger, PlantedBug bug, Troubles troubles, NumberedFeed feed,
    NpgsqlDataSource database) : ILedger
{
    private static readonly TimeSpan WrittenAfter = TimeSpan.FromSeconds(5);

    /// <summary>Delay of every second commit; later commits finish before it.</summary>
    private static readonly TimeSpan Overtaken = TimeSpan.FromMilliseconds(600);

    private readonly ConcurrentDictionary<StreamId, Commit> _unwritten = new();
    private readonly ConcurrentDictionary<string, StoredOperation> _blocked = new();
    private readonly LateCommits _late = new(ledger);
    private int _calls, _commits;

    public async Task<CommitResult> Commit(Commit commit, CancellationToken ct = default)
    {
        feed.Begin(commit);
        if (troubles.HasFlag(Troubles.CommitsLate) && _late.Takes(commit))
            throw new LedgerUnavailableException("The answer does not arrive.");
        if (troubles.HasFlag(Troubles.CommitsOvertake)) await Overtake();
        if (bug == PlantedBug.AnswerBeforeCommit)
        {
            _ = Task.Delay(WrittenAfter, CancellationToken.None)
                .ContinueWith(_ => ledger.Commit(commit, CancellationToken.None), TaskScheduler.Default);
            return new CommitResult.Committed(commit.ExpectedVersion + commit.Events.Count);
        }

        if (_unwritten.TryRemove(commit.Stream, out var kept)) commit = Merge(kept, commit);
        if (ShouldHappen(Troubles.CommitsFail))
        {
            if (bug == PlantedBug.MutateThenWrite) _unwritten[commit.Stream] = commit;
            throw bug == PlantedBug.ErrorsLeak && commit.ExpectedVersion > 0
                ? new IOException("The connection is closed.")
                : new LedgerUnavailableException("The ledger is unavailable.");
        }

        var result = bug switch
        {
            PlantedBug.OperationLater when commit.Operation is { } operation =>
                await CommitThenRecordOperation(commit, operation),
            PlantedBug.CheckThenInsert when commit.Stream.Kind == "schedule" => await CommitWithoutCheck(commit),
            PlantedBug.ClockLeftOut when commit.Stream.Kind == "referral" =>
                await ledger.Commit(commit with { DueAt = null }, ct),
            _ => await ledger.Commit(commit, ct),
        };
        return ShouldHappen(Troubles.AnswersLost)
            ? throw new LedgerUnavailableException("The answer was lost.")
            : result;
    }

    private Task Overtake() => Interlocked.Increment(ref _commits) % 2 == 1
        ? Task.Delay(Overtaken, CancellationToken.None)
        : Task.CompletedTask;

    public async Task<StoredState?> Read(StreamId stream, CancellationToken ct = default) =>
        _unwritten.TryGetValue(stream, out var kept)
        ? new StoredState(stream, kept.ExpectedVersion + kept.Events.Count, kept.State)
        : await ledger.Read(stream, ct);

    public async Task<long> ReadVersion(StreamId stream, CancellationToken ct = default) =>
        _unwritten.TryGetValue(stream, out var kept)
            ? kept.ExpectedVersion + kept.Events.Count
            : await ledger.ReadVersion(stream, ct);

    public Task<IReadOnlyList<StoredEvent>> ReadEvents(StreamId stream, CancellationToken ct = default) =>
        ledger.ReadEvents(stream, ct);

    public Task NextCommit => ledger.NextCommit;

    /// <summary>These bugs rely on messages alone and see no event of the ledger.</summary>
    public async Task<IReadOnlyList<PositionedEvent>> ReadAll(LedgerPosition after, int limit,
        CancellationToken ct = default) =>
        bug is PlantedBug.FeedByNumber or PlantedBug.NoReconciliation ? [] : await ledger.ReadAll(after, limit, ct);

    public Task<LedgerPosition> LastPosition(CancellationToken ct = default) => ledger.LastPosition(ct);

    public async Task<StoredOperation?> FindOperation(string operationId, CancellationToken ct = default) =>
        await ledger.FindOperation(operationId, ct) ?? _blocked.GetValueOrDefault(operationId);

    public async Task<bool> RecordRefusal(Operation operation, StreamId stream, ReadOnlyMemory<byte> answer, Instant at,
        CancellationToken ct = default) =>
        bug == PlantedBug.BlockedInMemory && stream.Kind == "operation"
            ? _blocked.TryAdd(operation.Id, new StoredOperation(operation, stream, null, answer))
            : await ledger.RecordRefusal(operation, stream, answer, at, ct);

    public async Task<IReadOnlyList<DueStream>> Due(int partition, Instant until, int limit, int skip = 0,
        CancellationToken ct = default)
    {
        var due = await ledger.Due(partition, until, limit, skip, ct);
        if (bug == PlantedBug.ClockDoneFirst)
            foreach (var done in due)
                await Sql("delete from ledger_due where kind = $1 and id = $2", done.Stream.Kind, done.Stream.Id);
        return due;
    }

    public Task<IReadOnlyList<OutboxRow>> PendingOutbox(Instant olderThan, int limit, int skip = 0,
        CancellationToken ct = default) => ledger.PendingOutbox(olderThan, limit, skip, ct);

    public Task Acknowledge(IReadOnlyCollection<OutboxId> ids, CancellationToken ct = default) =>
        ledger.Acknowledge(ids, ct);

    public Task<StatePage> Search(InlineQuery query, CancellationToken ct = default) => ledger.Search(query, ct);

    public Task<IReadOnlyList<InlineTally>> Count(InlineQuery query, IReadOnlyList<string> by,
        CancellationToken ct = default) => ledger.Count(query, by, ct);

    public Task<long> CountUnlisted(InlineTable table, CancellationToken ct = default) =>
        ledger.CountUnlisted(table, ct);

    public Task<StatePage> List(string kind, int limit, string? cursor = null, CancellationToken ct = default) =>
        ledger.List(kind, limit, cursor, ct);

    /// <summary>Appends the events to any version, without a version check.</summary>
    private async Task<CommitResult> CommitWithoutCheck(Commit commit)
    {
        var result = await ledger.Commit(commit);
        while (result is CommitResult.VersionConflict)
        {
            var now = await ledger.Read(commit.Stream);
            result = await ledger.Commit(commit with { ExpectedVersion = now!.Version });
        }

        return result;
    }

    private async Task<CommitResult> CommitThenRecordOperation(Commit commit, Operation operation)
    {
        if (await ledger.FindOperation(operation.Id) is not null) return new CommitResult.OperationKnown();
        var result = await ledger.Commit(commit with { Operation = null });
        if (result is not CommitResult.Committed { Version: var version }) return result;
        if (ShouldHappen(Troubles.AnswersLost))
            throw new LedgerUnavailableException("The second transaction was lost.");
        await Sql("update ledger_event set operation_id = $3, request_hash = $4 where kind = $1 and id = $2 and "
            + "version = $5",
            commit.Stream.Kind, commit.Stream.Id, operation.Id, operation.RequestHash, version);
        return result;
    }

    private async Task Sql(string text, params object[] values)
    {
        await using var command = database.CreateCommand(text);
        foreach (var value in values) command.Parameters.Add(new NpgsqlParameter { Value = value });
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>True the first time and every fourth time, so that it happens in every run.</summary>
    private bool ShouldHappen(Troubles trouble) =>
        troubles.HasFlag(trouble) && Interlocked.Increment(ref _calls) % 4 == 1;

    private static Commit Merge(Commit kept, Commit next) => next with
    {
        ExpectedVersion = kept.ExpectedVersion, Events = [.. kept.Events, .. next.Events],
        Outbox = [.. kept.Outbox, .. next.Outbox],
    };
}
