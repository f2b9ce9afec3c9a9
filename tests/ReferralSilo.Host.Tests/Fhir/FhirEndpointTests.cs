using System.Text.Json.Nodes;
using ReferralSilo.Fhir;

namespace ReferralSilo.Host.Tests.Fhir;

public sealed class FhirEndpointTests(FhirServer server) : IClassFixture<FhirServer>
{
    private const string Create = "/fhir/R4/ServiceRequest";

    [Fact]
    public async Task A_created_request_is_returned_with_location_number_and_version()
    {
        using var answer =
            await server.Post(Create, AResource.Bytes(AResource.Request()), headers: ("Idempotency-Key", "k1"));
        var created = await Resource(answer, 201, "ServiceRequest");
        Assert.Equal("/fhir/R4/ServiceRequest/r1", answer.Headers.Location!.OriginalString);
        Assert.Equal("W/\"4\"", answer.Headers.ETag!.ToString());
        Assert.Equal(("r1", "4"), ((string)created["id"]!, (string)created["meta"]!["versionId"]!));
        Assert.Equal("RS-7F3K-9Q2M", (string)created["identifier"]![0]!["value"]!);
        Assert.Equal("k1", server.Submitted[^1].Key);
    }

    [Fact]
    public async Task A_returned_resource_can_be_submitted_again_with_the_same_meaning()
    {
        using var posted = await server.Post(Create, AResource.Bytes(AResource.Request()));
        using var answer = await server.Client.GetAsync("/fhir/R4/ServiceRequest/r1");
        var first = server.Submitted[^1].Input;
        var again = AResource.Accepted(await Resource(answer, 200, "ServiceRequest")).Input!;
        // Without authoredOn the response has the time of receipt.
        Assert.Equivalent(first with { Patient = null }, again with { Patient = null, Order = null }, strict: true);
        // The response has no preferred channel, and SMS numbers become phones.
        Assert.Equivalent(first.Patient! with { PreferredChannel = null }, again.Patient, strict: true);
    }

    [Fact]
    public async Task Details_without_a_rule_are_returned()
    {
        using var posted = await server.Post(Create, AResource.Bytes(FhirDetailsTests.Rich()));
        using var answer = await server.Client.GetAsync("/fhir/R4/ServiceRequest/r1");
        var first = server.Submitted[^1].Input;
        var again = AResource.Accepted(await Resource(answer, 200, "ServiceRequest"));
        Assert.Equivalent(first with { Patient = null }, again.Input! with { Patient = null }, strict: true);
        Assert.Equivalent(first.Patient! with { PreferredChannel = null }, again.Input!.Patient, strict: true);
        Assert.Empty(again.Warnings);
    }

    [Fact]
    public async Task Warnings_are_always_returned()
    {
        var request = AResource.Request();
        request["supportingInfo"] = new JsonArray(new JsonObject { ["display"] = "CT of the head" });
        using var created = await server.Post(Create, AResource.Bytes(request));
        using var read = await server.Client.GetAsync("/fhir/R4/ServiceRequest/r1");
        foreach (var answer in new[] { created, read })
        {
            var warning = (await Resource(answer, (int)answer.StatusCode, "ServiceRequest"))["extension"]!.AsArray()
                .Single(extension => (string)extension!["url"]! == "urn:referralsilo:warning")!["extension"]!.AsArray();
            Assert.Equal(["ServiceRequest.supportingInfo", "element-not-kept"],
                warning.Select(part => (string)(part!["valueString"] ?? part["valueCode"])!));
        }
        Assert.Equal("""[{"display":"CT of the head"}]""", Assert.Single(server.Warnings).Value);
        using var transaction =
            await server.Post("/fhir/R4", AResource.Bytes(Wrapped(request)), headers: ("Prefer", "return=minimal"));
        Assert.Contains("Bundle.entry[0].resource.supportingInfo", (await Resource(transaction, 200, "Bundle"))
            .ToJsonString());
    }

    [Fact]
    public async Task Batch_is_answered_with_a_batch_response()
    {
        var bundle = AResource.Transaction();
        bundle["type"] = "batch";
        bundle["entry"]!.AsArray()
            .Add(AResource.Entry("urn:uuid:x",
            AResource.Parse("""{ "resourceType": "Encounter", "status": "finished" }""")));
        using var answer = await server.Post("/fhir/R4", AResource.Bytes(bundle));
        var response = await Resource(answer, 200, "Bundle");
        Assert.Equal("batch-response", (string)response["type"]!);
        Assert.Equal("Bundle.entry[3].resource",
            (string)response["entry"]![3]!["response"]!["outcome"]!["issue"]![1]!["expression"]![0]!);
    }

