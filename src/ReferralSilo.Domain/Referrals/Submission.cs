using System.Text.Json;
using System.Text.Json.Serialization;
using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Referrals;

namespace ReferralSilo.Domain.Referrals;

/// <summary>A new referral as the rules see it: every value parsed, bounded and normalised at the edge
/// (IN-3).</summary>
/// <param name="ServiceLine">Well-formed id, not yet known to exist; null when only a reason was given.</param>
/// <param name="Model">How it came about.</param>
/// <param name="Source">Well-formed id, not yet known to exist.</param>
/// <param name="Channel">How it entered.</param>
/// <param name="Tracking">Campaign code, form and UTM parameters (IN-4).</param>
/// <param name="Referrer">The referring clinician.</param>
/// <param name="Priority">As asked for.</param>
/// <param name="NeedBy">Moment by which the visit should have taken place; may lie in the past.</param>
/// <param name="Reason">Why; null only when there is a service line.</param>
/// <param name="VisitGoal">What the visit is for.</param>
/// <param name="Patient">Who; has a name and one way to reach them.</param>
/// <param name="Preferences">What the patient would like.</param>
/// <param name="Consents">In the order given; of one kind the last counts.</param>
/// <param name="Payer">Insurance or other payer.</param>
/// <param name="Identifiers">Identifiers in other systems, no pair twice.</param>
/// <param name="Trigger">What triggered it (IN-9).</param>
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
    /// <summary>Optional values that could not be read, kept as they were sent; null when all were read.</summary>
    public IReadOnlyList<IntakeWarning>? Warnings { get; init; }

    /// <summary>What the order says beside who, why and when; kept for people, judged by no rule.</summary>
    public OrderInput? Order { get; init; }

    /// <summary>The patient's number with the payer.</summary>
    public string? MemberId { get; init; }

    /// <summary>No person in logs (PR-4): only the channel.</summary>
    public override string ToString() => $"submission by {Channel}";
}

/// <summary>Where a referral came from (IN-4).</summary>
public sealed record Tracking(string? Code, string? Form, Utm? Utm);

/// <summary>UTM parameters as they arrived.</summary>
public sealed record Utm(string? Source, string? Medium, string? Campaign, string? Term, string? Content);

/// <summary>The referring clinician.</summary>
public sealed record Referrer(string? Name, Npi? Npi, PhoneNumber? Phone)
{
    /// <summary>Name of the practice or organisation.</summary>
    public string? Practice { get; init; }
}

/// <summary>Why: a text, codes, or both; never neither.</summary>
public sealed record Reason(string? Text, IReadOnlyList<ReasonCode> Codes)
{
    // Every row of a queue carries it; a reason may have 20,000 characters.
    private const int LongestSummary = 500;

    /// <summary>What a screen shows in one line: the text, at most 500 characters of it, or the first code's display or
    /// code.</summary>
    [JsonIgnore]
    public string Summary => Cut(Text ?? Codes[0].Display ?? Codes[0].Code);

    private static string Cut(string text) => text.Length <= LongestSummary ? text
        : text[..(char.IsHighSurrogate(text[LongestSummary - 2]) ? LongestSummary - 2 : LongestSummary - 1)] + "…";
}

/// <summary>A coded concept: code system URI, code, display.</summary>
public sealed record ReasonCode(string System, string Code, string? Display);

/// <summary>What the patient would like; windows are in the patient's own zone.</summary>
/// <param name="VisitType">The one they would like.</param>
/// <param name="Times">When it suits; none for any time.</param>
/// <param name="Clinician">Asked for, or seen before.</param>
/// <param name="LanguageRequired">Their language is a must, not a wish.</param>
public sealed record Preferences(
    [property: JsonConverter(typeof(WireEnumConverter<VisitType>))] VisitType? VisitType,
    IReadOnlyList<PreferredTime> Times,
    [property: JsonConverter(typeof(ClinicianIdConverter))] ClinicianId? Clinician,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool LanguageRequired = false);

/// <summary>A weekly window, <paramref name="From"/> inclusive to <paramref name="To"/> exclusive, same day; midnight
/// as <paramref name="To"/> is the end of the day.</summary>
public sealed record PreferredTime(IReadOnlyList<IsoDayOfWeek> Days, LocalTime From, LocalTime To);

/// <summary>A consent given or refused (OB-3).</summary>
/// <param name="Kind">To what.</param>
/// <param name="Given">False: refused or withdrawn.</param>
/// <param name="How">Verbal, written, form.</param>
/// <param name="At">When, if it was said.</param>
public sealed record Consent(
    [property: JsonConverter(typeof(WireEnumConverter<ConsentKind>))] ConsentKind Kind, bool Given, string? How,
        Instant? At);

/// <summary>An identifier in another system; which of them make two submissions one order says
/// <see cref="OrderIdentifiers"/>.</summary>
/// <param name="System">Whose numbers they are, best a URI; null when the sender did not say.</param>
/// <param name="Value">As it was sent.</param>
/// <param name="Type">HL7 identifier type, <c>PLAC</c>, <c>MR</c>; null when the sender did not say.</param>
public sealed record Identifier(string? System, string Value, string? Type = null);

/// <summary>Enumerations in stored JSON: kebab-case as on the wire, numbers refused.</summary>
public sealed class WireEnumConverter<TEnum>() : JsonStringEnumConverter<TEnum>(JsonNamingPolicy.KebabCaseLower, false)
    where TEnum : struct, Enum;

/// <summary>
/// A wrapper type as a plain JSON string. Reading does not check again: what was once accepted must stay readable
/// when the rules of the edge become stricter.
/// </summary>
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
