namespace ReferralSilo.Contracts.Referrals;

/// <summary>A new referral, <c>POST /api/referrals</c>. Required are a service line or a reason, and a patient name
/// with one way to reach the patient, or a contact with one. Other missing items are listed in
/// <see cref="ReferralView.Missing"/>.</summary>
/// <param name="ServiceLine">Service line id; unknown ids are refused at <c>/serviceLine</c>.</param>
/// <param name="Model">Default <c>warm-handoff</c>.</param>
/// <param name="Source">Source id; an unknown id, or another source than the signed-in one, is refused at
/// <c>/source</c>.</param>
/// <param name="Tracking">Campaign code, form and UTM parameters.</param>
/// <param name="Referrer">The referring clinician.</param>
/// <param name="Priority">Default <c>routine</c>.</param>
/// <param name="NeedBy">The visit should have taken place by this instant.</param>
/// <param name="Reason">Reason; text up to 2,000 characters, up to 20 codes.</param>
/// <param name="VisitGoal">Goal of the visit, up to 2,000 characters.</param>
/// <param name="Patient">The patient.</param>
/// <param name="Preferences">The patient's wishes.</param>
/// <param name="Consents">Consents given or refused so far.</param>
/// <param name="Payer">Insurance or other payer, up to 200 characters.</param>
/// <param name="Identifiers">
/// Identifiers in other systems. When one is shared with a referral of the same source, this submission updates that
/// referral: differences are applied as a change. Another patient is 409 <c>identifier-conflict</c>.
/// </param>
/// <param name="Trigger">What triggered the referral after a visit or discharge (IN-9).</param>
public sealed record SubmitReferral(
    [property: Token] string? ServiceLine = null, ReferralModel Model = ReferralModel.WarmHandoff,
    [property: Token] string? Source = null, TrackingInput? Tracking = null, ReferrerInput? Referrer = null,
    Priority Priority = Priority.Routine, DateTimeOffset? NeedBy = null, ReasonInput? Reason = null,
    [property: Note] string? VisitGoal = null, PatientInput? Patient = null, PreferencesInput? Preferences = null,
    [property: Items(20)] IReadOnlyList<ConsentInput>? Consents = null, [property: ShortText] string? Payer = null,
    [property: Items(10)] IReadOnlyList<IdentifierInput>? Identifiers = null,
    [property: ShortText] string? Trigger = null)
{
    /// <summary>Other details of the order.</summary>
    public OrderInput? Order { get; init; }

    /// <summary>The patient's number with the payer, up to 200 characters.</summary>
    [ShortText]
    public string? MemberId { get; init; }
}

/// <summary>Origin of the referral (IN-4).</summary>
public sealed record TrackingInput(
    [property: Token] string? Code = null, [property: Token] string? Form = null, UtmInput? Utm = null);

/// <summary>UTM parameters, each up to 200 characters.</summary>
public sealed record UtmInput(
    [property: ShortText] string? Source = null, [property: ShortText] string? Medium = null,
    [property: ShortText] string? Campaign = null, [property: ShortText] string? Term = null,
    [property: ShortText] string? Content = null);

/// <summary>The referring clinician. NPI: ten digits with a valid check digit. Phone: E.164 or national with the
/// patient's country.</summary>
public sealed record ReferrerInput(
    [property: ShortText] string? Name = null, [property: ShortText] string? Npi = null,
    [property: ShortText] string? Phone = null)
{
    /// <summary>Name of the practice or organisation, up to 200 characters.</summary>
    [ShortText]
    public string? Practice { get; init; }
}

/// <summary>The reason for the referral.</summary>
public sealed record ReasonInput(
    [property: Note] string? Text = null, [property: Items(20)] IReadOnlyList<CodeInput>? Codes = null);

/// <summary>A coded concept: code system URI and code.</summary>
public sealed record CodeInput(
    [property: ShortText] string System, [property: ShortText] string Code,
    [property: ShortText] string? Display = null);

