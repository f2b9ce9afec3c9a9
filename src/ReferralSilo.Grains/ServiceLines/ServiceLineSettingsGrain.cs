using System.Text.Json;
using Orleans.Storage;
using ReferralSilo.Contracts.Json;
using ReferralSilo.Contracts.ServiceLines;
using ReferralSilo.Domain;
using ReferralSilo.Grains.Committing;

namespace ReferralSilo.Grains.ServiceLines;

/// <summary>The stored state.</summary>
public sealed record ServiceLineSettingsState
{
    /// <summary>Grows by one with each change.</summary>
    public long Revision { get; init; }

    public Dictionary<string, ServiceLineView> Lines { get; init; } = [];

    /// <summary>The last answers, oldest first, written together with the changes that they are about.</summary>
    public IReadOnlyList<SettingsAnswer> Answers { get; init; } = [];
}

/// <summary>The recorded answer to an operation.</summary>
/// <param name="Operation">Its id.</param>
/// <param name="View">The line after the operation; null when there was none.</param>
/// <param name="Refusal">The refusal; null when accepted.</param>
public sealed record SettingsAnswer(string Operation, ServiceLineView? View, Refusal? Refusal)
{
    public CommandOutcome<ServiceLineView> Replay() => Refusal is null
        ? CommandOutcome<ServiceLineView>.Accepted(View!, View!.Version, replayed: true)
        : CommandOutcome<ServiceLineView>.Refused(Refusal, View, View?.Version ?? 0, replayed: true);
}

/// <inheritdoc cref="IServiceLineSettingsGrain"/>
[GrainType("service-line-settings")]
public sealed class ServiceLineSettingsGrain(
    [PersistentState("service-lines", SettingsStore.Name)] IPersistentState<ServiceLineSettingsState> store)
    : Grain, IServiceLineSettingsGrain
{
    /// <summary>Kept answers, those of some months: settings change a few times a day. All are in one row.</summary>
    public const int KeptAnswers = 500;

    public Task<AllServiceLines?> Read(long seenRevision) =>
        Task.FromResult(store.State.Revision == seenRevision && seenRevision > 0 ? null : All());

    public Task<CommandOutcome<ServiceLineView>> Put(CommandEnvelope<PutServiceLine> envelope) =>
        RetryOnConflict(() => PutOnce(envelope));

    public Task<CommandOutcome<ServiceLineView>> Resolve(string operation) =>
        RetryOnConflict(() => ResolveOnce(operation));

    private async Task<CommandOutcome<ServiceLineView>> PutOnce(CommandEnvelope<PutServiceLine> envelope)
    {
        if (FindAnswer(envelope.Operation?.Id) is { } known) return known.Replay();
        var (before, put) = (store.State, envelope.Command);
        var line = before.Lines.GetValueOrDefault(put.Id);
        var operation = envelope.Operation?.Id;
        if (envelope.IfVersion?.Holds(line?.Version ?? 0) is false)
            return await AnswerWithoutChange(operation, line, CommandEnvelopes.VersionMismatch);
        var (settings, invalid) = put.ApplyTo(line?.Settings);
        if (invalid is not null) return await AnswerWithoutChange(operation, line, invalid);
        // Unchanged settings do not create a new version.
        if (line is not null && envelope.IfVersion is null && AreEqual(line.Settings, settings))
            return await AnswerWithoutChange(operation, line, null);
        var next = new ServiceLineView(put.Id, (line?.Version ?? 0) + 1, settings);
        var changed = before with
        {
            Revision = before.Revision + 1,
            Lines = new Dictionary<string, ServiceLineView>(before.Lines) { [put.Id] = next },
        };
        return await Write(changed, operation, new("", next, null));
    }

    private async Task<CommandOutcome<ServiceLineView>> ResolveOnce(string operation)
    {
        if (FindAnswer(operation) is { } known) return known.Replay();
        // The answer may be so old that it was dropped.
        return store.State.Answers.Count >= KeptAnswers ? CommandOutcome<ServiceLineView>.OutcomeUnknown
            : await AnswerWithoutChange(operation, null, IdempotencyStore.Abandoned);
    }

    /// <summary>Decides again after another activation wrote first: this one wrote nothing and reloads.</summary>
    private async Task<CommandOutcome<ServiceLineView>> RetryOnConflict(
        Func<Task<CommandOutcome<ServiceLineView>>> decide)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await decide();
            }
            catch (InconsistentStateException)
            {
                if (attempt >= CommandEnvelopes.MaxAttempts || !await TryReload()) return Deactivate();
            }
        }
    }

    private async Task<bool> TryReload()
    {
        try
        {
            await store.ReadStateAsync();
            return true;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // The database is unavailable. Nothing was written, but this cannot be reported; a retry of the client
            // finds out.
            return false;
        }
    }

    private CommandOutcome<ServiceLineView> Deactivate()
    {
        DeactivateOnIdle();
        return CommandOutcome<ServiceLineView>.OutcomeUnknown;
    }

    private SettingsAnswer? FindAnswer(string? operation) =>
        operation is null ? null : store.State.Answers.FirstOrDefault(a => a.Operation == operation);

    /// <summary>An answer without a change is stored only when the client named an operation and may retry.</summary>
    private Task<CommandOutcome<ServiceLineView>> AnswerWithoutChange(
        string? operation, ServiceLineView? line, Refusal? refusal)
    {
        var answer = new SettingsAnswer("", line, refusal);
        return operation is null ? Task.FromResult(ToOutcome(answer)) : Write(store.State, operation, answer);
    }

    private async Task<CommandOutcome<ServiceLineView>> Write(ServiceLineSettingsState next, string? operation,
        SettingsAnswer answer)
    {
        var before = store.State;
        store.State = operation is null ? next : next with
        {
            Answers = [.. next.Answers.TakeLast(KeptAnswers - 1), answer with { Operation = operation }],
        };
        try
        {
            await store.WriteStateAsync();
        }
        catch (InconsistentStateException)
        {
            store.State = before;
            throw;
        }
        catch
        {
            // It is not known whether the write succeeded: show nothing that may not be durable.
            store.State = before;
            return Deactivate();
        }

        return ToOutcome(answer);
    }

    private static CommandOutcome<ServiceLineView> ToOutcome(SettingsAnswer answer) =>
        answer.Replay() with { Replayed = false };

    private static bool AreEqual(ServiceLineInput a, ServiceLineInput b) =>
        JsonSerializer.SerializeToUtf8Bytes(a, ContractsJson.Options).AsSpan()
            .SequenceEqual(JsonSerializer.SerializeToUtf8Bytes(b, ContractsJson.Options));

    private AllServiceLines All() =>
        new(store.State.Revision, [.. store.State.Lines.Values.OrderBy(l => l.Id, StringComparer.Ordinal)]);
}
