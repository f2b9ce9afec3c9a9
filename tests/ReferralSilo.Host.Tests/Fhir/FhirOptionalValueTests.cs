using System.Text.Json.Nodes;
using ReferralSilo.Api.Intake;
using ReferralSilo.Contracts;
using ReferralSilo.Domain;
using ReferralSilo.Domain.Emergencies;
using ReferralSilo.Domain.Referrals;
using ReferralSilo.Fhir;

namespace ReferralSilo.Host.Tests.Fhir;

/// <summary>An unreadable optional value never refuses the referral (I5); it is stored as received.</summary>
public sealed class FhirOptionalValueTests
{
    private const string Patient = "ServiceRequest.contained[0]", Practitioner = "ServiceRequest.contained[1]";

    public static TheoryData<string, string, string, string> Unreadable() => new()
    {
        // pointer into the request, value there, field of the warning, value of the warning
        { "/contained/1/identifier/0/value", "\"1234567890\"", "/referrer/npi", "1234567890" },
        { "/contained/0/extension/0/valueCode", "\"Mars/Base\"", "/patient/timeZone", "Mars/Base" },
        { "/contained/0/birthDate", "\"12/04/1988\"", $"{Patient}.birthDate", "12/04/1988" },
        { "/contained/0/birthDate", "19880412", $"{Patient}.birthDate", "19880412" },
        { "/contained/0/birthDate", "\"2099-01-01\"", "/patient/birthDate", "2099-01-01" },
        { "/contained/0/gender", "\"F\"", $"{Patient}.gender", "F" },
        { "/contained/0/deceasedBoolean", "\"N\"", $"{Patient}.deceased", "N" },
        { "/contained/0/telecom/1/use", "\"cell\"", $"{Patient}.telecom[1].use", "cell" },
        { "/contained/0/telecom/1/rank", "\"1\"", $"{Patient}.telecom[1].rank", "1" },
        { "/contained/0/telecom/3/value", "\"dana at example\"", $"{Patient}.telecom[3].value", "dana at example" },
        { "/contained/0/name/2/period", """{ "end": "12/31/2099" }""", $"{Patient}.name[2].period.end", "12/31/2099" },
        { "/contained/0/address/1/state", "\"Erewhon\"", $"{Patient}.address[1].state", "Erewhon" },
        { "/contained/0/photo", "7", $"{Patient}.photo", "7" },
        { "/contained/0/maritalStatus", "\"M\"", $"{Patient}.maritalStatus", "M" },
        { "/contained/1/telecom/0/value", "\"ask the desk\"", "/referrer/phone", "ask the desk" },
        { "/contained/1/telecom", "7", $"{Practitioner}.telecom[0]", "7" },
        { "/contained/1/birthDate", "\"last year\"", $"{Practitioner}.birthDate", "last year" },
        { "/contained/1/foo", "\"x\"", $"{Practitioner}.foo", "x" },
        { "/authoredOn", "\"yesterday\"", "ServiceRequest.authoredOn", "yesterday" },
        { "/occurrencePeriod", """{ "end": "soon" }""", "ServiceRequest.occurrence.end", "soon" },
        { "/occurrencePeriod", """{ "end": "2099" }""", "ServiceRequest.occurrence", "2099" },
        { "/occurrencePeriod", """{ "end": "0001-01-01" }""", "ServiceRequest.occurrence", "0001-01-01" },
        { "/occurrencePeriod", """{ "start": "2031-03-05" }""", "ServiceRequest.occurrence", "2031-03-05" },
        { "/supportingInfo", "\"see the chart\"", "ServiceRequest.supportingInfo", "see the chart" },
        { "/quantityQuantity", """{ "value": "many" }""", "ServiceRequest.quantityQuantity", """{"value":"many"}""" },
        { "/note/0/time", "\"at noon\"", "ServiceRequest.note[0].time", "at noon" },
        { "/reasonCode/0/coding/0/userSelected", "\"yes\"", "ServiceRequest.reasonCode[0].coding[0].userSelected",
            "yes" },
    };

