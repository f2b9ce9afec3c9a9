using System.Text.Json;
using System.Text.Json.Serialization;
using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Referrals;

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
    [property: JsonConverter(typeof(ServiceLineIdConverter))] ServiceLineId? ServiceLine,
    [property: JsonConverter(typeof(WireEnumConverter<ReferralModel>))] ReferralModel Model,
    [property: JsonConverter(typeof(SourceIdConverter))] SourceId? Source,
    [property: JsonConverter(typeof(WireEnumConverter<IntakeChannel>))] IntakeChannel Channel,
    Tracking? Tracking, Referrer? Referrer,
    [property: JsonConverter(typeof(WireEnumConverter<Priority>))] Priority Priority,
    Instant? NeedBy, Reason? Reason, string? VisitGoal, Patient Patient, Preferences? Preferences,
    IReadOnlyList<Consent> Consents, string? Payer, IReadOnlyList<Identifier> Identifiers, string? Trigger)
{
    /// <summary>Optional values that could not be read, as they were sent; null for none.</summary>
    public IReadOnlyList<IntakeWarning>? Warnings { get; init; }

    /// <summary>Other details of the order; shown to people, used by no rule.</summary>
    public OrderInput? Order { get; init; }

    /// <summary>The patient's number with the payer.</summary>
    public string? MemberId { get; init; }

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
public sealed record Reason(string? Text, IReadOnlyList<ReasonCode> Codes)
{
    // Every queue row contains it, and a reason may have 20,000 characters.
    private const int LongestSummary = 500;

    /// <summary>One line for screens: up to 500 characters of the text, or the first code's display or code.</summary>
    [JsonIgnore]
    public string Summary => Cut(Text ?? Codes[0].Display ?? Codes[0].Code);

    private static string Cut(string text) => text.Length <= LongestSummary ? text
        : text[..(char.IsHighSurrogate(text[LongestSummary - 2]) ? LongestSummary - 2 : LongestSummary - 1)] + "…";
}

/// <summary>A coded concept: code system URI, code, display.</summary>
public sealed record ReasonCode(string System, string Code, string? Display);

/// <summary>The patient's wishes; windows are in the patient's own zone.</summary>
/// <param name="VisitType">Preferred visit type.</param>
/// <param name="Times">Preferred times; empty for any time.</param>
/// <param name="Clinician">A requested clinician, or one who saw the patient before.</param>
/// <param name="LanguageRequired">True when the language is required, not only preferred.</param>
public sealed record Preferences(
    [property: JsonConverter(typeof(WireEnumConverter<VisitType>))] VisitType? VisitType,
    IReadOnlyList<PreferredTime> Times,
    [property: JsonConverter(typeof(ClinicianIdConverter))] ClinicianId? Clinician,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool LanguageRequired = false);

/// <summary>A weekly window from <paramref name="From"/> inclusive to <paramref name="To"/> exclusive on the same day;
/// a <paramref name="To"/> of midnight is the end of the day.</summary>
public sealed record PreferredTime(IReadOnlyList<IsoDayOfWeek> Days, LocalTime From, LocalTime To);

/// <summary>A consent given or refused (OB-3).</summary>
/// <param name="Kind">Kind of consent.</param>
/// <param name="Given">False when refused or withdrawn.</param>
/// <param name="How">Verbal, written, form.</param>
/// <param name="At">When it was given, refused or withdrawn; null when unknown.</param>
public sealed record Consent(
    [property: JsonConverter(typeof(WireEnumConverter<ConsentKind>))] ConsentKind Kind, bool Given, string? How,
        Instant? At);

/// <summary>An identifier in another system; <see cref="OrderIdentifiers"/> defines which of them identify an
/// order.</summary>
/// <param name="System">Issuing system, preferably a URI; null when it was not sent.</param>
/// <param name="Value">The identifier as sent.</param>
/// <param name="Type">HL7 identifier type, <c>PLAC</c>, <c>MR</c>; null when it was not sent.</param>
public sealed record Identifier(string? System, string Value, string? Type = null);

/// <summary>Enumerations in stored JSON: kebab-case as on the wire, numbers refused.</summary>
public sealed class WireEnumConverter<TEnum>() : JsonStringEnumConverter<TEnum>(JsonNamingPolicy.KebabCaseLower, false)
    where TEnum : struct, Enum;

/// <summary>Writes a wrapper type as a JSON string. Reading does not validate: stored values must stay readable when
/// the input rules become stricter.</summary>
public abstract class PlainTextConverter<T>(Func<string, T> wrap, Func<T, string> unwrap) : JsonConverter<T>
{
    /// <inheritdoc/>
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String ? wrap(reader.GetString()!)
            : throw new JsonException("Expected a string.");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
        writer.WriteStringValue(unwrap(value));
}

/// <summary>A service line id as a plain string.</summary>
public sealed class ServiceLineIdConverter() : PlainTextConverter<ServiceLineId>(text => new(text), id => id.Value);

/// <summary>A source id as a plain string.</summary>
public sealed class SourceIdConverter() : PlainTextConverter<SourceId>(text => new(text), id => id.Value);

/// <summary>A clinician id as a plain string.</summary>
public sealed class ClinicianIdConverter() : PlainTextConverter<ClinicianId>(text => new(text), id => id.Value);

/// <summary>Generated JSON of <see cref="Submission"/>; the options add the NodaTime converters.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(WireEnumConverter<IsoDayOfWeek>)])]
[JsonSerializable(typeof(Submission))]
public sealed partial class SubmissionJson : JsonSerializerContext;
