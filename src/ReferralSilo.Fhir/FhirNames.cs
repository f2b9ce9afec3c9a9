namespace ReferralSilo.Fhir;

/// <summary>Identifier systems, extension URLs and limits of the FHIR endpoints.</summary>
public static class FhirNames
{
    /// <summary>Supported FHIR release.</summary>
    public const string Version = "4.0.1";

    /// <summary>Base path.</summary>
    public const string Base = "/fhir/R4";

    /// <summary>Media type of every response.</summary>
    public const string Json = "application/fhir+json";

    /// <summary>Largest body, bytes.</summary>
    public const int MaxBodyBytes = 1024 * 1024;

    /// <summary>Limit of JSON nesting, levels.</summary>
    public const int MaxDepth = 32;

    /// <summary>Limit of entries in a Bundle.</summary>
    public const int MaxEntries = 200;

    /// <summary>Limit of issues in one response.</summary>
    public const int MaxIssues = 20;

    /// <summary>Limit of warnings stored with a referral.</summary>
    public const int MaxWarnings = 100;

    /// <summary>Our problem codes.</summary>
    public const string CodeSystem = "urn:referralsilo:codes";

    /// <summary>The referral number for people, our FILL identifier.</summary>
    public const string NumberSystem = "urn:referralsilo:number";

    /// <summary>Service line ids, as identifier, coding or extension.</summary>
    public const string ServiceLineSystem = "urn:referralsilo:service-line";

    /// <summary>Referral source ids.</summary>
    public const string SourceSystem = "urn:referralsilo:source";

    /// <summary>Extension with our stage.</summary>
    public const string StageExtension = "urn:referralsilo:stage";

    /// <summary>Extension with the instructions for the sender of an emergency: text and phone.</summary>
    public const string EmergencyExtension = "urn:referralsilo:emergency";

    /// <summary>Extension with one warning: the element and the code, never the value.</summary>
    public const string WarningExtension = "urn:referralsilo:warning";

    /// <summary>US National Provider Identifier.</summary>
    public const string NpiSystem = "http://hl7.org/fhir/sid/us-npi";

    /// <summary>The NPI system in HL7 v2 and C-CDA.</summary>
    public const string NpiOid = "urn:oid:2.16.840.1.113883.4.6";

    /// <summary>HL7 identifier types (PLAC, FILL).</summary>
    public const string IdentifierTypes = "http://terminology.hl7.org/CodeSystem/v2-0203";

    /// <summary>Extension with an IANA zone.</summary>
    public const string TimeZoneExtension = "http://hl7.org/fhir/StructureDefinition/timezone";

    /// <summary>Extension of a patient who needs an interpreter.</summary>
    public const string InterpreterExtension = "http://hl7.org/fhir/StructureDefinition/patient-interpreterRequired";

    /// <summary>Extension with the reason of a status.</summary>
    public const string StatusReasonExtension = "http://hl7.org/fhir/StructureDefinition/request-statusReason";

    /// <summary>BCP 47 language codes.</summary>
    public const string LanguageSystem = "urn:ietf:bcp:47";
}
