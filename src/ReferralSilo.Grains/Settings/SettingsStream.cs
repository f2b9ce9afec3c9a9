using NodaTime;
using Orleans.Storage;
using ReferralSilo.Contracts.ServiceLines;
using ReferralSilo.Domain;
using ReferralSilo.Domain.ServiceLines;
using ReferralSilo.Domain.Stored;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Storage;

namespace ReferralSilo.Grains.Settings;

/// <summary>The settings of one line in the row that holds all lines and the last answers. An event is the view after
/// the change.</summary>
internal sealed class SettingsStream(IPersistentState<StoredServiceLines> store, string id)
    : ICommandStream<ServiceLineView, ServiceLineView>
{
    /// <summary>Kept answers, those of some months: settings change a few times a day. All are in one row.</summary>
    public const int KeptAnswers = 500;

    public StreamId Stream => new(IServiceLineSettingsGrain.StreamKind, id);

    public ServiceLineView? State =>
        store.State.Lines.GetValueOrDefault(id) is { } line ? ServiceLineViews.View(line) : null;

    public long Version => store.State.Lines.GetValueOrDefault(id)?.Version ?? 0;

    public bool IsLoaded => true;

    public async Task Load(CancellationToken ct)
    {
        try
        {
            await store.ReadStateAsync(ct);
        }
        catch (Exception e) when (NewerFormException.In(e) is { } newer)
        {
            throw newer;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // Nothing was written. The exception of the database driver does not cross to another silo.
            throw new LedgerUnavailableException("The settings could not be read.", e);
        }
    }

    public async Task<bool> CatchUp(CancellationToken ct)
    {
        var before = Version;
        await Load(ct);
        return Version != before;
    }

    public ServiceLineView Preview(IReadOnlyList<ServiceLineView> events) => events[^1];

    public Task<CommitOutcome> Commit(IReadOnlyList<ServiceLineView> events, ServiceLineView next,
        IReadOnlyList<OutboxMessage> outbox, Operation? operation, string actor, Instant now) =>
        Write(operation?.Id, Answer(next, null), store.State with
        {
            Revision = store.State.Revision + 1,
            Lines = new Dictionary<string, StoredServiceLine>(store.State.Lines)
            {
                [id] = ServiceLineViews.Stored(next),
            },
        });

    public Task<CommandOutcome<ServiceLineView>?> FindRecorded(OperationName operation) =>
        Task.FromResult(Find(operation.Id) is { } answer ? Replay(answer) : null);

    public Task<bool> IsRecorded(OperationName operation) => Task.FromResult(Find(operation.Id) is not null);

    public Task<CommitOutcome> Record(OperationName operation, Refusal? refusal, Instant now) =>
        Write(operation.Id, Answer(State, refusal), store.State);

    private static StoredSettingsAnswer Answer(ServiceLineView? line, Refusal? refusal) =>
        new("", line is null ? null : ServiceLineViews.Stored(line), refusal);

    private static CommandOutcome<ServiceLineView> Replay(StoredSettingsAnswer answer)
    {
        var line = answer.Line is { } stored ? ServiceLineViews.View(stored) : null;
        return answer.Refusal is { } refusal
            ? CommandOutcome<ServiceLineView>.Refused(refusal, line, line?.Version ?? 0, replayed: true)
            : CommandOutcome<ServiceLineView>.Accepted(line!, line!.Version, replayed: true);
    }

    private StoredSettingsAnswer? Find(string? operation) =>
        operation is null ? null : store.State.Answers.FirstOrDefault(a => a.Operation == operation);

    private async Task<CommitOutcome> Write(string? operation, StoredSettingsAnswer answer, StoredServiceLines next)
    {
        if (Find(operation) is not null) return CommitOutcome.OperationKnown;
        var before = store.State;
        store.State = operation is null ? next : next with
        {
            Answers = [.. next.Answers.TakeLast(KeptAnswers - 1), answer with { Operation = operation }],
        };
        try
        {
            await store.WriteStateAsync();
            return CommitOutcome.Committed;
        }
        catch (Exception e)
        {
            // Show nothing that may not be durable. After a conflict nothing was written.
            store.State = before;
            return e is InconsistentStateException ? CommitOutcome.Conflict : CommitOutcome.Unknown;
        }
    }
}
