using System.Text.Json.Nodes;

namespace ReferralSilo.Host.Tests.Fhir;

public sealed class PatientMappingTests
{
    [Theory]
    [InlineData("active", "false")]
    [InlineData("link", """[ { "other": { "reference": "Patient/x" }, "type": "replaced-by" } ]""")]
    public void Unusable_patient_record_is_refused(string element, string json)
    {
        var request = With(patient => patient[element] = JsonNode.Parse(json));
        Assert.StartsWith("ServiceRequest.contained[0].", AResource.Refused(request).Expression);
    }

    [Fact]
    public void Unreachable_patient_is_refused_at_the_telecom()
    {
        Assert.Equal("ServiceRequest.contained[0].telecom",
            AResource.Refused(With(patient => patient.Remove("telecom"))).Expression);
        var undialable =
            With(patient =>
            patient["telecom"] = JsonNode.Parse("""[ { "system": "phone", "value": "(03) 5555 6473" } ]"""));
        var (_, refusal) = AResource.Map(AResource.Bytes(undialable));
        Assert.Contains(refusal!.Issues, issue => issue.Expression == "ServiceRequest.contained[0].telecom[0].value");
    }

    [Fact]
    public void A_patient_without_a_name_is_refused() =>
        Assert.Equal("ServiceRequest.contained[0].name",
            AResource.Refused(With(patient => patient.Remove("name"))).Expression);

    [Fact]
    public void Name_text_is_kept_as_the_family_name()
    {
        var request = With(patient => patient["name"] = JsonNode.Parse("""[ { "text": "Dana Okafor" } ]"""));
        Assert.Equal("Dana Okafor", AResource.Accepted(request).Input!.Patient!.FamilyName);
    }

    [Theory]
    [InlineData("1988")]
    [InlineData("1988-04")]
    public void Partial_birth_date_is_not_kept(string birthDate)
    {
        var mapped = AResource.Accepted(With(patient => patient["birthDate"] = birthDate));
        Assert.Null(mapped.Input!.Patient!.BirthDate);
        Assert.Equal("ServiceRequest.contained[0].birthDate", Assert.Single(mapped.Issues).Expression);
    }

    [Theory]
    [InlineData("US", "CO", "US", "CO")]
    [InlineData(null, "wyoming", "US", "WY")]
    [InlineData("NLD", "Utrecht", "NL", "Utrecht")]
    [InlineData("US", "Erewhon", "US", null)]
    [InlineData(null, "Vic", null, null)]
    [InlineData("Narnia", "CO", null, null)]
    public void Unknown_place_is_left_out(string? country, string state, string? expectedCountry, string? expectedState)
    {
        var request = With(patient =>
        {
            patient["address"] = new JsonArray(new JsonObject { ["country"] = country, ["state"] = state });
            if (country is null) patient["address"]![0]!.AsObject().Remove("country");
        });
        var location = AResource.Accepted(request).Input!.Patient!.Location;
        Assert.Equal((expectedCountry, expectedState), (location?.Country, location?.State));
    }

    private static JsonObject With(Action<JsonObject> change)
    {
        var request = AResource.Request();
        change(request["contained"]![0]!.AsObject());
        return request;
    }
}
