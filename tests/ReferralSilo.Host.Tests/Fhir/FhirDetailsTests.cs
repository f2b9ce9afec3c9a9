using System.Text.Json;
using System.Text.Json.Nodes;
using ReferralSilo.Api.Intake;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Domain.Referrals;

namespace ReferralSilo.Host.Tests.Fhir;

/// <summary>Details of FHIR that no rule needs are stored and returned, or reported (I6).</summary>
public sealed class FhirDetailsTests
{
    [Fact]
    public void Details_without_a_rule_are_kept()
    {
        var input = AResource.Accepted(Rich()).Input!;
        Assert.Equal(
            [new("MRN-1", "urn:mrn", "MR"),
            new PatientIdentifierInput("078-05-1120", "http://hl7.org/fhir/sid/us-ssn", "SS")],
            input.Patient!.Identifiers);
        Assert.Equal("female", input.Patient.Gender);
        Assert.Equal(("12 Elm St|Apt 3", "Boulder", "80301"),
            (string.Join('|', input.Patient.Address!.Lines!), input.Patient.Address.City,
            input.Patient.Address.PostalCode));
        Assert.Equal([new RelatedPersonInput("Ada Okafor", "Mother", "303-555-0177", "ada@example.org")],
            input.Patient.Contacts);
        Assert.Equal("2031-03-01", input.Order!.AuthoredOn);
        Assert.Equal([new CodeInput("http://snomed.info/sct", "3457005", "Patient referral")],
            Assert.Single(input.Order.Categories!).Codes);
        Assert.Equal([new CodeInput("http://snomed.info/sct", "183524004", "Referral to psychiatry service")],
            input.Order.Service!.Codes);
        Assert.Equal(("Blue Shield", "M-778"), (input.Payer, input.MemberId));
        Assert.Equal("Lakeside Family Practice", input.Referrer!.Practice);
        // Identifiers of the patient are not identifiers of the order.
        Assert.Equal(["A-1009", "C-7", "12345"], input.Identifiers!.Select(identifier => identifier.Value));
    }

    [Fact]
    public void Details_survive_storage()
    {
        var submission = OptionalValues.Parse(AResource.Accepted(Rich()).Input!, IntakeChannel.Fhir, null,
            new(2031, 3, 3)).Value!;
        Assert.Null(submission.Warnings);
        var options = ReferralJson.Options;
        Assert.Equivalent(submission,
            JsonSerializer.Deserialize<Submission>(JsonSerializer.Serialize(submission, options), options),
            strict: true);
    }

    [Theory]
    [InlineData("supportingInfo", """[ { "display": "CT of the head" } ]""")]
    [InlineData("relevantHistory", """[ { "reference": "Provenance/1" } ]""")]
    [InlineData("basedOn", """[ { "reference": "CarePlan/1" } ]""")]
    [InlineData("encounter", """{ "reference": "Encounter/1" }""")]
    [InlineData("requisition", """{ "value": "7" }""")]
    [InlineData("locationCode", """[ { "text": "home" } ]""")]
    [InlineData("asNeededBoolean", "true")]
    [InlineData("extension", """[ { "url": "urn:x", "valueString": "x" } ]""")]
    [InlineData("_status", """{ "extension": [ { "url": "urn:x", "valueString": "x" } ] }""")]
    public void Element_that_is_not_kept_gets_a_warning_with_its_value(string element, string json)
    {
        var request = AResource.Request();
        request[element] = JsonNode.Parse(json);
        var warning = Assert.Single(AResource.Accepted(request).Warnings);
        Assert.StartsWith($"ServiceRequest.{element}", warning.Field);
        Assert.NotNull(warning.Value);
    }

    [Fact]
    public void Codes_without_a_system_are_kept_as_text_and_icd_codes_as_codes()
    {
        var request = AResource.Request();
        request["reasonCode"] = JsonNode.Parse("""
            [
              { "coding": [ { "code": "R45.851" }, { "code": "SUIC", "display": "Suicidal" }, { "display": "Panic" } ] }
            ]
            """);
        var reason = AResource.Accepted(request).Input!.Reason!;
        Assert.Equal([new CodeInput("http://hl7.org/fhir/sid/icd-10-cm", "R45.851")], reason.Codes);
        Assert.Equal(["Increasing since January", "Panic", "SUIC", "Suicidal"], reason.Text!.Split('\n')
            .Order(StringComparer.Ordinal));
    }

    /// <summary>A request with all details of I6.</summary>
    internal static JsonObject Rich()
    {
        var request = AResource.BareRequest("#dana", "#role");
        var patient = AResource.Patient();
        patient["gender"] = "female";
        patient["identifier"] = JsonNode.Parse("""
            [
              {
                "type": { "coding": [ { "system": "http://terminology.hl7.org/CodeSystem/v2-0203", "code": "MR" } ] },
                "system": "urn:mrn", "value": "MRN-1"
              },
              {
                "type": { "coding": [ { "system": "http://terminology.hl7.org/CodeSystem/v2-0203", "code": "SS" } ] },
                "system": "http://hl7.org/fhir/sid/us-ssn", "value": "078-05-1120"
              }
            ]
            """);
        patient["address"]![1]!["line"] = new JsonArray("12 Elm St", "Apt 3");
        patient["address"]![1]!["city"] = "Boulder";
        patient["address"]![1]!["postalCode"] = "80301";
        patient["contact"] = JsonNode.Parse("""
            [
              {
                "relationship": [ { "text": "Mother" } ], "name": { "family": "Okafor", "given": [ "Ada" ] },
                "telecom": [
                  { "system": "phone", "value": "303-555-0177" }, { "system": "email", "value": "ada@example.org" }
                ]
              }
            ]
            """);
        request["contained"] = new JsonArray(patient, AResource.Practitioner(),
            AResource.Parse("""{ "resourceType": "Organization", "id": "org", "name": "Lakeside Family Practice" }"""),
            AResource.Parse("""
                {
                  "resourceType": "PractitionerRole", "id": "role", "practitioner": { "reference": "#rivera" },
                  "organization": { "reference": "#org" }
                }
                """),
            AResource.Parse("""
                {
                  "resourceType": "Coverage", "id": "cov", "status": "active", "beneficiary": { "reference": "#dana" },
                  "payor": [ { "display": "Blue Shield" } ], "subscriberId": "M-778"
                }
                """));
        request["insurance"] = new JsonArray(new JsonObject { ["reference"] = "#cov" });
        request["authoredOn"] = "2031-03-01";
        request["category"] = JsonNode.Parse("""
            [
              { "coding": [ { "system": "http://snomed.info/sct", "code": "3457005", "display": "Patient referral" } ] }
            ]
            """);
        request["code"] = JsonNode.Parse("""
            {
              "coding": [
                { "system": "http://snomed.info/sct", "code": "183524004", "display": "Referral to psychiatry service" }
              ],
              "text": "Evaluation and plan"
            }
            """);
        return request;
    }
}
