using System.Globalization;
using System.Text.Json.Nodes;
using ReferralSilo.Contracts;
using ReferralSilo.Domain.Emergencies;
using ReferralSilo.Fhir;
using Period = Hl7.Fhir.Model.Period;

namespace ReferralSilo.Host.Tests.Fhir;

/// <summary>Modifier elements (S8) are always checked and never ignored.</summary>
public sealed class FhirModifierTests
{
    [Theory]
    [InlineData("verificationStatus", "refuted")]
    [InlineData("verificationStatus", "entered-in-error")]
    public void Refuted_condition_is_not_a_reason(string element, string code)
    {
        var mapped = WithCondition(element, code);
        Assert.Equal("Increasing since January", mapped.Input!.Reason!.Text);
        Assert.Empty(mapped.Input.Reason.Codes!);
        Assert.Equal("Psychosis", Assert.Single(mapped.Warnings, warning => warning.Code == "reason-refuted").Value);
    }

    [Theory]
    [InlineData("verificationStatus", "confirmed")]
    [InlineData("verificationStatus", "provisional")]
    [InlineData("verificationStatus", "unconfirmed")]
    [InlineData("clinicalStatus", "active")]
    [InlineData("clinicalStatus", "relapse")]
    public void Possible_condition_is_a_reason(string element, string code)
    {
        var mapped = WithCondition(element, code);
        Assert.Contains("Psychosis", mapped.Input!.Reason!.Text);
        Assert.Equal("F29", Assert.Single(mapped.Input.Reason.Codes!).Code);
    }

    [Theory]
    [InlineData("inactive")]
    [InlineData("remission")]
    [InlineData("resolved")]
    public void Past_condition_is_kept_as_history(string code)
    {
        var mapped = WithCondition("clinicalStatus", code);
        Assert.Equal("Increasing since January\nHistory of Psychosis".Split('\n').Order(),
            mapped.Input!.Reason!.Text!.Split('\n').Order());
        Assert.Empty(mapped.Input.Reason.Codes!);
        Assert.Contains(mapped.Warnings, warning => warning.Code == "reason-past");
    }

    [Theory]
    [InlineData("status", "\"cancelled\"")]
    [InlineData("status", "\"draft\"")]
    [InlineData("status", "\"entered-in-error\"")]
    [InlineData("status", "\"Cancelled!\"")]
    [InlineData("period", """{ "end": "2031-02-28" }""")]
    [InlineData("period", """{ "start": "2031-04" }""")]
    [InlineData("modifierExtension", """[ { "url": "urn:x", "valueBoolean": true } ]""")]
    public void Coverage_that_is_not_in_force_is_not_the_payer(string element, string json)
    {
        var mapped = WithCoverage(coverage => coverage[element] = JsonNode.Parse(json));
        Assert.Equal((null, null), (mapped.Input!.Payer, mapped.Input.MemberId));
        Assert.NotEmpty(mapped.Warnings);
    }

    [Fact]
    public void Coverage_in_force_gives_payer_and_member_id()
    {
        var input = WithCoverage(coverage =>
            coverage["period"] = JsonNode.Parse("""{ "start": "2031-01-01", "end": "2031" }""")).Input!;
        Assert.Equal(("Blue Shield", "M-778"), (input.Payer, input.MemberId));
    }

    [Theory]
    [InlineData("deceasedBoolean", "true")]
    [InlineData("deceasedDateTime", "\"2030-01-01\"")]
    public void Deceased_patient_is_kept_with_a_warning_for_staff(string element, string json)
    {
        var mapped = AResource.Accepted(WithPatient(patient => patient[element] = JsonNode.Parse(json)));
        Assert.Equal("ServiceRequest.contained[0].deceased",
            Assert.Single(mapped.Warnings, warning => warning.Code == "patient-deceased").Field);
    }

