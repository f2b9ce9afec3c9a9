using System.Text.Json.Nodes;
using ReferralSilo.Contracts.Referrals;

namespace ReferralSilo.Host.Tests.Fhir;

/// <summary>Resolving the patient reference (S5), R4 "Resolving references in Bundles". A refusal is better than the
/// wrong patient.</summary>
public sealed class FhirReferenceTests
{
    private const string A = "https://a.example/fhir/", B = "https://b.example/fhir/",
        Urn = "urn:uuid:0c3151bd-1cbf-4d64-b04d-cd9187a4c6e0";

    public static TheoryData<string, string?, string?, string> ReferenceCases() => new()
    {
        // reference, full URL of the request, expected patient (entries in order A, B), symptom
        { "Patient/1", B + "ServiceRequest/9", "b",
            "a relative reference belongs to the server of the entry that refers" },
        { "Patient/1", A + "ServiceRequest/9", "a", "also when the other entry is first or last" },
        { A + "Patient/1", B + "ServiceRequest/9", "a", "an absolute reference is a full URL" },
        { B + "Patient/1", A + "ServiceRequest/9", "b", "an absolute reference is a full URL" },
        { B + "Patient/1/_history/7", A + "ServiceRequest/9", "b", "a version does not change the patient" },
        { "Patient/1/_history/7", B + "ServiceRequest/9/_history/2", "b",
            "a version does not change the server" },
        { "Patient/1", null, null, "without a server two patients match the id" },
        { "Patient/1", Urn, null, "a urn names no server" },
        { "Patient/1", "https://c.example/fhir/ServiceRequest/9", null, "a third server has no such entry" },
        { "https://c.example/fhir/Patient/1", B + "ServiceRequest/9", null, "no entry with that URL" },
        { "patient/1", B + "ServiceRequest/9", null, "types are case-sensitive" },
        { "Patient/2", B + "ServiceRequest/9", null, "no entry with that id" },
        { "1", B + "ServiceRequest/9", null, "no type" },
        { "Patient?name=Dana", B + "ServiceRequest/9", null, "an unsupported condition" },
        { "Patient?identifier=urn:mrn|b", B + "ServiceRequest/9", "b", "a conditional reference" },
        { "Patient?identifier=urn%3Amrn%7Ca", B + "ServiceRequest/9", "a", "an escaped conditional reference" },
        { "Patient?identifier=urn:both|x", B + "ServiceRequest/9", null, "an identifier of two patients" },
    };

    [Theory]
    [MemberData(nameof(ReferenceCases))]
    public void Relative_reference_never_resolves_to_a_patient_of_another_server(string reference, string? fullUrl,
        string? meant, string symptom)
    {
        foreach (var withId in new[] { true, false })
            foreach (var order in new[] { "ab", "ba" })
                Assert.True(meant == PatientNameOf(Bundle(reference, fullUrl, Entries(order, withId))), symptom);
    }

    [Fact]
    public void Entry_without_a_server_matches_by_type_and_id_only_when_unambiguous()
    {
        foreach (var patientUrl in new[] { null, Urn, "Patient/1" })
            Assert.Equal("a",
                PatientNameOf(Bundle("Patient/1", B + "ServiceRequest/9", [Patient("a", patientUrl, "1")])));
        Assert.Null(
            PatientNameOf(Bundle("Patient/1", B + "ServiceRequest/9",
                [Patient("a", null, "1"), Patient("b", A + "Patient/1", "1")])));
        Assert.Equal("b",
            PatientNameOf(Bundle("Patient/1", B + "ServiceRequest/9",
            [Patient("a", null, "1"), Patient("b", B + "Patient/1", "1")])));
        Assert.Null(PatientNameOf(Bundle("Patient/1", null, [Patient("a", null, "1"), Patient("b", null, "1")])));
        Assert.Null(PatientNameOf(Bundle("Patient/1", B + "ServiceRequest/9", [Patient("a", A + "Patient/1", "1")])));
    }