    [Theory]
    [MemberData(nameof(Unreadable))]
    public void Unreadable_optional_value_is_stored_in_a_warning(string pointer, string json, string field,
        string value)
    {
        var request = AResource.Request();
        Put(request, pointer, JsonNode.Parse(json));
        var kept = Kept(request);
        Assert.Contains(kept.Warnings!, warning => warning.Field == field && warning.Value == value);
    }

    [Theory]
    [InlineData("en_US")]
    [InlineData("English")]
    [InlineData("x")]
    public void Invalid_language_tag_does_not_refuse_the_referral(string language)
    {
        var request = AResource.Request();
        Put(request, "/contained/0/communication/1/language/coding/0/code", JsonValue.Create(language));
        Kept(request);
    }

    [Fact]
    public void Notes_up_to_20000_characters_are_kept_and_longer_ones_are_cut_with_a_warning()
    {
        var request = AResource.Request();
        request["note"]![0]!["text"] = new string('n', 19_000);
        Assert.Equal("Panic attacks\n".Length + 19_000, Kept(request).Reason!.Text!.Length);
        request["note"]![0]!["text"] = new string('n', 30_000) + " suicide plan";
        var kept = Kept(request);
        Assert.InRange(kept.Reason!.Text!.Length, 17_000, 20_000);
        Assert.Contains(kept.Warnings!, warning => warning.Code == "text-cut");
        Assert.True(kept.Reason.Summary.Length <= 500);
        request["note"]![0]!["text"] = new string('n', 30_000);
        Assert.Equal(20_000, Kept(request).Reason!.Text!.Length);
    }

    [Theory]
    [InlineData("He has a suicide plan.", EmergencyConcern.Emergency)]
    [InlineData("Denies suicidal ideation.", EmergencyConcern.ReviewFirst)]
    public void Emergency_in_the_cut_part_of_a_text_still_alarms(string sentence, EmergencyConcern concern)
    {
        var request = AResource.Request();
        foreach (var before in (int[])[17_950, 19_990, 40_000])
        {
            request["note"]![0]!["text"] = string.Concat(Enumerable.Repeat("Sleeps badly and worries. ", before / 26))
                + sentence + string.Concat(Enumerable.Repeat(" Eats well.", 500));
            var kept = Kept(request);
            Assert.InRange(kept.Reason!.Text!.Length, 17_000, 20_000);
            Assert.Equal((before, concern),
                (before, EmergencyDetector.Detect([kept.Reason.Text], [], new(2031, 3, 3))?.Concern));
        }
    }