    [Theory]
    [InlineData("doNotPerform", "\"true\"")]
    [InlineData("status", "\"Active\"")]
    [InlineData("intent", "\"ORDER\"")]
    [InlineData("priority", "\"STAT\"")]
    [InlineData("priority", "5")]
    public void Unreadable_modifier_or_priority_is_refused_at_its_element(string element, string json)
    {
        var request = AResource.Request();
        request[element] = JsonNode.Parse(json);
        var (_, refusal) = AResource.Map(AResource.Bytes(request));
        Assert.Equal((400, $"ServiceRequest.{element}"), (refusal!.Status, refusal.Issues[0].Expression));
    }

    [Theory]
    [InlineData("active", "\"false\"")]
    [InlineData("active", "false")]
    public void Inactive_patient_record_is_refused(string element, string json) =>
        Assert.Equal("ServiceRequest.contained[0].active",
            AResource.Refused(WithPatient(patient => patient[element] = JsonNode.Parse(json))).Expression);

    [Theory]
    [InlineData("""{ "period": { "end": "2031-03-01" } }""")]
    [InlineData("""{ "period": { "start": "2031-03-05" } }""")]
    [InlineData("""{ "use": "old" }""")]
    public void Past_and_future_values_are_not_used(string json)
    {
        var mark = JsonNode.Parse(json)!.AsObject();
        var input = AResource.Accepted(WithPatient(patient =>
        {
            foreach (var list in new[] { "telecom", "name", "address", "identifier" })
            {
                var entry = JsonNode.Parse(list switch
                {
                    "telecom" => """{ "system": "phone", "value": "303-555-0199", "rank": 1 }""",
                    "name" => """{ "family": "Wrong", "given": [ "Wrong" ] }""",
                    "address" => """{ "country": "US", "state": "NV", "line": [ "1 Wrong" ] }""",
                    _ => """{ "value": "WRONG" }""",
                })!.AsObject();
                foreach (var (name, value) in mark) entry[name] = value!.DeepClone();
                if (patient[list] is JsonArray own) own.Insert(0, entry);
                else patient[list] = new JsonArray(entry);
            }
        })).Input!.Patient!;
        Assert.Equal(("Okafor", "CO", null), (input.FamilyName, input.Location!.State, input.Identifiers));
        Assert.DoesNotContain("+13035550199", input.Phones!);
    }

    [Theory]
    [InlineData("cancelled")]
    [InlineData("entered-in-error")]
    [InlineData("rejected")]
    [InlineData("completed")]
    public void Request_with_a_cancelled_task_is_refused(string status)
    {
        var issue = AResource.Refused(WithTask(status, "routine"));
        Assert.Equal("Bundle.entry[3].resource.status", issue.Expression);
    }

    [Fact]
    public void More_urgent_task_raises_the_priority() =>
        Assert.Equal(Priority.Stat, AResource.Accepted(WithTask("requested", "stat")).Input!.Priority);

    [Theory]
    [InlineData("modifierExtension")]
    [InlineData("implicitRules")]
    public void Referrer_with_an_unknown_modifier_is_not_used(string element)
    {
        var request = AResource.Request();
        request["contained"]![1]![element] = element == "implicitRules" ? "urn:x"
            : JsonNode.Parse("""[ { "url": "urn:x", "valueBoolean": true } ]""");
        var mapped = AResource.Accepted(request);
        Assert.Null(mapped.Input!.Referrer);
        Assert.Equal($"ServiceRequest.contained[1].{element}",
            Assert.Single(mapped.Warnings, warning => warning.Code == "modifier-not-understood").Field);
    }

    [Theory]
    [InlineData("2031-03-02", "2031-03-02T09:00:00Z")]
    [InlineData("2031-03-02", "2031-03-03T09:00:00Z")]
    public void Coverage_is_in_force_until_its_last_day_is_over_everywhere(string end, string at) =>
        Assert.True(FhirText.IsCurrent(new Period { Start = end, End = end },
            DateTimeOffset.Parse(at, CultureInfo.InvariantCulture)));