    [Fact]
    public void Two_entries_with_one_full_url_are_refused()
    {
        Assert.Null(PatientNameOf(Bundle(Urn, "urn:uuid:2", [Patient("a", Urn, null), Patient("b", Urn, null)])));
        Assert.Equal("a",
            PatientNameOf(Bundle(Urn, "urn:uuid:2", [Patient("a", Urn, null), Patient("b", "urn:uuid:3", null)])));
        var issue = AResource.Refused(Bundle("Patient/1", null, [Patient("a", null, "1"), Patient("b", null, "1")]));
        Assert.Equal(("multiple-matches", "Bundle.entry[0].resource.subject"), (issue.Code, issue.Expression));
    }

    [Theory]
    [InlineData("a", "a")]
    [InlineData("x", "a")]
    [InlineData("b", null)]
    public void Subject_with_an_identifier_of_another_patient_is_refused(string value, string? meant)
    {
        var request = AResource.BareRequest(Urn, "#nobody");
        request["subject"]!["identifier"] = new JsonObject { ["system"] = "urn:mrn", ["value"] = value };
        Assert.Equal(meant,
            PatientNameOf(Of(request, "urn:uuid:2", [Patient("a", Urn, null), Patient("b", "urn:uuid:3", null)])));
    }

    [Fact]
    public void Version_of_a_reference_selects_the_version_of_a_record()
    {
        var (old, present) = (Patient("a", A + "Patient/1", "1"), Patient("b", A + "Patient/1", "1"));
        old["resource"]!["meta"] = new JsonObject { ["versionId"] = "1", ["lastUpdated"] = "yesterday" };
        present["resource"]!["meta"] = new JsonObject { ["versionId"] = "2" };
        Assert.Equal("b", PatientNameOf(Bundle(A + "Patient/1/_history/2", null, [old, present])));
        Assert.Null(
            PatientNameOf(Bundle(A + "Patient/1", null, [old.DeepClone().AsObject(), present.DeepClone().AsObject()])));
    }

    [Fact]
    public void Put_and_if_none_exist_define_the_target_of_a_reference()
    {
        var put = Patient("a", null, null);
        put["request"] = new JsonObject { ["method"] = "PUT", ["url"] = "Patient/1" };
        Assert.Equal("a", PatientNameOf(Bundle("Patient/1", Urn, [put])));
        var byQuery = Patient("a", Urn + "1", null);
        byQuery["request"] = new JsonObject { ["method"] = "PUT", ["url"] = "Patient?identifier=urn:x|7" };
        Assert.Equal("a", PatientNameOf(Bundle("Patient?identifier=urn:x|7", Urn, [byQuery])));
        var conditional = Patient("a", Urn + "1", null);
        conditional["request"]!["ifNoneExist"] = "identifier=urn:x|7&birthdate=1988-04-12";
        Assert.Equal("a", PatientNameOf(Bundle("Patient?identifier=urn:x|7&birthdate=1988-04-12", Urn, [conditional])));
    }

    [Fact]
    public void Two_contained_patients_with_one_id_are_refused()
    {
        var request = AResource.Request();
        var other = AResource.Patient();
        other["name"] = new JsonArray(new JsonObject { ["family"] = "Other" });
        request["contained"]!.AsArray().Add(other);
        Assert.Equal("multiple-matches", AResource.Refused(request).Code);
    }

    [Fact]
    public void Contained_role_refers_to_contained_organization_and_practitioner()
    {
        var request = AResource.BareRequest("#dana", "#role");
        request["contained"] = new JsonArray(
            AResource.Patient(), AResource.Practitioner(),
            AResource.Parse("""
                {
                  "resourceType": "Organization", "id": "org", "name": "Lakeside Family Practice",
                  "identifier": [ { "system": "urn:referralsilo:source", "value": "lakeside-family-practice" } ]
                }
                """),
            AResource.Parse("""
                {
                  "resourceType": "PractitionerRole", "id": "role", "practitioner": { "reference": "#rivera" },
                  "organization": { "reference": "#org" }
                }
                """));
        foreach (var node in new JsonNode[] { request, Wrapped(request) })
        {
            var input = AResource.Accepted(node).Input!;
            Assert.Equal("lakeside-family-practice", input.Source);
            Assert.Equal(new ReferrerInput("A. Rivera", "1234567893",
                "+13035550100") { Practice = "Lakeside Family Practice" }, input.Referrer);
        }
    }