    [Fact]
    public void Long_display_is_kept_as_text_and_its_code_as_code()
    {
        var request = AResource.Request();
        var display = new string('x', 250) + " with a suicide plan";
        request["reasonCode"]![0]!["coding"]![0]!["display"] = display;
        var kept = Kept(request);
        Assert.Equal(new ConceptCode("http://hl7.org/fhir/sid/icd-10-cm", "F41.0", null),
            Assert.Single(kept.Reason!.Codes));
        Assert.Contains(display, kept.Reason.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(kept.Warnings!, warning => warning.Field.StartsWith("/reason", StringComparison.Ordinal));
    }

    [Fact]
    public void Warnings_for_staff_come_before_elements_that_are_not_kept()
    {
        var request = AResource.Request();
        var patient = request["contained"]![0]!;
        patient["deceasedBoolean"] = true;
        patient["extension"] =
            new JsonArray([.. Enumerable.Range(0, 150)
                .Select(i => (JsonNode)new JsonObject { ["url"] = $"urn:x:{i}", ["valueInteger"] = i })]);
        var mapped = AResource.Accepted(request);
        Assert.Equal("patient-deceased", mapped.Issues[0].DetailCode);
        Assert.Equal(FhirNames.MaxWarnings, mapped.Warnings.Count);
        Assert.Contains(mapped.Warnings, warning => warning.Code == "patient-deceased");
        Assert.Equal(("warnings-cut", $"{mapped.Issues.Count(issue => issue.Severity == "warning")}"),
            (mapped.Warnings[^1].Code, mapped.Warnings[^1].Value));
    }

    [Fact]
    public void Given_name_with_a_missing_part_does_not_refuse_the_referral()
    {
        var request = AResource.Request();
        var name = request["contained"]![0]!["name"]![2]!;
        name["given"] = new JsonArray(null, "Dana");
        name["_given"] = JsonNode.Parse("""
            [
              {
                "extension": [
                  { "url": "http://hl7.org/fhir/StructureDefinition/data-absent-reason", "valueCode": "masked" }
                ]
              },
              null
            ]
            """);
        Assert.Equal("Dana", Kept(request).Patient.Name.Given);
    }

    [Theory]
    [InlineData("/status", "\"sent\"")]
    [InlineData("/priority", "\"soon\"")]
    [InlineData("/foo", "1")]
    [InlineData("/contained/0/foo", "1")]
    [InlineData("/occurrencePeriod", """{ "end": "2031-03-05T10:00:00" }""")]
    [InlineData("/occurrencePeriod", """{ "end": "2031-03-05 10:00" }""")]
    [InlineData("/subject", "\"Patient/1\"")]
    public void Unreadable_required_value_is_refused_at_its_element(string pointer, string json)
    {
        var request = AResource.Request();
        Put(request, pointer, JsonNode.Parse(json));
        var (_, refusal) = AResource.Map(AResource.Bytes(request));
        Assert.Equal(400, refusal!.Status);
        Assert.NotNull(refusal.Issues[0].Expression);
    }

    [Fact]
    public void Values_over_the_limits_get_a_warning()
    {
        var request = AResource.Request();
        var codes = request["reasonCode"]![0]!["coding"]!.AsArray();
        for (var i = 0; i < 25; i++)
            codes.Add(new JsonObject { ["system"] = "urn:x", ["code"] = $"C{i}", ["display"] = i == 24
                ? "Suicidal ideation" : $"D{i}" });
        var telecom = request["contained"]![0]!["telecom"]!.AsArray();
        for (var i = 0; i < 6; i++) telecom.Add(new JsonObject { ["system"] = "phone", ["value"] = $"303-555-01{i}0" });
        telecom.Add(new JsonObject { ["system"] = "fax", ["value"] = "303-555-0188" });
        var kept = Kept(request);
        Assert.Equal((20, 5), (kept.Reason!.Codes.Count, kept.Patient.Phones.Count));
        Assert.Contains("Suicidal ideation", kept.Reason.Text);
        Assert.Contains(kept.Warnings!, warning => warning.Value == "303-555-0188");
        Assert.Contains(kept.Warnings!, warning => warning.Code == "codes-in-words");
    }

    /// <summary>The submission as it would be stored.</summary>
    private static Submission Kept(JsonObject request)
    {
        var mapped = AResource.Accepted(request);
        var parsed = OptionalValues.Parse(mapped.Input!, IntakeChannel.Fhir, null, new(2031, 3, 3));
        Assert.True(parsed.Value is not null, string.Join(", ", parsed.Errors.Keys));
        Assert.Equal("Okafor", parsed.Value.Patient.Name.Family);
        var mapping = mapped.Warnings.Select(w => new SubmissionWarning(w.Field, w.Code, w.Value));
        return parsed.Value with { Warnings = [.. mapping, .. parsed.Value.Warnings ?? []] };
    }

    private static void Put(JsonObject request, string pointer, JsonNode? value)
    {
        var parts = pointer.Split('/')[1..];
        JsonNode at = request;
        foreach (var part in parts[..^1]) at = at is JsonArray list ? list[int.Parse(part, null)]! : at[part]!;
        at[parts[^1]] = value;
    }
}
