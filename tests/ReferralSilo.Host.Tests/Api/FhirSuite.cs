using System.Net;
using System.Text.Json.Nodes;
using ReferralSilo.Host.Tests.Fhir;

namespace ReferralSilo.Host.Tests.Api;

[Collection(SqliteApi.Name)]
public sealed class SqliteFhirTests(SqliteHost host) : FhirSuite(host);

[Collection(PostgresApi.Name)]
public sealed class PostgresFhirTests(PostgresHost host) : FhirSuite(host);

/// <summary>FHIR requests are stored and shown to staff through the JSON API.</summary>
public abstract class FhirSuite(RunningHost host)
{
    [Fact]
    public async Task Details_and_warnings_of_a_fhir_referral_are_stored_and_shown()
    {
        var request = Request();
        request["contained"]![1]!["identifier"]![0]!["value"] = "1234567890";
        request["supportingInfo"] = new JsonArray(new JsonObject { ["display"] = "CT of the head" });
        var created = await host.Api.Post("/fhir/R4/ServiceRequest", request);
        Assert.True(created.Status == 201, created.Text);
        var shown = (await host.Api.Get($"/api/referrals/{created.Id}")).Is(200).Json;
        Assert.Equal(["element-not-kept", "npi-invalid"], shown["warnings"]!.AsArray()
            .Select(warning => (string)warning!["code"]!));
        Assert.Equal("1234567890", (string)shown["warnings"]![1]!["value"]!);
        Assert.Equal("Lakeside Family Practice", (string)shown["referrer"]!["practice"]!);
        Assert.Equal("MRN-1", (string)shown["patient"]!["identifiers"]![0]!["value"]!);
        Assert.Equal("12 Elm St", (string)shown["patient"]!["address"]!["lines"]![0]!);
        Assert.Equal(("M-778", "2031-03-01"), ((string)shown["memberId"]!, (string)shown["order"]!["authoredOn"]!));
        var read = await host.Api.Get($"/fhir/R4/ServiceRequest/{created.Id}");
        Assert.Contains("ServiceRequest.supportingInfo", read.Text);
    }

    [Fact]
    public async Task The_guardian_of_a_child_without_a_phone_is_a_person_to_confirm_and_gets_nothing_before()
    {
        var request = Request();
        var patient = request["contained"]![0]!;
        patient.AsObject().Remove("telecom");
        patient["birthDate"] = "2020-01-02";
        patient["contact"]![0]!["relationship"] = JsonNode.Parse("""
            [ { "coding": [ { "system": "http://terminology.hl7.org/CodeSystem/v3-RoleCode", "code": "MTH" } ] } ]
            """);

        var created = await host.Api.Post("/fhir/R4/ServiceRequest", request);
        Assert.True(created.Status == 201, created.Text);
        var shown = (await host.Api.Get($"/api/referrals/{created.Id}")).Is(200).Json;
        Assert.Contains("reached-through-guardian", shown["warnings"]!.AsArray().Select(w => (string)w!["code"]!));
        Assert.Empty(shown["patient"]!["phones"]!.AsArray());
        var record = (await host.Api.Get($"/api/patients/{(string)shown["patient"]!["id"]!}")).Is(200).Json;
        var person = Assert.Single(record["relatedPeople"]!.AsArray())!;
        Assert.Equal(("303-555-0177", "ada@example.org", false),
            ((string)person["phone"]!, (string)person["email"]!, (bool)person["confirmed"]!));
        Assert.Empty(Assert.Single(record["messagesGoTo"]!.AsArray())!["to"]!.AsArray());
        Assert.Empty(record["patient"]!["phones"]!.AsArray());
    }

    [Fact]
    public async Task If_match_star_does_not_prevent_a_creation()
    {
        using var body = new StringContent(Request().ToJsonString(), null, "application/fhir+json");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/fhir/R4/ServiceRequest") { Content = body };
        request.Headers.TryAddWithoutValidation("If-Match", "*");
        using var answer = await host.Api.Http.SendAsync(request);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
    }

    [Fact]
    public async Task Unknown_service_line_is_refused_at_its_element()
    {
        var request = Request();
        request["performer"]![0]!["reference"] = "HealthcareService/no-such-line";
        var answer = await host.Api.Post("/fhir/R4/ServiceRequest", request);
        Assert.Equal((400, "ServiceRequest.performer"),
            (answer.Status, (string)answer.Json["issue"]![0]!["expression"]![0]!));
    }

    [Fact]
    public async Task Suicide_plan_by_fhir_returns_instructions()
    {
        var request = Request();
        request["note"]![0]!["text"] = "Has a suicide plan";
        var answer = await host.Api.Post("/fhir/R4/ServiceRequest", request);
        Assert.Equal(201, answer.Status);
        Assert.Contains("urn:referralsilo:emergency", answer.Text);
    }

    [Fact]
    public async Task Suicide_plan_returns_instructions_even_with_return_minimal()
    {
        var order = Request();
        order["note"]![0]!["text"] = "Has a suicide plan";
        using var body = new StringContent(order.ToJsonString(), null, "application/fhir+json");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/fhir/R4/ServiceRequest") { Content = body };
        request.Headers.TryAddWithoutValidation("Prefer", "return=minimal");
        using var answer = await host.Api.Http.SendAsync(request);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        Assert.Contains("988", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private static JsonObject Request()
    {
        var request = FhirDetailsTests.Rich();
        request["performer"]![0]!["reference"] = $"HealthcareService/{AProgram.Line}";
        request["identifier"] = new JsonArray(new JsonObject { ["system"] = "urn:order", ["value"] = Guid.NewGuid()
            .ToString() });
        return request;
    }
}
