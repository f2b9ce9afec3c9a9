using System.Text.Json.Nodes;
using ReferralSilo.Api.Intake;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Referrals;

namespace ReferralSilo.Host.Tests.Fhir;

public sealed class ServiceRequestMappingTests
{
    [Fact]
    public void Request_with_a_contained_patient_is_mapped_completely()
    {
        var input = AResource.Accepted(AResource.Request()).Input!;
        Assert.Equal("behavioral-health", input.ServiceLine);
        Assert.Equal(Priority.Urgent, input.Priority);
        Assert.Equal("Panic attacks\nIncreasing since January", input.Reason!.Text);
        Assert.Equal([new CodeInput("http://hl7.org/fhir/sid/icd-10-cm", "F41.0", "Panic disorder")],
            input.Reason.Codes);
        Assert.Equal("Evaluation and plan", input.VisitGoal);
        Assert.Equal(new ReferrerInput("A. Rivera", "1234567893", "+13035550100"), input.Referrer);
        Assert.Equal([new("urn:lakeside:order", "A-1009", "PLAC"), new("urn:lakeside:chart", "C-7"),
            new IdentifierInput(null, "12345")], input.Identifiers);
        // The last second of the day in the patient's zone.
        Assert.Equal(new DateTimeOffset(2031, 3, 6, 6, 59, 59, TimeSpan.Zero), input.NeedBy);
        var patient = input.Patient!;
        Assert.Equal(("Dana Ife", "Okafor", "1988-04-12"), (patient.GivenName, patient.FamilyName, patient.BirthDate));
        Assert.Equal(new LocationInput("US", "CO"), patient.Location);
        Assert.Equal(["+13035550124", "+13035550123"], patient.Phones);
        Assert.Equal(("dana@example.org", Channel.Sms, "en", "America/Denver"),
            (patient.Email, patient.PreferredChannel!.Value, patient.Language, patient.TimeZone));
        Assert.Empty(SubmissionParser.Parse(input, IntakeChannel.Fhir, null, new(2031, 3, 3)).Errors);
    }

    [Fact]
    public void Transaction_maps_to_the_same_referral() =>
        Assert.Equivalent(AResource.Accepted(AResource.Request()).Input,
            AResource.Accepted(AResource.Transaction()).Input, strict: true);

    [Theory]
    [InlineData("status", "draft")]
    [InlineData("status", "on-hold")]
    [InlineData("status", "revoked")]
    [InlineData("status", "completed")]
    [InlineData("status", "entered-in-error")]
    [InlineData("status", "unknown")]
    [InlineData("status", null)]
    [InlineData("intent", "option")]
    [InlineData("intent", "proposal")]
    [InlineData("intent", "plan")]
    [InlineData("intent", null)]
    public void Only_an_active_order_is_accepted(string element, string? value)
    {
        var request = AResource.Request();
        if (value is null) request.Remove(element);
        else request[element] = value;
        Assert.Equal($"ServiceRequest.{element}", AResource.Refused(request).Expression);
    }

    [Theory]
    [InlineData("order")]
    [InlineData("directive")]
    [InlineData("original-order")]
    [InlineData("reflex-order")]
    [InlineData("filler-order")]
    [InlineData("instance-order")]
    public void Every_kind_of_order_is_accepted(string intent)
    {
        var request = AResource.Request();
        request["intent"] = intent;
        AResource.Accepted(request);
    }

    [Fact]
    public void A_request_not_to_do_something_is_refused()
    {
        var request = AResource.Request();
        request["doNotPerform"] = true;
        Assert.Equal("ServiceRequest.doNotPerform", AResource.Refused(request).Expression);
    }

    [Theory]
    [InlineData("modifierExtension", """[ { "url": "urn:x", "valueBoolean": true } ]""")]
    [InlineData("implicitRules", "\"urn:x\"")]
    public void Modifier_extensions_and_implicit_rules_are_refused(string element, string json)
    {
        var request = AResource.Request();
        request[element] = JsonNode.Parse(json);
        Assert.Equal($"ServiceRequest.{element}", AResource.Refused(request).Expression);
        request.Remove(element);
        request["contained"]![0]![element] = JsonNode.Parse(json);
        Assert.Equal($"ServiceRequest.contained[0].{element}", AResource.Refused(request).Expression);
    }

    [Theory]
    [InlineData("Patient/elsewhere", "required")]
    [InlineData("#nobody", "required")]
    [InlineData("Group/herd", "not-supported")]
    [InlineData("https://x.example/Device/1", "not-supported")]
    [InlineData("#rivera", "not-supported")]
    public void Subject_that_is_not_a_patient_of_the_request_is_refused(string reference, string code)
    {
        var request = AResource.Request();
        request["subject"]!["reference"] = reference;
        var issue = AResource.Refused(request);
        Assert.Equal(("ServiceRequest.subject", code), (issue.Expression, issue.Code));
    }

    [Fact]
    public void Subject_with_only_a_name_is_refused()
    {
        var request = AResource.Request();
        request["subject"] = new JsonObject { ["display"] = "Dana Okafor" };
        Assert.Equal("ServiceRequest.subject", AResource.Refused(request).Expression);
    }

    [Fact]
    public void Requested_service_is_the_reason_when_there_is_none()
    {
        var request = AResource.Request();
        foreach (var element in new[] { "reasonCode", "note", "performer" }) request.Remove(element);
        Assert.Equal("Evaluation and plan", AResource.Accepted(request).Input!.Reason!.Text);
    }

    [Fact]
    public void Two_service_lines_are_refused()
    {
        var request = AResource.Request();
        request["performerType"] =
            JsonNode.Parse(
            """{ "coding": [ { "system": "urn:referralsilo:service-line", "code": "dermatology" } ] }""");
        Assert.Equal("conflict", AResource.Refused(request).Code);
    }

    [Fact]
    public void Element_that_is_not_kept_gets_an_issue()
    {
        var request = AResource.Request();
        request["supportingInfo"] = JsonNode.Parse("""[ { "display": "CT of the head" } ]""");
        var warning = Assert.Single(AResource.Accepted(request).Issues);
        Assert.Equal("ServiceRequest.supportingInfo", warning.Expression);
    }

    [Theory]
    [InlineData("2031-03-05T17:00:00Z", "2031-03-05T17:00:00+00:00")]
    [InlineData("2031-03-05T17:00:00-07:00", "2031-03-06T00:00:00+00:00")]
    [InlineData("2031-03", "2031-04-01T05:59:59+00:00")]
    [InlineData("2031", "2032-01-01T06:59:59+00:00")]
    public void The_need_by_is_the_last_moment_the_occurrence_covers(string occurrence, string needBy)
    {
        var request = AResource.Request();
        request.Remove("occurrencePeriod");
        request["occurrenceDateTime"] = occurrence;
        Assert.Equal(DateTimeOffset.Parse(needBy, null), AResource.Accepted(request).Input!.NeedBy);
    }
}
