using System.Collections.Frozen;
using Hl7.Fhir.Model;

namespace ReferralSilo.Fhir;

/// <summary>The elements that are read. Everything else of R4 is removed before parsing, with a warning, and cannot
/// refuse a referral.</summary>
internal static class SupportedElements
{
    // Read in every resource, or irrelevant for a referral: removed without a warning.
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

    // Parts of used elements that are not read: a contact is reduced to name and telecom, an entry to resource and
    // request.
    private static readonly FrozenDictionary<string, FrozenSet<string>> Unread = """
        name prefix
        contact gender organization
        entry link search response
        """.Split('\n').Select(line => line.Trim().Split(' '))
        .ToFrozenDictionary(line => line[0], line =>
            line[1..].ToFrozenSet(StringComparer.Ordinal), StringComparer.Ordinal);

    // An unreadable modifier may mean the opposite, so its resource is then not used at all.
    private static readonly FrozenSet<string> Modifiers =
        "status intent doNotPerform active link verificationStatus clinicalStatus".Split(' ')
        .ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Extensions that are read or that this server wrote.</summary>
    private static readonly FrozenSet<string> Extensions = new[]
    {
        FhirNames.ServiceLineSystem, FhirNames.TimeZoneExtension, FhirNames.StageExtension,
        FhirNames.StatusReasonExtension, FhirNames.WarningExtension, FhirNames.EmergencyExtension,
        FhirNames.InterpreterExtension, "http://hl7.org/fhir/StructureDefinition/data-absent-reason",
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>A referral is impossible without these types: unreadable values in them are refused, not
    /// removed.</summary>
    public static bool IsEssential(string type) => type is "Bundle" or "ServiceRequest" or "Patient";

    public static bool IsRead(string type) => Elements.ContainsKey(type);

    public static bool IsRead(string type, string element) =>
        Everywhere.Contains(element) || Elements[type].Contains(element);

    public static bool IsUnreadPart(string element, string part) =>
        Unread.TryGetValue(element, out var parts) && parts.Contains(part);

    public static bool IsModifier(string element) => Modifiers.Contains(element);

    public static bool IsReadExtension(string? url) => url is not null && Extensions.Contains(url);

    /// <summary>Whether R4 defines the element: an undefined name may be a typing error for an important one.</summary>
    public static bool IsR4(string type, string element) =>
        ModelInfo.ModelInspector.FindClassMapping(type)?.PropertyMappings.Any(property => property.Name == element
            || property.Choice == Hl7.Fhir.Introspection.ChoiceType.DatatypeChoice
                && element.StartsWith(property.Name, StringComparison.Ordinal)) == true;
}
