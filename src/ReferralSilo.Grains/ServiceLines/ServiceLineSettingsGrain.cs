using System.Text.Json;
using Orleans.Storage;
using ReferralSilo.Contracts.Json;
using ReferralSilo.Contracts.ServiceLines;
using ReferralSilo.Domain;
using ReferralSilo.Grains.Committing;

namespace ReferralSilo.Grains.ServiceLines;

/// <summary>What is stored.</summary>
public sealed record ServiceLineSettingsState
{
    /// <summary>Grows by one with each change.</summary>
    public long Revision { get; init; }

    public Dictionary<string, ServiceLineView> Lines { get; init; } = [];

    /// <summary>The last answers, oldest first: in the same write as what they are about.</summary>
    public IReadOnlyList<SettingsAnswer> Answers { get; init; } = [];
}

/// <summary>What an operation was answered.</summary>
/// <param name="Operation">Its id.</param>
/// <param name="View">The line as it was then; null when there was none.</param>
/// <param name="Refusal">The no, when it was one.</param>
public sealed record SettingsAnswer(string Operation, ServiceLineView? View, Refusal? Refusal)
{
    public CommandOutcome<ServiceLineView> Again() => Refusal is null
        ? CommandOutcome<ServiceLineView>.Accepted(View!, View!.Version, replayed: true)
        : CommandOutcome<ServiceLineView>.Refused(Refusal, View, View?.Version ?? 0, replayed: true);
}

/// <inheritdoc cref="IServiceLineSettingsGrain"/>
[GrainType("service-line-settings")]
public sealed class ServiceLineSettingsGrain(
    [PersistentState("service-lines", SettingsStore.Name)] IPersistentState<ServiceLineSettingsState> store) : Grain,
        IServiceLineSettingsGrain
{
    /// <summary>Answers that are remembered: of some months, for settings change a few times a day. All of it is one
    /// row.</summary>
    public const int Remembered = 500;

    public Task<AllServiceLines?> Read(long seenRevision) =>
        Task.FromResult(store.State.Revision == seenRevision && seenRevision > 0 ? null : All());

    public Task<CommandOutcome<ServiceLineView>> Put(CommandEnvelope<PutServiceLine> order) =>
        Decided(() => PutOnce(order));

    public Task<CommandOutcome<ServiceLineView>> Resolve(string operation) => Decided(() => SettleOnce(operation));

    private async Task<CommandOutcome<ServiceLineView>> PutOnce(CommandEnvelope<PutServiceLine> order)
    {
        if (Known(order.Operation?.Id) is { } known) return known.Again();
        var (before, put) = (store.State, order.Command);
        var line = before.Lines.GetValueOrDefault(put.Id);
        if (order.IfVersion?.Holds(line?.Version ?? 0) is false) return await Answered(order.Operation?.Id, line,
            CommandEnvelopes.VersionMismatch);
        // The same settings are the same settings: nothing changes.
        if (line is not null && order.IfVersion is null
            && Same(line.Settings, put.Settings)) return await Answered(order.Operation?.Id, line, null);
        var next = new ServiceLineView(put.Id, (line?.Version ?? 0) + 1, put.Settings);
        var changed =
            before with { Revision = before.Revision + 1,
            Lines = new Dictionary<string, ServiceLineView>(before.Lines) { [put.Id] = next } };
        return await Write(changed, order.Operation?.Id, new("", next, null));
    }

    private async Task<CommandOutcome<ServiceLineView>> SettleOnce(string operation)
    {
        if (Known(operation) is { } known) return known.Again();
        // It may be one that was answered so long ago that it is forgotten.
        return store.State.Answers.Count >= Remembered ? CommandOutcome<ServiceLineView>.OutcomeUnknown
            : await Answered(operation, null, IdempotencyStore.Abandoned);
    }

    /// <summary>
    /// Another activation wrote first, so that this one wrote nothing: what it wrote is read, and the order decided
    /// again.
    /// </summary>
    private async Task<CommandOutcome<ServiceLineView>> Decided(Func<Task<CommandOutcome<ServiceLineView>>> decide)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                return await decide();
            }
            catch (InconsistentStateException)
            {
                if (tries >= CommandEnvelopes.MostTries || !await ReadAnew()) return Deactivate();
            }
        }
    }

    private async Task<bool> ReadAnew()
    {
        try
        {
            await store.ReadStateAsync();
            return true;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // The database is away. Nothing was written, but that cannot be said: another try of the client finds out.
            return false;
        }
    }

    private CommandOutcome<ServiceLineView> Deactivate()
    {
        DeactivateOnIdle();
        return CommandOutcome<ServiceLineView>.OutcomeUnknown;
    }

    private SettingsAnswer? Known(string? operation) =>
        operation is null ? null : store.State.Answers.FirstOrDefault(a => a.Operation == operation);

    /// <summary>An answer that changes nothing is written only for those who may ask again.</summary>
    private Task<CommandOutcome<ServiceLineView>> Answered(string? operation, ServiceLineView? line, Refusal? refusal)
    {
        var answer = new SettingsAnswer("", line, refusal);
        return operation is null ? Task.FromResult(First(answer)) : Write(store.State, operation, answer);
    }

    private async Task<CommandOutcome<ServiceLineView>> Write(ServiceLineSettingsState next, string? operation,
        SettingsAnswer answer)
    {
        var before = store.State;
        store.State = operation is null ? next
            : next with { Answers = [.. next.Answers.TakeLast(Remembered - 1), answer with { Operation = operation }] };
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
            // Whether it was written is not known: show nothing that may not be durable.
            store.State = before;
            return Deactivate();
        }

        return First(answer);
    }

    private static CommandOutcome<ServiceLineView> First(SettingsAnswer answer) =>
        answer.Again() with { Replayed = false };

    private static bool Same(ServiceLineInput a, ServiceLineInput b) =>
        JsonSerializer.SerializeToUtf8Bytes(a, ContractsJson.Options).AsSpan()
            .SequenceEqual(JsonSerializer.SerializeToUtf8Bytes(b, ContractsJson.Options));

    private AllServiceLines All() =>
        new(store.State.Revision, [.. store.State.Lines.Values.OrderBy(l => l.Id, StringComparer.Ordinal)]);
}
