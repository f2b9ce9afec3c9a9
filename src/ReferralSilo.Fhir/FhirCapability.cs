using Hl7.Fhir.Model;

namespace ReferralSilo.Fhir;

/// <summary>The CapabilityStatement: what this server supports, and nothing else.</summary>
internal static class FhirCapability
{
    private static readonly Lazy<CapabilityStatement> Statement = new(Build);

    public static IResult Answer(HttpContext http)
    {
        var statement = (CapabilityStatement)Statement.Value.DeepCopy();
        statement.Implementation =
            new() { Description = "ReferralSilo",
            Url = $"{http.Request.Scheme}://{http.Request.Host}{FhirNames.Base}" };
        return FhirResult.Of(200, statement);
    }

    private static CapabilityStatement Build() => new()
    {
        Status = PublicationStatus.Active,
        Date = "2026-11-24",
        Kind = CapabilityStatementKind.Instance,
        FhirVersion = FHIRVersion.N4_0_1,
        Format = ["application/fhir+json", "json"],
        Software = new() { Name = "ReferralSilo",
            Version = typeof(FhirCapability).Assembly.GetName().Version?.ToString(3) },
        Rest =
        [
            new()
            {
                Mode = CapabilityStatement.RestfulCapabilityMode.Server,
                Documentation =
                    "Referral intake. A ServiceRequest must be an active order and contain its Patient (contained, or "
                    + "in the same Bundle) with a name and a phone or email. A Bundle (transaction, batch, collection, "
                    + "message, document) has exactly one ServiceRequest. Resources it refers to are read but not "
                    + "stored as resources: Patient, Practitioner, PractitionerRole, Organization, Coverage, "
                    + "HealthcareService, Condition, Observation, RelatedPerson, Task. The response and the extension "
                    + $"{FhirNames.WarningExtension} name everything that is not kept or cannot be read. Modifier "
                    + "extensions and implicit rules of request and patient are refused. "
                    + $"At most {FhirNames.MaxBodyBytes} bytes, {FhirNames.MaxEntries} entries, "
                    + $"{FhirNames.MaxDepth} levels.",
                Security = new() { Description =
                    "OAuth 2 client credentials at /connect/token, or a signed-in session." },
                Resource = [ServiceRequestResource()],
                Interaction =
                [
                    new() { Code = CapabilityStatement.SystemRestfulInteraction.Transaction },
                    new() { Code = CapabilityStatement.SystemRestfulInteraction.Batch },
                ],
            },
        ],
    };

    private static CapabilityStatement.ResourceComponent ServiceRequestResource() => new()
    {
        TypeElement = new() { JsonValue = "ServiceRequest" },
        Interaction =
        [
            new() { Code = CapabilityStatement.TypeRestfulInteraction.Create },
            new() { Code = CapabilityStatement.TypeRestfulInteraction.Read },
        ],
        Versioning = CapabilityStatement.ResourceVersionPolicy.Versioned,
        ReadHistory = false,
        UpdateCreate = false,
        ConditionalCreate = true,
        ConditionalUpdate = false,
        ReferencePolicy =
        [
            CapabilityStatement.ReferenceHandlingPolicy.Local, CapabilityStatement.ReferenceHandlingPolicy.Logical,
        ],
        Documentation =
            "Conditional create by identifier=system|value only. Identifiers with a system make a repeated request "
            + "the same referral.",
    };
}
