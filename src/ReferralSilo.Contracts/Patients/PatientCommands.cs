using ReferralSilo.Contracts.Referrals;

namespace ReferralSilo.Contracts.Patients;

/// <summary>Body of <c>POST /api/patients/{id}/correct</c>: corrects the patient in all their referrals, also in later
/// ones. Absent fields stay; an empty <c>email</c> says that the patient has none. Open referrals are judged anew. 400
/// for a value that cannot be read; 409 <c>patient-merged</c>.</summary>
/// <param name="GivenName">Given name.</param>
/// <param name="FamilyName">Family name.</param>
/// <param name="BirthDate">Civil date <c>1988-04-12</c>.</param>
/// <param name="Location">Where the patient is.</param>
/// <param name="TimeZone">IANA id.</param>
/// <param name="Language">Code or name, stored as BCP 47.</param>
/// <param name="Phones">E.164 or national, best first. With <c>If-Match</c> the numbers that this version showed and
/// that are not named any more are wrong and shown nowhere; an empty list says that the patient has none. Without it no
/// number becomes wrong: the named ones come first, and the others stay after them.</param>
/// <param name="Email">Mailbox.</param>
/// <param name="PreferredChannel">Preferred way to be reached.</param>
/// <param name="SafeContact">Replaces the safe-to-contact note; an empty object removes it.</param>
/// <param name="Reason">Why; required.</param>
public sealed record CorrectPatientInput(
    [property: ShortText] string? GivenName = null, [property: ShortText] string? FamilyName = null,
    [property: ShortText] string? BirthDate = null, LocationInput? Location = null,
    [property: Token] string? TimeZone = null, [property: Token] string? Language = null,
    [property: Items(5, TextLimits.ShortText)] IReadOnlyList<string>? Phones = null,
    [property: TextLimit(TextLimits.Email)] string? Email = null, Channel? PreferredChannel = null,
    SafeContactInput? SafeContact = null, [property: Reason] string? Reason = null);

/// <summary>Body of <c>POST /api/patients/{id}/consents</c>: records a consent that the patient gave or withdrew, now.
/// 409 <c>patient-merged</c>, and <c>may-not-consent</c> for a related person who may not consent for the
/// patient.</summary>
/// <param name="Kind">Kind of consent.</param>
/// <param name="Given">False when it is withdrawn or refused.</param>
/// <param name="How">How it was said, e.g. <c>verbal</c>; required.</param>
/// <param name="Purpose">What it is for; null for care and reminders, and for every purpose when withdrawn.</param>
/// <param name="Wording">Version of the wording that the patient consented to.</param>
/// <param name="RiskTold">True when the patient was told the risk of the channel.</param>
/// <param name="GivenBy">Id of the related person who said it for the patient; null when the patient did.</param>
public sealed record PatientConsentInput(ConsentKind Kind, bool Given, [property: ShortText] string? How = null,
    ConsentPurpose? Purpose = null, [property: ShortText] string? Wording = null, bool? RiskTold = null,
    [property: ShortText] string? GivenBy = null);

/// <summary>Body of <c>POST /api/patients/{id}/merge</c>: the record of the address is merged into another one, which
/// takes over its referrals. Both keep their own data, so that <c>unmerge</c> gives each its own back. 409
/// <c>patient-merged</c>, <c>same-patient</c>; <c>visits-overlap</c> and <c>one-has-died</c> unless
/// <paramref name="Overrule"/> gives a reason; 412 <c>version-mismatch</c>.</summary>
/// <param name="Into">Id of the record that takes over.</param>
/// <param name="Reason">Why.</param>
/// <param name="Overrule">Reason to merge although both have a visit at the same time, or one has died.</param>
/// <param name="IntoVersion">The version of the record that takes over, as it was read; null for any. The version of
/// the other one is in <c>If-Match</c>.</param>
public sealed record MergePatientInput([property: ShortText] string Into, [property: Reason] string? Reason = null,
    [property: Reason] string? Overrule = null, long? IntoVersion = null);

/// <summary>Body of <c>POST /api/patients/{id}/unmerge</c>: the merged record of the address is the patient's own
/// again. What was withdrawn while both were one stays withdrawn in both. That the patient lives stays in both, too; a
/// death that was recorded in this time is only suspected in the separated record. 409 <c>not-merged</c>.</summary>
/// <param name="Reason">Why; required.</param>
public sealed record UnmergePatientInput([property: Reason] string? Reason = null);

/// <summary>Body of <c>POST /api/patients/{id}/deceased</c>: records that the patient has died. Their open referrals
/// before the visit end as withdrawn, and booked times become free. 409 <c>patient-merged</c>.</summary>
/// <param name="Deceased">False corrects a mistake, also of a record that was merged into this one, and says that the
/// patient lives although a sender or another record says otherwise. Referrals that ended stay ended.</param>
/// <param name="On">Civil date; null when unknown.</param>
/// <param name="Reason">Who said so; required.</param>
public sealed record PatientDeathInput(bool Deceased = true, [property: Token] string? On = null,
    [property: Reason] string? Reason = null);
