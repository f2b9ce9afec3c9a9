using ReferralSilo.Contracts.Referrals;

namespace ReferralSilo.Contracts.Patients;

/// <summary>The record of a patient.</summary>
/// <param name="Id">Opaque id.</param>
/// <param name="Version">Rises by one with each event of the record; the <c>ETag</c>. It is not the version of a
/// referral.</param>
/// <param name="MergedInto">Id of the record that took over; null when this is the patient's own.</param>
/// <param name="Patient">Identity and contact points of the referrals that the caller may see, with all corrections;
/// phones best first.</param>
/// <param name="Consents">The present consents: of each kind and purpose the newest, and what it counts for.</param>
/// <param name="SafeContact">How the patient may be contacted safely; null when nothing is noted.</param>
/// <param name="Deceased">The death; null while the patient lives.</param>
/// <param name="Merged">Ids of the records that this one took over.</param>
/// <param name="CouldBe">Other records that could be the same person, in the caller's service lines.</param>
/// <param name="Corrections">Corrections, newest first, at most 50.</param>
public sealed record PatientView(string Id, long Version, string? MergedInto, PatientInput Patient,
    IReadOnlyList<PatientConsentView> Consents, SafeContactInput? SafeContact, DeathView? Deceased,
    IReadOnlyList<string> Merged, IReadOnlyList<PossiblySameView> CouldBe,
    IReadOnlyList<CorrectionView> Corrections)
{
    /// <summary>The commands that the record takes from the caller now, as in the address: <c>correct</c>,
    /// <c>consents</c>, <c>deceased</c>, <c>merge</c>, <c>related-people</c>, <c>private</c>, <c>unmerge</c>. Empty for
    /// who may only read it.</summary>
    public IReadOnlyList<string> Actions { get; init; } = [];

    /// <summary>Guardians, caregivers and others. A caller of some service lines sees of those whom only a sender named
    /// the ones of the referrals that the caller may see.</summary>
    public IReadOnlyList<RelatedPersonView> RelatedPeople { get; init; } = [];

    /// <summary>What the patient keeps private, in the service lines and referrals that the caller may see.</summary>
    public IReadOnlyList<PrivateTopicView> Private { get; init; } = [];

    /// <summary>Who is written to now, for each open referral that the caller may see, newest first, at most
    /// 10.</summary>
    public IReadOnlyList<ReceiversView> MessagesGoTo { get; init; } = [];

    /// <summary>The shown addresses of the patient and of related people to which nothing can be sent; at most
    /// 20.</summary>
    public IReadOnlyList<AddressProblemView> AddressProblems { get; init; } = [];
}

/// <summary>A consent in the record of a patient.</summary>
/// <param name="Kind">What was consented to.</param>
/// <param name="Given">False when it was withdrawn or refused.</param>
/// <param name="How">How it was said, e.g. <c>verbal</c>; null when a sender did not say.</param>
/// <param name="At">When it was said; null when a sender did not say.</param>
/// <param name="Purpose">What it was said for; null for care and reminders, and for every purpose when
/// withdrawn.</param>
/// <param name="Wording">Version of the wording; null when unknown.</param>
/// <param name="RiskTold">True when the patient was told the risk of the channel; null when unknown.</param>
/// <param name="By">Who recorded it: a staff id, <c>client:…</c> or <c>system</c>; null when it came with a
/// referral.</param>
/// <param name="Referral">Id of the referral with which it came; null when there is none that the caller may
/// see.</param>
/// <param name="CountsFor">The purposes for which it is the one that counts; none when newer ones
/// replace it.</param>
public sealed record PatientConsentView(ConsentKind Kind, bool Given, string? How, DateTimeOffset? At,
    ConsentPurpose? Purpose, string? Wording, bool? RiskTold, string? By, string? Referral,
    IReadOnlyList<ConsentPurpose> CountsFor)
{
    /// <summary>Id of the related person who said it for the patient; null when the patient did.</summary>
    public string? GivenBy { get; init; }

    /// <summary>The name of that person, also when they have no role any more; null when the patient said it.</summary>
    public string? GivenByName { get; init; }
}

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

/// <summary>One correction, or a change of a related person or of what is private.</summary>
/// <param name="At">When.</param>
/// <param name="By">Who: a staff id or <c>client:…</c>.</param>
/// <param name="Reason">Why; empty for a caller who may not see all referrals of the patient.</param>
/// <param name="Fields">Names of the corrected fields.</param>
public sealed record CorrectionView(DateTimeOffset At, string By, string Reason, IReadOnlyList<string> Fields)
{
    /// <summary>What was done with a related person or a private topic; null for a correction of the patient.</summary>
    public PatientChangeKind? Kind { get; init; }

    /// <summary>Name of the related person; null for another change.</summary>
    public string? Person { get; init; }
}

/// <summary>What was done with a related person or with what is private.</summary>
public enum PatientChangeKind
{
    /// <summary>A person was added.</summary>
    PersonAdded,
    /// <summary>What is known of a person was corrected or confirmed.</summary>
    PersonCorrected,
    /// <summary>A person was removed.</summary>
    PersonRemoved,
    /// <summary>The patient keeps something private.</summary>
    MadePrivate,
    /// <summary>Something is not private any more.</summary>
    NoLongerPrivate,
}
