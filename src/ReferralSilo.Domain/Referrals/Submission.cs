using System.Text.Json.Serialization;
using NodaTime;
using ReferralSilo.Contracts;

namespace ReferralSilo.Domain.Referrals;

/// <summary>A new referral, with every value parsed, checked and normalized (IN-3).</summary>
/// <param name="ServiceLine">Well-formed id, not checked for existence; null when only a reason was given.</param>
/// <param name="Model">How the referral started.</param>
/// <param name="Source">Well-formed id, not checked for existence.</param>
/// <param name="Channel">Intake channel.</param>
/// <param name="Tracking">Campaign code, form and UTM parameters (IN-4).</param>
/// <param name="Referrer">The referring clinician.</param>
/// <param name="Priority">Requested priority.</param>
/// <param name="NeedBy">The visit should have taken place by this instant; may be in the past.</param>
/// <param name="Reason">Reason; null only when there is a service line.</param>
/// <param name="VisitGoal">Goal of the visit.</param>
/// <param name="Patient">The patient, with a name and one way to reach them.</param>
/// <param name="Preferences">The patient's wishes.</param>
/// <param name="Consents">In the given order; the last of each kind counts.</param>
/// <param name="Payer">Insurance or other payer.</param>
/// <param name="Identifiers">Identifiers in other systems, without duplicates.</param>
/// <param name="Trigger">What triggered the referral (IN-9).</param>
public sealed record Submission(
    ServiceLineId? ServiceLine, ReferralModel Model, SourceId? Source, IntakeChannel Channel, Tracking? Tracking,
    Referrer? Referrer, Priority Priority, Instant? NeedBy, Reason? Reason, string? VisitGoal, Patient Patient,
    Preferences? Preferences, IReadOnlyList<Consent> Consents, string? Payer, IReadOnlyList<Identifier> Identifiers,
    string? Trigger)
{
    /// <summary>Maximum number of notes; a referral gets a few, and each is judged with every change.</summary>
    public const int MostNotes = 20;

    /// <summary>Optional values that could not be read, as they were sent; null for none.</summary>
    public IReadOnlyList<SubmissionWarning>? Warnings { get; init; }

    /// <summary>Other details of the order; shown to people, used by no rule.</summary>
    public OrderDetails? Order { get; init; }

    /// <summary>The patient's number with the payer.</summary>
    public string? MemberId { get; init; }

    /// <summary>Messages that came with supplied information, oldest first, at most <see cref="MostNotes"/>; the
    /// exclusions apply to them too. Null for none.</summary>
    public IReadOnlyList<string>? Notes { get; init; }

    internal Submission WithNote(string message) =>
        this with { Notes = [.. (Notes ?? []).TakeLast(MostNotes - 1), message] };

    /// <summary>Only the channel, because logs must not contain personal data (PR-4).</summary>
    public override string ToString() => $"submission by {Channel}";
}

/// <summary>Origin of a referral (IN-4).</summary>
public sealed record Tracking(string? Code, string? Form, Utm? Utm);

/// <summary>UTM parameters as they arrived.</summary>
public sealed record Utm(string? Source, string? Medium, string? Campaign, string? Term, string? Content);

/// <summary>The referring clinician.</summary>
public sealed record Referrer(string? Name, Npi? Npi, PhoneNumber? Phone)
{
    /// <summary>Name of the practice or organisation.</summary>
    public string? Practice { get; init; }
}

/// <summary>A reason: a text, codes, or both.</summary>
public sealed record Reason(string? Text, IReadOnlyList<ConceptCode> Codes)
{
    // Every queue row contains it, and a reason may have 20,000 characters.
    private const int LongestSummary = 500;

    /// <summary>One line for screens: up to 500 characters of the text, or the first code's display or code.</summary>
    [JsonIgnore]
    public string Summary => Cut(Text ?? Codes[0].Display ?? Codes[0].Code);

