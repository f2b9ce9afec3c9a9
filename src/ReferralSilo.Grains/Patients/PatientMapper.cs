using ReferralSilo.Domain.Patients;
using ReferralSilo.Domain.Stored;
using ReferralSilo.Grains.Committing;

namespace ReferralSilo.Grains.Patients;

/// <summary>Maps patients to ledger rows.</summary>
public sealed class PatientMapper : IAggregateMapper<PatientRecord, PatientEvent>
{
    public const string StreamKind = "patient";

    public string Kind => StreamKind;

    public StoredForm<PatientRecord, PatientEvent> Form => PatientJson.Form;

    public string NameOf(PatientEvent happened) => PatientJson.WireName(happened);

    public PatientRecord Evolve(PatientRecord? state, PatientEvent happened) => PatientEvolver.Evolve(state, happened);
}

/// <summary>Maps the merges on their way to ledger rows.</summary>
public sealed class PatientMergesMapper : IAggregateMapper<PatientMerges, PatientMergesEvent>
{
    public const string StreamKind = "patient-merges";

    public string Kind => StreamKind;

    public StoredForm<PatientMerges, PatientMergesEvent> Form => PatientJson.MergesForm;

    public string NameOf(PatientMergesEvent happened) => PatientJson.WireName(happened);

    public PatientMerges Evolve(PatientMerges? state, PatientMergesEvent happened) =>
        PatientMergesDecider.Evolve(state, happened);
}
