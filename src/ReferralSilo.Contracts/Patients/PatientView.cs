using ReferralSilo.Contracts.Referrals;

namespace ReferralSilo.Contracts.Patients;

/// <summary>The record of a patient.</summary>
/// <param name="Id">Opaque id.</param>
/// <param name="Version">Rises by one with each event of the record; the <c>ETag</c>. It is not the version of a
/// referral.</param>
/// <param name="MergedInto">Id of the record that took over; null when this is the patient's own.</param>
/// <param name="Patient">Identity and contact points of the referrals that the caller may see, with all corrections;
/// phones best first.</param>
/// <param name="Consents">The present consents: of each kind and purpose the one that counts.</param>
/// <param name="SafeContact">How the patient may be contacted safely; null when nothing is noted.</param>
/// <param name="Deceased">The death; null while the patient lives.</param>
/// <param name="Merged">Ids of the records that this one took over.</param>
/// <param name="CouldBe">Other records that could be the same person, in the caller's service lines.</param>
/// <param name="Corrections">Corrections, newest first, at most 50.</param>
public sealed record PatientView(string Id, long Version, string? MergedInto, PatientInput Patient,
    IReadOnlyList<ConsentInput> Consents, SafeContactInput? SafeContact, DeathView? Deceased,
    IReadOnlyList<string> Merged, IReadOnlyList<PossiblySameView> CouldBe,
    IReadOnlyList<CorrectionView> Corrections);

/// <summary>That a patient died.</summary>
/// <param name="On">Civil date; null when unknown.</param>
/// <param name="RecordedAt">When it was recorded.</param>
public sealed record DeathView(string? On, DateTimeOffset RecordedAt)
{
    /// <summary>True while only a sender or another record says so: messages wait until <c>deceased</c> confirms or
    /// denies it. Null when staff recorded it.</summary>
    public bool? Suspected { get; init; }
}

/// <summary>A record that could be the same person.</summary>
/// <param name="Id">Patient id.</param>
/// <param name="Name">For lists: <c>Okafor, Dana</c>.</param>
/// <param name="BirthDate">Civil date; null when unknown.</param>
public sealed record PossiblySameView(string Id, string Name, string? BirthDate);

/// <summary>One correction.</summary>
/// <param name="At">When.</param>
/// <param name="By">Who: a staff id or <c>client:…</c>.</param>
/// <param name="Reason">Why; empty for a caller who may not see all referrals of the patient.</param>
/// <param name="Fields">Names of the corrected fields.</param>
public sealed record CorrectionView(DateTimeOffset At, string By, string Reason, IReadOnlyList<string> Fields);
