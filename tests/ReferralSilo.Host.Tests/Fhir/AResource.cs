using System.Text;
using System.Text.Json.Nodes;
using Hl7.Fhir.Model;
using ReferralSilo.Fhir;

namespace ReferralSilo.Host.Tests.Fhir;

/// <summary>FHIR resources for these tests; each test changes its copy.</summary>
internal static class AResource
{
    public static DateTimeOffset Now { get; } = new(2031, 3, 3, 9, 0, 0, TimeSpan.Zero);

    /// <summary>Zone of the service line; differs from the zone of every patient here.</summary>
    public const string LineZone = "America/New_York";

    public static JsonObject Patient() => Parse("""
        {
          "resourceType": "Patient", "id": "dana", "active": true,
          "extension": [ { "url": "http://hl7.org/fhir/StructureDefinition/timezone", "valueCode": "America/Denver" } ],
          "name": [
            { "use": "maiden", "family": "Smith", "given": [ "Dana" ] },
            { "use": "usual", "given": [ "Danny" ] },
            { "use": "official", "family": "Okafor", "given": [ "Dana", "Ife" ] } ],
          "telecom": [
            { "system": "phone", "value": "303-555-0100", "use": "old" },
            { "system": "phone", "value": "303-555-0123", "use": "mobile" },
            { "system": "sms", "value": "(303) 555-0124", "rank": 1 },
            { "system": "email", "value": "dana@example.org" } ],
          "birthDate": "1988-04-12",
          "address": [
            { "use": "old", "country": "US", "state": "TX" },
            { "use": "home", "country": "USA", "state": "Colorado" } ],
          "communication": [
            { "language": { "coding": [ { "system": "urn:ietf:bcp:47", "code": "es" } ] } },
            { "language": { "coding": [ { "system": "urn:ietf:bcp:47", "code": "en" } ] }, "preferred": true } ]
        }
        """);

    public static JsonObject Practitioner() => Parse("""
        {
          "resourceType": "Practitioner", "id": "rivera", "name": [ { "family": "Rivera", "given": [ "A." ] } ],
          "identifier": [ { "system": "http://hl7.org/fhir/sid/us-npi", "value": "1234567893" } ],
          "telecom": [ { "system": "phone", "value": "+1 303 555 0100" } ]
        }
        """);

    /// <summary>A request with contained patient and requester.</summary>
    public static JsonObject Request()
    {
        var request = BareRequest("#dana", "#rivera");
        request["contained"] = new JsonArray(Patient(), Practitioner());
        return request;
    }

    public static JsonObject BareRequest(string subject, string requester) => Parse($$"""
        {
          "resourceType": "ServiceRequest", "status": "active", "intent": "order", "priority": "urgent",
          "identifier": [
            { "system": "urn:lakeside:chart", "value": "C-7" }, { "value": "12345" },
            {
              "type": { "coding": [ { "system": "http://terminology.hl7.org/CodeSystem/v2-0203", "code": "PLAC" } ] },
              "system": "urn:lakeside:order", "value": "A-1009"
            }
          ],
          "code": { "text": "Evaluation and plan" }, "subject": { "reference": "{{subject}}" },
          "requester": { "reference": "{{requester}}" }, "occurrencePeriod": { "end": "2031-03-05" },
          "performer": [ { "reference": "HealthcareService/behavioral-health" } ],
          "reasonCode": [
            {
              "coding": [
                { "system": "http://hl7.org/fhir/sid/icd-10-cm", "code": "F41.0", "display": "Panic disorder" }
              ],
              "text": "Panic attacks"
            }
          ],
          "note": [ { "text": "Increasing since January" } ]
        }
        """);

    public static JsonObject Transaction() => new()
    {
        ["resourceType"] = "Bundle",
        ["type"] = "transaction",
        ["entry"] = new JsonArray(
            Entry("urn:uuid:0c3151bd-1cbf-4d64-b04d-cd9187a4c6e0", Patient()),
            Entry("urn:uuid:61ebe359-bfdc-4613-8bf2-c5e300945f0a",
                BareRequest("urn:uuid:0c3151bd-1cbf-4d64-b04d-cd9187a4c6e0", "Practitioner/rivera")),
            Entry("https://lakeside.example/Practitioner/rivera", Practitioner())),
    };

    public static JsonObject Entry(string fullUrl, JsonObject resource) => new()
    {
        ["fullUrl"] = fullUrl,
        ["resource"] = resource,
        ["request"] = new JsonObject { ["method"] = "POST", ["url"] = (string)resource["resourceType"]! },
    };

    public static JsonObject Parse(string json) => JsonNode.Parse(json)!.AsObject();

    public static byte[] Bytes(JsonNode node) => Encoding.UTF8.GetBytes(node.ToJsonString());

    /// <summary>Reads and maps a body as the endpoints do.</summary>
    public static (MappingResult? Mapped, FhirRefusal? Refusal) Map(ReadOnlyMemory<byte> body)
    {
        var read = FhirReader.Read(body);
        if (read.Refusal is not null) return (null, read.Refusal);
        if (read.Resource is Bundle bundle)
        {
            var (transaction, refusal) = TransactionReader.Read(bundle);
            return refusal is not null ? (null, refusal)
                : Answer(ServiceRequestMapping.Map(transaction!.Request, transaction.Scope, Now, transaction.Path,
                    LineZone, [.. read.Warnings, .. transaction.Issues]));
        }
        return read.Resource is ServiceRequest request
            ? Answer(ServiceRequestMapping.Map(request, new FhirScope(), Now, lineZone: LineZone,
                readerIssues: read.Warnings))
            : (null, FhirRefusal.Of(400, "invalid", "A ServiceRequest is expected here."));
    }

    public static MappingResult Accepted(JsonNode node)
    {
        var (mapped, refusal) = Map(Bytes(node));
        Assert.True(refusal is null,
            string.Join("; ", refusal?.Issues.Select(issue => $"{issue.Expression}: {issue.Text}") ?? []));
        return mapped!;
    }

    /// <summary>The first error of a refused resource.</summary>
    public static FhirIssue Refused(JsonNode node)
    {
        var (mapped, refusal) = Map(Bytes(node));
        Assert.Null(mapped);
        return refusal!.Issues.First(issue => issue.IsError);
    }

    private static (MappingResult?, FhirRefusal?) Answer(MappingResult mapped) =>
        mapped.Refusal is { } refusal ? (null, refusal) : (mapped, null);
}