    [Fact]
    public void Required_interpreter_restricts_the_match()
    {
        var needs = AResource.Parse("""
            { "url": "http://hl7.org/fhir/StructureDefinition/patient-interpreterRequired", "valueBoolean": true }
            """);
        var mapped = AResource.Accepted(WithPatient(patient => patient["extension"]!.AsArray().Add(needs)));
        Assert.Equal(("en", "en"), (mapped.Input!.Patient!.Language, mapped.Input.Patient.Interpreter));
        Assert.DoesNotContain(mapped.Warnings, warning => warning.Code == "extension-not-kept");
    }

    [Theory]
    [InlineData("""
        {
          "resourceType": "Condition", "code": { "text": "Depression" }, "note": [ { "text": "Has a suicide plan" } ]
        }
        """)]
    [InlineData("""
        {
          "resourceType": "Condition", "code": { "text": "Depression" }, "clinicalStatus": { "text": "resolved" },
          "note": [ { "text": "Has a suicide plan" } ]
        }
        """)]
    [InlineData("""
        {
          "resourceType": "Observation", "status": "final", "code": { "text": "Risk" },
          "valueString": "Has a suicide plan"
        }
        """)]
    [InlineData("""
        {
          "resourceType": "Observation", "status": "final", "code": { "text": "Risk" },
          "valueCodeableConcept": { "coding": [ { "display": "Has a suicide plan" } ] }
        }
        """)]
    [InlineData("""
        {
          "resourceType": "Observation", "status": "final", "code": { "text": "Risk" },
          "note": [ { "text": "Has a suicide plan" } ]
        }
        """)]
    public void Emergency_in_the_referenced_reason_alarms(string json)
    {
        var (request, reason) = (AResource.Request(), AResource.Parse(json));
        reason["id"] = "c";
        reason["subject"] = new JsonObject { ["reference"] = "#dana" };
        request["contained"]!.AsArray().Add(reason);
        request["reasonReference"] = new JsonArray(new JsonObject { ["reference"] = "#c" });
        Assert.Equal(EmergencyConcern.Emergency,
            EmergencyDetector.Detect([AResource.Accepted(request).Input!.Reason!.Text!], [], new(2031, 3, 3))?.Concern);
    }

    private static MappingResult WithCondition(string element, string code)
    {
        var request = AResource.Request();
        request.Remove("reasonCode");
        request["contained"]!.AsArray().Add(AResource.Parse("""
            {
              "resourceType": "Condition", "id": "c", "subject": { "reference": "#dana" },
              "code": {
                "text": "Psychosis", "coding": [ { "system": "http://hl7.org/fhir/sid/icd-10-cm", "code": "F29" } ]
              }
            }
            """));
        request["contained"]![2]![element] =
            new JsonObject { ["coding"] = new JsonArray(new JsonObject { ["code"] = code }) };
        request["reasonReference"] = new JsonArray(new JsonObject { ["reference"] = "#c" });
        return AResource.Accepted(request);
    }

    private static MappingResult WithCoverage(Action<JsonObject> change)
    {
        var request = AResource.Request();
        var coverage = AResource.Parse("""
            {
              "resourceType": "Coverage", "id": "cov", "status": "active", "beneficiary": { "reference": "#dana" },
              "payor": [ { "display": "Blue Shield" } ], "subscriberId": "M-778"
            }
            """);
        change(coverage);
        request["contained"]!.AsArray().Add(coverage);
        request["insurance"] = new JsonArray(new JsonObject { ["reference"] = "#cov" });
        return AResource.Accepted(request);
    }

    private static JsonObject WithTask(string status, string priority)
    {
        var bundle = AResource.Transaction();
        bundle["entry"]!.AsArray().Add(AResource.Entry("urn:uuid:t", AResource.Parse($$"""
            {
              "resourceType": "Task", "status": "{{status}}", "intent": "order", "priority": "{{priority}}",
              "focus": { "reference": "urn:uuid:61ebe359-bfdc-4613-8bf2-c5e300945f0a" }
            }
            """)));
        return bundle;
    }

    private static JsonObject WithPatient(Action<JsonObject> change)
    {
        var request = AResource.Request();
        change(request["contained"]![0]!.AsObject());
        return request;
    }
}
