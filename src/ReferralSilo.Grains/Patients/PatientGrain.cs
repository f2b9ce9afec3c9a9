using ReferralSilo.Domain.Patients;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Grains.Interfaces;
using ReferralSilo.Grains.Outbox;

namespace ReferralSilo.Grains.Patients;

/// <inheritdoc cref="IPatientGrain"/>
[GrainType("patient")]
public sealed class PatientGrain(CommandHandlers<PatientRecord, PatientCommand, PatientEvent> handlers)
    : Grain, IPatientGrain
{
    private CommandHandler<PatientRecord, PatientCommand, PatientEvent> _patient = null!;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _patient = handlers.Open(this.GetPrimaryKeyString(), static _ => { }, this.DeactivateOnIdle);
        return Task.CompletedTask;
    }

    public async Task<Snapshot<PatientRecord>?> Show() => await _patient.EnsureLoaded() is { } state
        ? new Snapshot<PatientRecord>(state, _patient.Version) : null;

    public Task<CommandOutcome<PatientRecord>> Handle(CommandEnvelope<PatientCommand> envelope) =>
        _patient.Handle(envelope);

    public async Task Receive(IReadOnlyList<OutboxItem> items)
    {
        foreach (var item in items) await _patient.Receive((PatientCommand)item.Payload);
    }
}

/// <inheritdoc cref="IPatientMergesGrain"/>
[GrainType("patient-merges")]
public sealed class PatientMergesGrain(
    CommandHandlers<PatientMerges, PatientMergesCommand, PatientMergesEvent> handlers) : Grain, IPatientMergesGrain
{
    private CommandHandler<PatientMerges, PatientMergesCommand, PatientMergesEvent> _merges = null!;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _merges = handlers.Open(this.GetPrimaryKeyString(), static _ => { }, this.DeactivateOnIdle);
        return _merges.Load(cancellationToken);
    }

    public Task<CommandOutcome<PatientMerges>> Handle(CommandEnvelope<PatientMergesCommand> envelope) =>
        _merges.Handle(envelope);

    public async Task Receive(IReadOnlyList<OutboxItem> items)
    {
        foreach (var item in items) await _merges.Receive((PatientMergesCommand)item.Payload);
    }
}