    [Fact]
    public void Reason_and_coverage_of_another_patient_are_not_used()
    {
        var request = AResource.BareRequest(A + "Patient/1", "#nobody");
        request.Remove("reasonCode");
        request["reasonReference"] =
            new JsonArray(new JsonObject { ["reference"] = "urn:uuid:c", ["display"] = "Psychosis" });
        request["insurance"] = new JsonArray(new JsonObject { ["reference"] = "urn:uuid:d" });
        var bundle = Of(request, A + "ServiceRequest/9",
        [
            Patient("a", A + "Patient/1", "1"), Patient("b", B + "Patient/1", "1"),
            AResource.Entry("urn:uuid:c", AResource.Parse($$"""
                {
                  "resourceType": "Condition", "subject": { "reference": "{{B}}Patient/1" },
                  "code": { "text": "Psychosis" }
                }
                """)),
            AResource.Entry("urn:uuid:d", AResource.Parse($$"""
                {
                  "resourceType": "Coverage", "status": "active", "beneficiary": { "reference": "{{B}}Patient/1" },
                  "payor": [ { "display": "Blue" } ], "subscriberId": "X1"
                }
                """)),
        ]);
        var mapped = AResource.Accepted(bundle);
        Assert.DoesNotContain("Psychosis", mapped.Input!.Reason!.Text);
        Assert.Equal((null, null), (mapped.Input.Payer, mapped.Input.MemberId));
        Assert.Equal(2, mapped.Warnings.Count(warning => warning.Code == "other-patient"));
    }

    [Fact]
    public void Unresolved_reference_gets_a_warning()
    {
        var request = AResource.Request();
        request["requester"] = new JsonObject { ["reference"] = "Practitioner/999" };
        var warning = Assert.Single(AResource.Accepted(request).Warnings, warning =>
            warning.Code == "reference-not-found");
        Assert.Equal(("ServiceRequest.requester", "Practitioner/999"), (warning.Field, warning.Value));
    }

    private static JsonObject[] Entries(string order, bool withId) =>
        [.. order.Select(who => Patient($"{who}", (who == 'a' ? A : B) + "Patient/1", withId ? "1" : null))];

    private static JsonObject Patient(string name, string? fullUrl, string? id)
    {
        var patient = AResource.Patient();
        patient.Remove("id");
        if (id is not null) patient["id"] = id;
        patient["name"] = new JsonArray(new JsonObject { ["family"] = name });
        patient["identifier"] = new JsonArray(new JsonObject { ["system"] = "urn:mrn", ["value"] = name },
            new JsonObject { ["system"] = "urn:both", ["value"] = "x" });
        var entry = AResource.Entry(fullUrl ?? "", patient);
        if (fullUrl is null) entry.Remove("fullUrl");
        return entry;
    }

    private static JsonObject Bundle(string reference, string? fullUrl, JsonObject[] entries) =>
        Of(AResource.BareRequest(reference, "#nobody"), fullUrl, entries);

    private static JsonObject Wrapped(JsonObject request) => Of(request.DeepClone().AsObject(), null, []);

    private static JsonObject Of(JsonObject request, string? fullUrl, JsonObject[] entries)
    {
        var own = AResource.Entry(fullUrl ?? "", request);
        if (fullUrl is null) own.Remove("fullUrl");
        return new() { ["resourceType"] = "Bundle", ["type"] = "transaction",
            ["entry"] = new JsonArray([own, .. entries]) };
    }

    /// <summary>The family name of the referral's patient; null when the request is refused.</summary>
    private static string? PatientNameOf(JsonObject bundle)
    {
        var (mapped, refusal) = AResource.Map(AResource.Bytes(bundle));
        if (refusal is not null)
            Assert.All(refusal.Issues.Where(issue => issue.IsError), issue =>
                Assert.EndsWith(".subject", issue.Expression));
        return mapped?.Input!.Patient!.FamilyName;
    }
}
