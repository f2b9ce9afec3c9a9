using System.Collections.Frozen;
using Hl7.Fhir.Model;

namespace ReferralSilo.Host.Fhir;

/// <summary>Which elements are read. Everything else of R4 is taken off before reading, named, and so cannot refuse a
/// referral.</summary>
internal static class FhirUse
{
    // Read everywhere or without meaning for a referral: nothing is said about them.
    private static readonly FrozenSet<string> Everywhere =
        "resourceType id meta contained extension language".Split(' ').ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, FrozenSet<string>> Elements = """
        Bundle type entry
        ServiceRequest identifier status intent priority doNotPerform category code orderDetail subject occurrenceDateTime occurrencePeriod occurrenceTiming authoredOn requester performerType performer reasonCode reasonReference insurance bodySite note patientInstruction
        Patient identifier active name telecom gender birthDate deceasedBoolean deceasedDateTime address contact communication link
        Practitioner identifier active name telecom
        PractitionerRole identifier active practitioner organization telecom
        Organization identifier active name telecom
        Coverage identifier status beneficiary period payor subscriberId
        HealthcareService identifier active
        Condition clinicalStatus verificationStatus code subject note
        Observation status code subject valueString valueCodeableConcept note
        RelatedPerson active patient relationship name telecom period
        Task status focus basedOn priority
        """.Split('\n').Select(line => line.Trim().Split(' '))
        .ToFrozenDictionary(line => line[0], line =>
            line[1..].ToFrozenSet(StringComparer.Ordinal), StringComparer.Ordinal);

    // Parts of used elements that are not read. Of a person's contact only who and how; of an entry only what and what
    // for.
    private static readonly FrozenDictionary<string, FrozenSet<string>> Unread = """
        name prefix
        contact gender organization
        entry link search response
        """.Split('\n').Select(line => line.Trim().Split(' '))
        .ToFrozenDictionary(line => line[0], line =>
            line[1..].ToFrozenSet(StringComparer.Ordinal), StringComparer.Ordinal);

    // A modifier element that cannot be read may mean the opposite: what it stands in is then not used at all.
    private static readonly FrozenSet<string> Modifiers =
        "status intent doNotPerform active link verificationStatus clinicalStatus".Split(' ')
            .ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Extensions that are read, or that we wrote ourselves.</summary>
    private static readonly FrozenSet<string> Extensions = new[]
    {
        FhirNames.ServiceLineSystem, FhirNames.TimeZoneExtension, FhirNames.StageExtension,
            FhirNames.StatusReasonExtension,
        FhirNames.WarningExtension, FhirNames.EmergencyExtension, FhirNames.InterpreterExtension,
            "http://hl7.org/fhir/StructureDefinition/data-absent-reason",
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Without these there is no referral: what cannot be read in them is refused, not left out.</summary>
    public static bool IsEssential(string type) => type is "Bundle" or "ServiceRequest" or "Patient";

    public static bool IsRead(string type) => Elements.ContainsKey(type);

    public static bool IsRead(string type, string element) =>
        Everywhere.Contains(element) || Elements[type].Contains(element);

    public static bool IsUnreadPart(string element, string part) =>
        Unread.TryGetValue(element, out var parts) && parts.Contains(part);

    public static bool IsModifier(string element) => Modifiers.Contains(element);

    public static bool IsReadExtension(string? url) => url is not null && Extensions.Contains(url);

    /// <summary>Whether R4 has that element: one it does not have may be a slip of the pen for one that
    /// matters.</summary>
    public static bool IsR4(string type, string element) =>
        ModelInfo.ModelInspector.FindClassMapping(type)?.PropertyMappings.Any(own => own.Name == element
            || own.Choice == Hl7.Fhir.Introspection.ChoiceType.DatatypeChoice
                && element.StartsWith(own.Name, StringComparison.Ordinal)) == true;
}
