using ReferralSilo.Contracts.Messages;
using ReferralSilo.Contracts.Patients;
using ReferralSilo.Contracts.Problems;
using ReferralSilo.Contracts.Referrals;

namespace ReferralSilo.Contracts.Screens;

/// <summary>One command to a patient's record by a person.</summary>
/// <param name="Operation">An idempotency key: a repeat returns the first answer.</param>
/// <param name="IfVersion">The version of the record that the person has read: 412 <c>version-mismatch</c> when it has
/// another version now.</param>
public sealed record PatientChange(string Operation, long IfVersion);

/// <summary>The records of patients for screens, with the same permissions, rules and answers as the HTTP API. Scoped
/// to the signed-in user.</summary>
public interface IPatientsApi
{
    /// <summary>One record; 404 also when the user may not see it, 403 for users who see no patients.</summary>
    Task<Answer<PatientView>> Patient(string id, CancellationToken ct = default);

    /// <summary>The referrals of a record that the user may see, newest first.</summary>
    Task<Answer<Page<ReferralView>>> Referrals(string id, CancellationToken ct = default);

    /// <summary>The messages about the newest referrals of a record, newest first.</summary>
    Task<Answer<Page<MessageView>>> Messages(string id, CancellationToken ct = default);

    /// <summary>Corrects the patient in all referrals. Refused: <c>invalid-input</c>, <c>patient-merged</c>.</summary>
    Task<Answer<PatientView>> Correct(string id, CorrectPatientInput input, PatientChange change,
        CancellationToken ct = default);

    /// <summary>Records a consent that was given or withdrawn. Refused: <c>invalid-input</c>,
    /// <c>patient-merged</c>.</summary>
    Task<Answer<PatientView>> Record(string id, PatientConsentInput input, PatientChange change,
        CancellationToken ct = default);

    /// <summary>Adds a guardian, caregiver or other person. Refused: <c>invalid-input</c>, <c>patient-merged</c>,
    /// <c>too-many-related-people</c>.</summary>
    Task<Answer<PatientView>> AddRelated(string id, RelatedPersonDetailsInput input, PatientChange change,
        CancellationToken ct = default);

    /// <summary>Corrects or confirms a related person. Refused: <c>invalid-input</c>, <c>patient-merged</c>,
    /// <c>related-person-unknown</c>.</summary>
    Task<Answer<PatientView>> CorrectRelated(string id, string person, RelatedPersonDetailsInput input,
        PatientChange change, CancellationToken ct = default);

    /// <summary>Removes a related person. Refused: <c>invalid-input</c>, <c>patient-merged</c>,
    /// <c>related-person-unknown</c>.</summary>
    Task<Answer<PatientView>> RemoveRelated(string id, string person, RemoveRelatedPersonInput input,
        PatientChange change, CancellationToken ct = default);

    /// <summary>Says that something can be sent to one of <see cref="PatientView.AddressProblems"/> after all; the
    /// answer is the record. Refused: <c>invalid-input</c>, <c>not-found</c>.</summary>
    Task<Answer<PatientView>> MarkValid(string id, MarkAddressValid address, CancellationToken ct = default);

    /// <summary>Records what the patient keeps private. Refused: <c>invalid-input</c>, <c>patient-merged</c>.</summary>
    Task<Answer<PatientView>> RecordPrivacy(string id, PrivateTopicInput input, PatientChange change,
        CancellationToken ct = default);

    /// <summary>Records that the patient died, or lives. Refused: <c>invalid-input</c>,
    /// <c>patient-merged</c>.</summary>
    Task<Answer<PatientView>> RecordDeath(string id, PatientDeathInput input, PatientChange change,
        CancellationToken ct = default);

    /// <summary>Merges the record into another one; the answer is the one that took over. Refused:
    /// <c>patient-merged</c>, <c>same-patient</c>, <c>visits-overlap</c>, <c>too-many-merged</c>.</summary>
    Task<Answer<PatientView>> Merge(string id, MergePatientInput input, PatientChange change,
        CancellationToken ct = default);

    /// <summary>Separates a merged record again; the answer is that record. Refused: <c>not-merged</c>.</summary>
    Task<Answer<PatientView>> Unmerge(string id, UnmergePatientInput input, PatientChange change,
        CancellationToken ct = default);
}
