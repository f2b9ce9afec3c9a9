using System.Text.Json.Nodes;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Fhir;
using ReferralSilo.Host.Tests.Api;
using ReferralSilo.Host.Tests.Fhir;

namespace ReferralSilo.Host.Tests.Security;

/// <summary>A request of the matrix: an object of the caller's scope, or one outside of it.</summary>
/// <param name="Path">The address for an object.</param>
/// <param name="Body">JSON; null for none.</param>
/// <param name="Type">Media type of the body.</param>
/// <param name="Shows">What a list must contain: without it the answer is empty for the caller. Null for what is no
/// list.</param>
internal sealed record MatrixRequest(Func<MatrixObject, string> Path, Func<MatrixObject, string>? Body = null,
    string Type = "application/json", Func<MatrixObject, string>? Shows = null);

/// <summary>The objects of one side of the matrix. <c>Staff</c> and <c>Client</c> are accounts that nobody
/// uses.</summary>
internal sealed record MatrixObject(string Line, string Source, string Clinician, string Referral, string Number,
    string Phone, string Slot, string Patient, string Message, string Conversation, string Staff, string Client);

/// <summary>How each route is asked. A route without a row fails the test of the matrix.</summary>
internal static class AccessMatrixRows
{
    private const string AnyTime = "?from=2031-03-03T00:00:00Z&to=2031-03-04T00:00:00Z";