    private static string Cut(string text) => text.Length <= LongestSummary ? text
        : text[..(char.IsHighSurrogate(text[LongestSummary - 2]) ? LongestSummary - 2 : LongestSummary - 1)] + "…";
}

/// <summary>An optional value of a submission that could not be read or that staff must check.</summary>
/// <param name="Field">JSON pointer into the referral, or the FHIR path of the element that was sent.</param>
/// <param name="Code">Kebab-case, e.g. <c>phone-unverified</c>.</param>
/// <param name="Value">The value as sent; null when the referral already contains it.</param>
public sealed record SubmissionWarning(string Field, string Code, string? Value = null);

/// <summary>Other details of the order.</summary>
/// <param name="AuthoredOn">Date of the order as sent: a civil date or an instant.</param>
/// <param name="Categories">Kinds of service in the sender's code systems.</param>
/// <param name="Service">The requested service with its codes.</param>
public sealed record OrderDetails(string? AuthoredOn = null, IReadOnlyList<CodedConcept>? Categories = null,
    CodedConcept? Service = null);

/// <summary>A concept as text, codes or both (FHIR CodeableConcept).</summary>
public sealed record CodedConcept(string? Text = null, IReadOnlyList<ConceptCode>? Codes = null);

/// <summary>The patient's wishes; windows are in the patient's own zone.</summary>
/// <param name="VisitType">Preferred visit type.</param>
/// <param name="Times">Preferred times; empty for any time.</param>
/// <param name="Clinician">A requested clinician, or one who saw the patient before.</param>
/// <param name="LanguageRequired">True when the language is required, not only preferred.</param>
public sealed record Preferences(
    VisitType? VisitType, IReadOnlyList<PreferredTime> Times, ClinicianId? Clinician,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool LanguageRequired = false);

/// <summary>A weekly window from <paramref name="From"/> inclusive to <paramref name="To"/> exclusive on the same day;
/// a <paramref name="To"/> of midnight is the end of the day.</summary>
public sealed record PreferredTime(IReadOnlyList<IsoDayOfWeek> Days, LocalTime From, LocalTime To);

/// <summary>A consent given or refused (OB-3).</summary>
/// <param name="Kind">Kind of consent.</param>
/// <param name="Given">False when refused or withdrawn.</param>
/// <param name="How">Verbal, written, form.</param>
/// <param name="At">When it was given, refused or withdrawn; null when unknown.</param>
public sealed record Consent(ConsentKind Kind, bool Given, string? How, Instant? At)
{
    /// <summary>What it is for; null for care and reminders, and for every purpose when it is withdrawn.</summary>
    public ConsentPurpose? Purpose { get; init; }

    /// <summary>Version of the wording that the patient consented to; null when unknown.</summary>
    public string? Wording { get; init; }

    /// <summary>True when the patient was told the risk of the channel; null when unknown.</summary>
    public bool? RiskTold { get; init; }

    /// <summary>Who recorded it: a staff id, <c>client:…</c> or <c>system</c>; null for a consent that came with an
    /// order.</summary>
    public string? By { get; init; }

    /// <summary>When the program received it; null in records of older versions.</summary>
    public Instant? RecordedAt { get; init; }

    /// <summary>The referral with which it came; null when it was recorded for the patient.</summary>
    public ReferralId? From { get; init; }

    /// <summary>Id of the related person who said it for the patient; null when the patient said it.</summary>
    public string? GivenBy { get; init; }
}

/// <summary>An identifier in another system; <see cref="OrderIdentifiers"/> defines which of them identify an
/// order.</summary>
/// <param name="System">Issuing system, preferably a URI; null when it was not sent.</param>
/// <param name="Value">The identifier as sent.</param>
/// <param name="Type">HL7 identifier type, <c>PLAC</c>, <c>MR</c>; null when it was not sent.</param>
public sealed record Identifier(string? System, string Value, string? Type = null);
