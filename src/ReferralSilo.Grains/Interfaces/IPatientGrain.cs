using ReferralSilo.Domain.Patients;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Grains.Outbox;

namespace ReferralSilo.Grains.Interfaces;

/// <summary>The record of one patient. Key: patient id.</summary>
[Alias("patient"), GrainInterfaceType("patient")]
public interface IPatientGrain : IOutboxReceiver
{
    /// <summary>Decides and commits one command. Refusals: <see cref="PatientRefusals"/>, <c>version-mismatch</c>,
    /// <c>idempotency-key-reused</c>.</summary>
    [Alias("handle")]
    Task<CommandOutcome<PatientRecord>> Handle(CommandEnvelope<PatientCommand> envelope);

    /// <summary>The committed state; null when there is no such patient.</summary>
    [Alias("show")]
    Task<Snapshot<PatientRecord>?> Show();
}

/// <summary>Decides all merges of patients, one after the other. One grain per cluster.</summary>
[Alias("patient-merges"), GrainInterfaceType("patient-merges")]
public interface IPatientMergesGrain : IOutboxReceiver
{
    /// <summary>Key of the only grain.</summary>
    public const string Key = PatientMerges.Id;

    /// <summary>Decides and commits one command. Refusals: <see cref="PatientRefusals"/>,
    /// <c>idempotency-key-reused</c>.</summary>
    [Alias("handle")]
    Task<CommandOutcome<PatientMerges>> Handle(CommandEnvelope<PatientMergesCommand> envelope);
}
