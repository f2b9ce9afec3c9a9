using System.Text.Json;
using NodaTime;
using ReferralSilo.Contracts.Json;
using ReferralSilo.Contracts.ServiceLines;
using ReferralSilo.Domain;
using ReferralSilo.Domain.ServiceLines;
using ReferralSilo.Grains.Committing;
using Handler = ReferralSilo.Grains.Committing.CommandHandler<
    ReferralSilo.Contracts.ServiceLines.ServiceLineView, ReferralSilo.Grains.Settings.PutServiceLine,
    ReferralSilo.Contracts.ServiceLines.ServiceLineView>;

namespace ReferralSilo.Grains.Settings;

/// <inheritdoc cref="IServiceLineSettingsGrain"/>
[GrainType("service-line-settings")]
public sealed class ServiceLineSettingsGrain(
    [PersistentState("service-lines", SettingsStore.Name)] IPersistentState<StoredServiceLines> store,
    IClock clock) : Grain, IServiceLineSettingsGrain
{
    public Task<AllServiceLines?> Read(long seenRevision) =>
        Task.FromResult(store.State.Revision == seenRevision && seenRevision > 0 ? null : All());

    public Task<CommandOutcome<ServiceLineView>> Put(CommandEnvelope<PutServiceLine> envelope) =>
        Open(envelope.Command.Id).Handle(envelope);

    public async Task<CommandOutcome<ServiceLineView>> Find(string operation) =>
        await new SettingsStream(store, "").FindRecorded(new OperationName(operation, OperationName.AnyRequest))
            ?? CommandOutcome<ServiceLineView>.OutcomeUnknown;

    public async Task<CommandOutcome<ServiceLineView>> Resolve(string operation)
    {
        // The answer may be so old that it was dropped.
        var isKept = store.State.Answers.Count < SettingsStream.KeptAnswers
            || store.State.Answers.Any(a => a.Operation == operation);
        return isKept
            ? await Open("").Resolve(
                new OperationName(operation, OperationName.AnyRequest), IdempotencyStore.Abandoned)
            : CommandOutcome<ServiceLineView>.OutcomeUnknown;
    }

    private Handler Open(string line) => new(new SettingsStream(store, line), new SettingsRules(), clock,
        static (_, _, _) => { }, static _ => { }, this.DeactivateOnIdle);

    private AllServiceLines All() =>
        new(store.State.Revision, [.. store.State.Lines.Values.OrderBy(l => l.Id.Value, StringComparer.Ordinal)
            .Select(ServiceLineViews.View)]);
}

/// <summary>The rules of settings.</summary>
internal sealed class SettingsRules : IAggregateRules<ServiceLineView, PutServiceLine, ServiceLineView>
{
    public bool RecordsEveryRefusal => true;

    public bool Creates(PutServiceLine command) => true;

    public ValueTask<Decision<ServiceLineView>> Decide(ServiceLineView? state,
        CommandEnvelope<PutServiceLine> envelope, Instant now)
    {
        var put = envelope.Command;
        var (settings, invalid) = put.ApplyTo(state?.Settings);
        if (invalid is not null) return new(invalid);
        // Unchanged settings do not create a new version.
        return new(state is not null && envelope.IfVersion is null && AreEqual(state.Settings, settings)
            ? Decision<ServiceLineView>.NoChange
            : new ServiceLineView(put.Id, (state?.Version ?? 0) + 1, settings));
    }

    private static bool AreEqual(ServiceLineInput a, ServiceLineInput b) =>
        JsonSerializer.SerializeToUtf8Bytes(a, ContractsJson.Options).AsSpan()
            .SequenceEqual(JsonSerializer.SerializeToUtf8Bytes(b, ContractsJson.Options));
}