    [Theory]
    [InlineData("/fhir/R4/metadata?_format=application/fhir+json")]
    [InlineData("/fhir/R4/metadata?_format=application%2Ffhir%2Bjson")]
    [InlineData("/fhir/R4/metadata?_format=application/fhir%2Bjson;%20fhirVersion=4.0")]
    [InlineData("/fhir/R4/metadata?_format=json")]
    [InlineData("/fhir/R4/metadata?_format=application/json&_pretty=true")]
    [InlineData("/fhir/R4/metadata?utm_source=x")]
    public async Task Format_may_be_requested_in_the_query(string path)
    {
        using var answer = await server.Client.GetAsync(path);
        await Resource(answer, 200, "CapabilityStatement");
    }

    [Theory]
    [InlineData("handling=strict", 400)]
    [InlineData("return=minimal; handling=strict", 400)]
    [InlineData("handling=lenient", 200)]
    [InlineData("return=representation", 200)]
    public async Task Unknown_query_name_is_refused_when_strict_handling_is_preferred(string prefer, int status)
    {
        using var posted = await server.Post(Create, AResource.Bytes(AResource.Request()));
        var request = new HttpRequestMessage(HttpMethod.Get, "/fhir/R4/ServiceRequest/r1?stge=x&_format=json");
        request.Headers.TryAddWithoutValidation("Prefer", prefer);
        using var answer = await server.Client.SendAsync(request);
        var text = (await Resource(answer, status, status == 200 ? "ServiceRequest" : "OperationOutcome"))
            .ToJsonString();
        Assert.DoesNotContain("stge", text);
    }

    [Fact]
    public async Task Byte_order_mark_before_the_body_is_accepted()
    {
        using var request = await server.Post(Create, [.. "\uFEFF"u8, .. AResource.Bytes(AResource.Request())]);
        await Resource(request, 201, "ServiceRequest");
        using var bundle = await server.Post("/fhir/R4", [.. "\uFEFF"u8, .. AResource.Bytes(AResource.Transaction())]);
        await Resource(bundle, 200, "Bundle");
    }

    [Fact]
    public async Task A_transaction_answers_each_entry_in_order()
    {
        using var answer = await server.Post("/fhir/R4", AResource.Bytes(AResource.Transaction()), "application/json");
        var bundle = await Resource(answer, 200, "Bundle");
        Assert.Equal("transaction-response", (string)bundle["type"]!);
        Assert.Equal(["202 Accepted", "201 Created", "202 Accepted"], bundle["entry"]!.AsArray()
            .Select(entry => (string)entry!["response"]!["status"]!));
        Assert.Equal("ServiceRequest", (string)bundle["entry"]![1]!["resource"]!["resourceType"]!);
    }

    [Fact]
    public async Task The_response_follows_the_prefer_header()
    {
        using var minimal =
            await server.Post(Create, AResource.Bytes(AResource.Request()), headers: ("Prefer", "return=minimal"));
        Assert.Equal((201, 0), ((int)minimal.StatusCode, (await minimal.Content.ReadAsByteArrayAsync()).Length));
        using var response =
            await server.Post(Create, AResource.Bytes(AResource.Request()),
            headers: ("Prefer", "return=OperationOutcome"));
        var outcome = await Resource(response, 201, "OperationOutcome");
        Assert.Contains("document:medication-list", outcome.ToJsonString());
    }

    [Fact]
    public async Task A_conditional_create_finds_the_referral_with_the_identifier()
    {
        var request = AResource.Request();
        request["identifier"] = new JsonArray();
        request.Remove("identifier");
        using var first =
            await server.Post(Create, AResource.Bytes(request), headers: ("If-None-Exist", "identifier=urn:x|B-1"));
        Assert.Equal(201, (int)first.StatusCode);
        using var second =
            await server.Post(Create, AResource.Bytes(request), headers: ("If-None-Exist", "identifier=urn%3Ax%7CB-1"));
        Assert.Equal((200, "true"), ((int)second.StatusCode, second.Headers.GetValues("Idempotent-Replayed").Single()));
        using var other =
            await server.Post(Create, AResource.Bytes(request), headers: ("If-None-Exist", "status=active"));
        await Resource(other, 400, "OperationOutcome");
    }

    [Fact]
    public async Task Metadata_is_a_valid_capability_statement()
    {
        using var answer = await server.Client.GetAsync("/fhir/R4/metadata");
        var statement = await Resource(answer, 200, "CapabilityStatement");
        Assert.Equal("4.0.1", (string)statement["fhirVersion"]!);
        Assert.Equal("ServiceRequest", (string)statement["rest"]![0]!["resource"]![0]!["type"]!);
        Assert.Null(FhirReader.Read(AResource.Bytes(statement)).Refusal);
    }