    /// <summary>By method and pattern. A new route adds its row here.</summary>
    public static IReadOnlyDictionary<string, MatrixRequest> All { get; } = new Dictionary<string, MatrixRequest>
    {
        ["GET /api/capacity"] = new(o => $"/api/capacity?serviceLine={o.Line}"),
        ["GET /api/clinicians"] = new(_ => "/api/clinicians"),
        ["GET /api/clinicians/{id}"] = new(o => $"/api/clinicians/{o.Clinician}"),
        ["PUT /api/clinicians/{id}"] = new(o => $"/api/clinicians/{o.Clinician}", o =>
            $$"""{"name":"D","timeZone":"UTC","serviceLines":["{{o.Line}}"],"licensedStates":["CO"]}"""),
        ["PUT /api/clinicians/{id}/availability"] =
            new(o => $"/api/clinicians/{o.Clinician}/availability", _ => """{"windows":[]}"""),
        ["POST /api/clinicians/{id}/exceptions"] = new(o => $"/api/clinicians/{o.Clinician}/exceptions",
            _ => """{"from":"2031-03-03T09:00:00Z","to":"2031-03-03T10:00:00Z"}"""),
        ["DELETE /api/clinicians/{id}/exceptions"] =
            new(o => $"/api/clinicians/{o.Clinician}/exceptions?exception=none"),
        ["DELETE /api/clinicians/{id}/exceptions/{exception}"] =
            new(o => $"/api/clinicians/{o.Clinician}/exceptions/none"),
        ["POST /api/clinicians/{id}/running-late"] =
            new(o => $"/api/clinicians/{o.Clinician}/running-late", _ => """{"minutes":5}"""),
        ["POST /api/clinicians/{id}/available-now"] = new(o => $"/api/clinicians/{o.Clinician}/available-now"),
        ["GET /api/clinicians/{id}/calendar-feed"] = new(o => $"/api/clinicians/{o.Clinician}/calendar-feed"),
        ["POST /api/clinicians/{id}/calendar-feed"] = new(o => $"/api/clinicians/{o.Clinician}/calendar-feed"),
        ["DELETE /api/clinicians/{id}/calendar-feed"] = new(o => $"/api/clinicians/{o.Clinician}/calendar-feed"),
        ["GET /api/clinicians/{id}/schedule"] = new(o => $"/api/clinicians/{o.Clinician}/schedule{AnyTime}"),
        ["GET /api/clients"] = new(_ => "/api/clients"),
        ["POST /api/clients"] = new(_ => "/api/clients",
            _ => $$"""{"id":"{{AProgram.New("c")}}","name":"Matrix","roles":["service"]}"""),
        ["GET /api/clients/{id}"] = new(o => $"/api/clients/{o.Client}"),
        ["POST /api/clients/{id}/disable"] = new(o => $"/api/clients/{o.Client}/disable"),
        ["POST /api/clients/{id}/enable"] = new(o => $"/api/clients/{o.Client}/enable"),
        ["POST /api/clients/{id}/rotate"] = new(o => $"/api/clients/{o.Client}/rotate"),
        ["GET /api/staff"] = new(_ => "/api/staff"),
        ["POST /api/staff"] = new(_ => "/api/staff",
            _ => $$"""{"user":"{{AProgram.New("u")}}","name":"Matrix","roles":["marketing"]}"""),
        ["GET /api/staff/{user}"] = new(o => $"/api/staff/{o.Staff}"),
        ["PUT /api/staff/{user}"] = new(o => $"/api/staff/{o.Staff}", _ => """{"name":"Matrix"}"""),
        ["POST /api/staff/{user}/disable"] = new(o => $"/api/staff/{o.Staff}/disable"),
        ["POST /api/staff/{user}/enable"] = new(o => $"/api/staff/{o.Staff}/enable"),
        ["POST /api/staff/{user}/reset-password"] = new(o => $"/api/staff/{o.Staff}/reset-password"),
        ["POST /api/session/password"] = new(_ => "/api/session/password",
            _ => """{"current":"not the current one","new":"another one of the matrix"}"""),
        ["POST /session/password"] =
            new(_ => "/session/password", _ => "current=x", "application/x-www-form-urlencoded"),
        ["GET /change-password"] = new(_ => "/change-password"),
        ["POST /change-password"] = new(_ => "/change-password"),
        ["GET /api/lists"] = new(_ => "/api/lists"),
        ["POST /api/lists/{name}/rebuild"] = new(_ => "/api/lists/patients/rebuild"),
        ["POST /api/lists/{name}/parked"] = new(_ => "/api/lists/patients/parked", _ => """{"kind":"x","id":"x"}"""),
        ["GET /api/mails/set-aside"] = new(_ => "/api/mails/set-aside"),
        ["POST /api/mails/set-aside/{id}/retry"] = new(_ => "/api/mails/set-aside/1-1/retry"),
        ["GET /api/operations"] = new(_ => "/api/operations?key=matrix"),
        ["POST /api/operations/settle"] = new(_ => "/api/operations/settle", _ => """{"key":"matrix"}"""),
        ["GET /api/operations/{key}"] = new(_ => "/api/operations/matrix"),
        ["GET /api/patients/{id}"] = new(o => $"/api/patients/{o.Patient}"),
        ["GET /api/patients/{id}/referrals"] =
            new(o => $"/api/patients/{o.Patient}/referrals", Shows: o => o.Referral),
        ["GET /api/patients/{id}/messages"] =
            new(o => $"/api/patients/{o.Patient}/messages", Shows: o => o.Message),
        ["POST /api/patients/{id}/correct"] = new(o => $"/api/patients/{o.Patient}/correct", _ => """{"reason":"x"}"""),
        ["POST /api/patients/{id}/consents"] =
            new(o => $"/api/patients/{o.Patient}/consents", _ => """{"kind":"sms","given":true,"how":"verbal"}"""),
        ["POST /api/patients/{id}/related-people"] =
            new(o => $"/api/patients/{o.Patient}/related-people", _ => """{"relationship":"parent","name":"x"}"""),
        ["POST /api/patients/{id}/related-people/{person}/correct"] =
            new(o => $"/api/patients/{o.Patient}/related-people/x/correct",
                _ => """{"relationship":"parent","name":"x","reason":"x"}"""),
        ["POST /api/patients/{id}/related-people/{person}/remove"] =
            new(o => $"/api/patients/{o.Patient}/related-people/x/remove", _ => """{"reason":"x"}"""),
        ["POST /api/patients/{id}/private"] = new(o => $"/api/patients/{o.Patient}/private",
            o => $$"""{"referral":"{{o.Referral}}","reason":"x"}"""),
        ["POST /api/patients/{id}/deceased"] = new(o => $"/api/patients/{o.Patient}/deceased", _ => """{"reason":"x"}"""),
        ["POST /api/patients/{id}/merge"] = new(o => $"/api/patients/{o.Patient}/merge",
            o => $$"""{"into":"{{o.Patient}}"}"""),
        ["POST /api/patients/{id}/unmerge"] = new(o => $"/api/patients/{o.Patient}/unmerge", _ => """{"reason":"x"}"""),
        ["POST /api/patients/search"] =
            new(_ => "/api/patients/search", o => $$"""{"q":"{{o.Phone}}"}""", Shows: o => o.Patient),
        ["GET /api/referrals"] = new(o => $"/api/referrals?serviceLine={o.Line}", Shows: o => o.Referral),
        ["POST /api/referrals/search"] =
            new(_ => "/api/referrals/search", o => $$"""{"q":"{{o.Number}}"}""", Shows: o => o.Referral),
        ["POST /api/referrals"] = new(_ => "/api/referrals",
            o => AProgram.Referral(o.Line, o.Source).ToJsonString()),
        ["GET /api/referrals/{id}"] = new(o => $"/api/referrals/{o.Referral}"),
        ["GET /api/referrals/{id}/history"] = new(o => $"/api/referrals/{o.Referral}/history"),
        ["GET /api/referrals/{id}/messages"] =
            new(o => $"/api/referrals/{o.Referral}/messages", Shows: o => o.Message),
        ["POST /api/messages/{id}/resend"] =
            new(o => $"/api/messages/{o.Message}/resend", _ => """{"channel":"email"}"""),
        ["POST /api/addresses/suppress"] = new(_ => "/api/addresses/suppress",
            _ => """{"address":"+13035550199","reason":"asked on the phone"}"""),
        ["POST /api/addresses/mark-valid"] = new(_ => "/api/addresses/mark-valid",
            _ => """{"address":"+13035550199","reason":"called and spoke with the patient"}"""),
        ["GET /api/conversations"] =
            new(o => $"/api/conversations?serviceLine={o.Line}", Shows: o => o.Conversation),
        ["GET /api/conversations/{id}"] = new(o => $"/api/conversations/{o.Conversation}"),
        ["POST /api/conversations/{id}/take"] = new(o => $"/api/conversations/{o.Conversation}/take"),
        ["POST /api/conversations/{id}/reply"] = new(o => $"/api/conversations/{o.Conversation}/reply",
            _ => """{"text":"x"}"""),
        ["POST /api/conversations/{id}/close"] = new(o => $"/api/conversations/{o.Conversation}/close",
            _ => """{"note":"x"}"""),
        ["POST /api/conversations/{id}/decide"] = new(o => $"/api/conversations/{o.Conversation}/decide",
            _ => """{"decision":"handled","note":"x"}"""),
        ["GET /api/patients/{id}/conversations"] =
            new(o => $"/api/patients/{o.Patient}/conversations", Shows: o => o.Conversation),
        ["GET /api/referrals/{id}/matches"] = new(o => $"/api/referrals/{o.Referral}/matches"),
        ["GET /api/referrals/{id}/why-not"] = new(o => $"/api/referrals/{o.Referral}/why-not?slot={o.Slot}"),
        ["GET /api/slots/{slot}/matches"] = new(o => $"/api/slots/{o.Slot}/matches"),
        ["GET /api/service-lines"] = new(_ => "/api/service-lines", Shows: o => o.Line),
        ["GET /api/service-lines/{id}"] = new(o => $"/api/service-lines/{o.Line}"),
        ["PUT /api/service-lines/{id}"] =
            new(o => $"/api/service-lines/{o.Line}", _ => """{"name":"L","timeZone":"America/Denver"}"""),
        ["GET /api/sources"] = new(_ => "/api/sources", Shows: o => $"\"{o.Source}\""),
        ["GET /api/sources/{id}"] = new(o => $"/api/sources/{o.Source}"),
        ["PUT /api/sources/{id}"] =
            new(o => $"/api/sources/{o.Source}", o => $$"""{"name":"{{o.Source}}","kind":"clinical"}"""),
        ["GET /api/sources/{id}/campaigns"] = new(o => $"/api/sources/{o.Source}/campaigns"),
        ["POST /api/sources/{id}/campaigns"] =
            new(o => $"/api/sources/{o.Source}/campaigns", _ => """{"code":"MATRIX","name":"Matrix"}"""),
        ["GET /api/sources/{id}/referrals"] =
            new(o => $"/api/sources/{o.Source}/referrals?limit=200", Shows: o => o.Referral),
        ["GET /api/templates"] = new(_ => "/api/templates"),
        ["GET /api/templates/{key}"] = new(_ => "/api/templates/reach-out.sms.en"),
        ["POST /api/templates"] = new(_ => "/api/templates", _ => """
            {"key":"matrix","occasion":"staff-alarm","channel":"sms","language":"en","body":"{{ number }} {{ link }}"}
            """),
        ["POST /api/templates/{key}/versions/{number:int}/submit"] =
            new(_ => "/api/templates/reach-out.sms.en/versions/1/submit"),
        ["POST /api/templates/{key}/versions/{number:int}/withdraw"] =
            new(_ => "/api/templates/reach-out.sms.en/versions/1/withdraw"),
        ["POST /api/templates/{key}/versions/{number:int}/approve"] =
            new(_ => "/api/templates/reach-out.sms.en/versions/1/approve"),
        ["POST /api/templates/{key}/versions/{number:int}/reject"] =
            new(_ => "/api/templates/missed-call.sms.en/versions/1/reject", _ => """{"reason":"Matrix"}"""),
        ["POST /api/templates/{key}/versions/{number:int}/retire"] =
            new(_ => "/api/templates/reach-out.sms.en/versions/1/retire"),
        ["GET /fhir/R4/ServiceRequest/{id}"] = new(o => $"/fhir/R4/ServiceRequest/{o.Referral}"),
        ["POST /fhir/R4/ServiceRequest"] = new(_ => "/fhir/R4/ServiceRequest",
            o => FhirOrder(o).ToJsonString(), "application/fhir+json"),
        ["POST /fhir/R4"] = new(_ => "/fhir/R4/", o => FhirBundle(o).ToJsonString(), "application/fhir+json"),
        ["GET /metrics"] = new(_ => "/metrics"),
    };