/// <summary>
/// The patient. Dates are civil dates <c>YYYY-MM-DD</c>. Time zone: IANA id. Language: code or name, stored as BCP 47.
/// Phones: E.164 or national. Values that cannot be read are listed in <see cref="ReferralView.Warnings"/>.
/// <c>Interpreter</c>: the language (BCP 47) for which an interpreter is needed; only clinicians who speak it or have
/// an interpreter may see the patient. <c>AccessNeeds</c>: up to 20, each up to 200 characters.
/// </summary>
public sealed record PatientInput(
    [property: ShortText] string? GivenName = null, [property: ShortText] string? FamilyName = null,
    [property: ShortText] string? BirthDate = null, LocationInput? Location = null,
    [property: Token] string? TimeZone = null, [property: Token] string? Language = null,
    [property: Items(5, TextLimits.ShortText)] IReadOnlyList<string>? Phones = null,
    [property: TextLimit(TextLimits.Email)] string? Email = null, Channel? PreferredChannel = null,
    [property: Token] string? Interpreter = null,
    [property: Items(20, TextLimits.ShortText)] IReadOnlyList<string>? AccessNeeds = null)
{
    /// <summary>Id of the patient, the same in all their referrals. Only in answers; in a request it is ignored: the
    /// program itself finds the patient. Absent for a moment after an upgrade of the program.</summary>
    [ShortText]
    public string? Id { get; init; }

    /// <summary>Administrative gender as it was sent, e.g. <c>female</c>.</summary>
    [ShortText]
    public string? Gender { get; init; }

    /// <summary>Postal address.</summary>
    public AddressInput? Address { get; init; }

    /// <summary>Identifiers of the patient in other systems, up to 10.</summary>
    [Items(10)]
    public IReadOnlyList<PatientIdentifierInput>? Identifiers { get; init; }

    /// <summary>Guardians and others who act for the patient, up to 5.</summary>
    [Items(5)]
    public IReadOnlyList<RelatedPersonInput>? Contacts { get; init; }
}

/// <summary>Where the patient is: ISO 3166-1 alpha-2 country and, in the US, the two-letter state.</summary>
public sealed record LocationInput(
    [property: ShortText] string? Country = null, [property: ShortText] string? State = null);

/// <summary>The patient's wishes. Times are in the patient's own zone. <c>LanguageRequired</c>: only clinicians who
/// speak the patient's language, or have an interpreter for it, may see the patient.</summary>
public sealed record PreferencesInput(
    VisitType? VisitType = null, [property: Items(14)] IReadOnlyList<TimeWindow>? Times = null,
    [property: Token] string? Clinician = null, bool LanguageRequired = false);

/// <summary>Days (<c>mon</c>..<c>sun</c>) and hours <c>HH:mm</c>, from inclusive to exclusive. <c>24:00</c> is the end
/// of a day. Windows that touch count as one.</summary>
public sealed record TimeWindow(
    [property: Items(14, TextLimits.Token)] IReadOnlyList<string> Days, [property: Token] string From,
    [property: Token] string To);

/// <summary>A consent: its kind, whether it was given, how (verbal, written, form) and when. After a withdrawal only
/// one counts that says how it was given, with a moment after the withdrawal that is not in the future.</summary>
public sealed record ConsentInput(
    ConsentKind Kind, bool Given, [property: ShortText] string? How = null, DateTimeOffset? At = null)
{
    /// <summary>What it is for; null for care and reminders, and for every purpose when it is withdrawn.</summary>
    public ConsentPurpose? Purpose { get; init; }

    /// <summary>Version of the wording that the patient consented to.</summary>
    [ShortText]
    public string? Wording { get; init; }
}

/// <summary>An identifier in another system.</summary>
/// <param name="System">Issuing system, preferably a URI. Without it, the value is unique only within the
/// source.</param>
/// <param name="Value">The identifier; required.</param>
/// <param name="Type">HL7 identifier type (table 0203). A person's identifier (<c>MR</c>, <c>PI</c>, <c>SS</c>) never
/// identifies an order.</param>
public sealed record IdentifierInput(
    [property: ShortText] string? System = null, [property: ShortText] string? Value = null,
    [property: ShortText] string? Type = null);