    [Fact]
    public async Task A_problem_keeps_its_code_and_names_the_element()
    {
        server.Problem = new(400, "invalid", "Bad input.",
            new Dictionary<string, string[]> { ["/patient/phones/0"] = ["Expected a phone."] });
        try
        {
            using var answer = await server.Post(Create, AResource.Bytes(AResource.Request()));
            var issue = (await Resource(answer, 400, "OperationOutcome"))["issue"]![0]!;
            Assert.Equal("Patient.telecom", (string)issue["expression"]![0]!);
            Assert.Equal(("urn:referralsilo:codes", "invalid"),
                ((string)issue["details"]!["coding"]![0]!["system"]!,
                (string)issue["details"]!["coding"]![0]!["code"]!));
        }
        finally
        {
            server.Problem = null;
        }
        using var foreign = await server.Post("/fhir/R4/problem", []);
        Assert.Contains("slot-taken", (await Resource(foreign, 409, "OperationOutcome")).ToJsonString());
    }

    [Theory]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(429)]
    [InlineData(503)]
    public async Task An_error_before_the_endpoint_is_an_outcome(int status)
    {
        using var answer =
            await server.Post(Create, AResource.Bytes(AResource.Request()), headers: ("X-Status", $"{status}"));
        await Resource(answer, status, "OperationOutcome");
    }

    [Theory]
    [InlineData("GET", "/fhir/R4/ServiceRequest/unknown", null, null, 404)]
    [InlineData("GET", "/fhir/R4/Patient/1", null, null, 404)]
    [InlineData("GET", "/fhir/R4/ServiceRequest/%20", null, null, 404)]
    [InlineData("POST", "/fhir/R4/Nothing", "application/fhir+json", null, 404)]
    [InlineData("GET", "/fhir", null, null, 404)]
    [InlineData("GET", "/fhir/R4/metadata?_format=application/fhir%2Bxml", null, null, 406)]
    [InlineData("DELETE", "/fhir/R4/ServiceRequest/r1", null, null, 405)]
    [InlineData("GET", "/fhir/R4/metadata", null, "application/fhir+xml", 406)]
    [InlineData("GET", "/fhir/R4/metadata?_format=xml", null, null, 406)]
    [InlineData("GET", "/fhir/R4/metadata", null, "application/fhir+json; fhirVersion=3.0", 406)]
    [InlineData("POST", Create, "application/fhir+xml", null, 415)]
    [InlineData("POST", Create, "application/fhir+json; charset=utf-16", null, 415)]
    [InlineData("POST", Create, "text/plain", null, 415)]
    [InlineData("POST", Create, "application/fhir+json", null, 400)]
    [InlineData("POST", "/fhir/R4", "application/fhir+json", null, 400)]
    public async Task Every_refusal_is_an_outcome(string method, string path, string? contentType, string? accept,
        int status)
    {
        var request = new HttpRequestMessage(new(method), path);
        if (contentType is not null)
        {
            request.Content = new ByteArrayContent("{}"u8.ToArray());
            request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        }
        if (accept is not null) request.Headers.TryAddWithoutValidation("Accept", accept);
        using var answer = await server.Client.SendAsync(request);
        await Resource(answer, status, "OperationOutcome");
    }

    [Fact]
    public async Task A_body_over_the_limit_is_refused_with_and_without_content_length()
    {
        using var answer = await server.Post(Create, new byte[FhirNames.MaxBodyBytes + 1]);
        await Resource(answer, 413, "OperationOutcome");
        var chunked = new HttpRequestMessage(HttpMethod.Post,
            Create) { Content = new ByteArrayContent(new byte[FhirNames.MaxBodyBytes + 1]) };
        chunked.Content.Headers.TryAddWithoutValidation("Content-Type", FhirNames.Json);
        chunked.Headers.TransferEncodingChunked = true;
        using var second = await server.Client.SendAsync(chunked);
        await Resource(second, 413, "OperationOutcome");
    }

    private static JsonObject Wrapped(JsonObject request) => new()
    {
        ["resourceType"] = "Bundle", ["type"] = "transaction",
        ["entry"] = new JsonArray(AResource.Entry("urn:uuid:r", request.DeepClone().AsObject())),
    };

    private static async Task<JsonObject> Resource(HttpResponseMessage answer, int status, string type)
    {
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(status == (int)answer.StatusCode, $"{(int)answer.StatusCode}: {text}");
        Assert.Equal(FhirNames.Json, answer.Content.Headers.ContentType?.MediaType);
        var resource = JsonNode.Parse(text)!.AsObject();
        Assert.Equal(type, (string)resource["resourceType"]!);
        return resource;
    }
}