    /// <summary>An order of the source for the service line, with an identifier of its own.</summary>
    private static JsonObject FhirOrder(MatrixObject about, string subject = "#dana")
    {
        var order = AResource.BareRequest(subject, "#rivera");
        order["contained"] = subject == "#dana" ? new JsonArray(AResource.Patient(), AResource.Practitioner())
            : new JsonArray(AResource.Practitioner());
        order["identifier"] = new JsonArray(new JsonObject
        {
            ["system"] = "urn:matrix", ["value"] = AProgram.New("order"),
        });
        order["performer"] = new JsonArray(new JsonObject { ["reference"] = $"HealthcareService/{about.Line}" });
        order["requester"]!["identifier"] =
            new JsonObject { ["system"] = FhirNames.SourceSystem, ["value"] = about.Source };
        return order;
    }

    private static JsonObject FhirBundle(MatrixObject about)
    {
        const string patient = "urn:uuid:0c3151bd-1cbf-4d64-b04d-cd9187a4c6e0";
        return new JsonObject
        {
            ["resourceType"] = "Bundle", ["type"] = "transaction",
            ["entry"] = new JsonArray(AResource.Entry(patient, AResource.Patient()),
                AResource.Entry("urn:uuid:61ebe359-bfdc-4613-8bf2-c5e300945f0a", FhirOrder(about, patient))),
        };
    }

    /// <summary>The request of a route; null when it has no row. Commands take theirs from their table.</summary>
    public static MatrixRequest? Of(string route)
    {
        const string commands = "POST /api/referrals/{id}/";
        if (All.GetValueOrDefault(route) is { } row) return row;
        if (!route.StartsWith(commands, StringComparison.Ordinal)
            || CommandTable.All.FirstOrDefault(c => c.Name == route[commands.Length..]) is not { } command)
            return null;
        return new(o => $"/api/referrals/{o.Referral}/{command.Name}",
            _ => ReferralSuite.Minimal(command.Name) ?? "{}");
    }
}
