using System.Text.Json.Nodes;

namespace ReferralSilo.Host.Tests.Fhir;

public sealed class TransactionReaderTests
{
    private const string Role = "urn:uuid:22f6c9a4-9ad1-4a5c-8d8c-5a5f4a3d1e01";
    private const string Diagnosis = "urn:uuid:22f6c9a4-9ad1-4a5c-8d8c-5a5f4a3d1e02";
    private const string Other = "urn:uuid:22f6c9a4-9ad1-4a5c-8d8c-5a5f4a3d1e03";

    private static JsonArray Entries(JsonObject bundle) => bundle["entry"]!.AsArray();

    [Theory]
    [InlineData("searchset")]
    [InlineData("history")]
    [InlineData("transaction-response")]
    public void Response_bundle_is_refused(string type)
    {
        var bundle = AResource.Transaction();
        bundle["type"] = type;
        Assert.Equal("Bundle.type", AResource.Refused(bundle).Expression);
    }

    [Fact]
    public void Several_requests_are_refused()
    {
        var bundle = AResource.Transaction();
        Entries(bundle).Add(AResource.Entry(Other, AResource.Request()));
        var issue = AResource.Refused(bundle);
        Assert.Equal(("Bundle.entry[3].resource", "not-supported"), (issue.Expression, issue.Code));
    }

    [Theory]
    [InlineData("method", "PUT", "Bundle.entry[1].request.method")]
    [InlineData("url", "Patient", "Bundle.entry[1].request.url")]
    [InlineData("ifMatch", "W/\"1\"", "Bundle.entry[1].request")]
    public void Entry_may_only_create_the_request(string element, string value, string expression)
    {
        var bundle = AResource.Transaction();
        Entries(bundle)[1]!["request"]![element] = value;
        Assert.Equal(expression, AResource.Refused(bundle).Expression);
    }

    [Fact]
    public void Role_resolves_to_its_practitioner_and_condition_to_the_reason()
    {
        var bundle = AResource.Transaction();
        Entries(bundle).Add(AResource.Entry(Role, AResource.Parse("""
            {
              "resourceType": "PractitionerRole",
              "practitioner": { "reference": "https://lakeside.example/Practitioner/rivera" },
              "telecom": [ { "system": "phone", "value": "303-555-0199" } ]
            }
            """)));
        Entries(bundle).Add(AResource.Entry(Diagnosis, AResource.Parse("""
            {
              "resourceType": "Condition", "subject": { "reference": "Patient/dana" },
              "code": {
                "coding": [ { "system": "http://snomed.info/sct", "code": "371631005" } ], "text": "Panic disorder"
              }
            }
            """)));
        var request = Entries(bundle)[1]!["resource"]!;
        request["requester"]!["reference"] = Role;
        request["reasonReference"] = new JsonArray(new JsonObject { ["reference"] = Diagnosis });
        var input = AResource.Accepted(bundle).Input!;
        Assert.Equal(new("A. Rivera", "1234567893", "+13035550199"), input.Referrer);
        Assert.Equal(2, input.Reason!.Codes!.Count);
        Assert.Contains("Panic disorder", input.Reason.Text);
    }
}
