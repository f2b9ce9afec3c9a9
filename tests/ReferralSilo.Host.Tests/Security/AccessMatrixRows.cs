using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Host.Tests.Api;

namespace ReferralSilo.Host.Tests.Security;

/// <summary>A request of the matrix: an object of the caller's scope, or one outside of it.</summary>
/// <param name="Path">The address for an object.</param>
/// <param name="Body">JSON; null for none.</param>
/// <param name="Type">Media type of the body.</param>
internal sealed record MatrixRequest(Func<MatrixObject, string> Path, Func<MatrixObject, string>? Body = null,
    string Type = "application/json");

/// <summary>The objects of one side of the matrix.</summary>
internal sealed record MatrixObject(string Line, string Source, string Clinician, string Referral, string Slot,
    string Patient, string Message);

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
        ["GET /api/clinicians/{id}/schedule"] = new(o => $"/api/clinicians/{o.Clinician}/schedule{AnyTime}"),
        ["GET /api/clients"] = new(_ => "/api/clients"),
        ["POST /api/clients"] = new(_ => "/api/clients", _ => "{}"),
        ["GET /api/clients/{id}"] = new(_ => "/api/clients/demo-client"),
        ["POST /api/clients/{id}/disable"] = new(_ => "/api/clients/nobody/disable"),
        ["POST /api/clients/{id}/enable"] = new(_ => "/api/clients/demo-client/enable"),
        ["POST /api/clients/{id}/rotate"] = new(_ => "/api/clients/nobody/rotate"),
        ["GET /api/staff"] = new(_ => "/api/staff"),
        ["POST /api/staff"] = new(_ => "/api/staff", _ => "{}"),
        ["GET /api/staff/{user}"] = new(_ => "/api/staff/auditor"),
        ["PUT /api/staff/{user}"] = new(_ => "/api/staff/auditor", _ => """{"name":""}"""),
        ["POST /api/staff/{user}/disable"] = new(_ => "/api/staff/nobody/disable"),
        ["POST /api/staff/{user}/enable"] = new(_ => "/api/staff/auditor/enable"),
        ["POST /api/staff/{user}/reset-password"] = new(_ => "/api/staff/nobody/reset-password"),
        ["POST /api/session/password"] = new(_ => "/api/session/password", _ => "{}"),
        ["POST /session/password"] =
            new(_ => "/session/password", _ => "current=x", "application/x-www-form-urlencoded"),
        ["GET /change-password"] = new(_ => "/change-password"),
        ["POST /change-password"] = new(_ => "/change-password"),
        ["GET /api/lists"] = new(_ => "/api/lists"),
        ["POST /api/lists/{name}/rebuild"] = new(_ => "/api/lists/none/rebuild"),
        ["POST /api/lists/{name}/parked"] = new(_ => "/api/lists/none/parked", _ => """{"kind":"x","id":"x"}"""),
        ["GET /api/operations"] = new(_ => "/api/operations?key=matrix"),
        ["POST /api/operations/settle"] = new(_ => "/api/operations/settle", _ => """{"key":"matrix"}"""),
        ["GET /api/operations/{key}"] = new(_ => "/api/operations/matrix"),
        ["GET /api/patients/{id}"] = new(o => $"/api/patients/{o.Patient}"),
        ["GET /api/patients/{id}/referrals"] = new(o => $"/api/patients/{o.Patient}/referrals"),
        ["GET /api/patients/{id}/messages"] = new(o => $"/api/patients/{o.Patient}/messages"),
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
        ["POST /api/patients/search"] = new(_ => "/api/patients/search", _ => """{"q":"Nobody"}"""),
        ["GET /api/referrals"] = new(o => $"/api/referrals?serviceLine={o.Line}"),
        ["POST /api/referrals/search"] =
            new(_ => "/api/referrals/search", o => $$"""{"q":"Nobody","serviceLine":"{{o.Line}}"}"""),
        ["POST /api/referrals"] = new(_ => "/api/referrals",
            o => AProgram.Referral(o.Line, o.Source).ToJsonString()),
        ["GET /api/referrals/{id}"] = new(o => $"/api/referrals/{o.Referral}"),
        ["GET /api/referrals/{id}/history"] = new(o => $"/api/referrals/{o.Referral}/history"),
        ["GET /api/referrals/{id}/messages"] = new(o => $"/api/referrals/{o.Referral}/messages"),
        ["POST /api/messages/{id}/resend"] =
            new(o => $"/api/messages/{o.Message}/resend", _ => """{"channel":"email"}"""),
        ["POST /api/addresses/suppress"] = new(_ => "/api/addresses/suppress",
            _ => """{"address":"+13035550199","reason":"asked on the phone"}"""),
        ["POST /api/addresses/mark-valid"] = new(_ => "/api/addresses/mark-valid",
            _ => """{"address":"+13035550199","reason":"called and spoke with the patient"}"""),
        ["GET /api/conversations"] = new(o => $"/api/conversations?serviceLine={o.Line}"),
        ["GET /api/conversations/{id}"] = new(_ => "/api/conversations/none"),
        ["POST /api/conversations/{id}/take"] = new(_ => "/api/conversations/none/take"),
        ["POST /api/conversations/{id}/reply"] = new(_ => "/api/conversations/none/reply", _ => """{"text":"x"}"""),
        ["POST /api/conversations/{id}/close"] = new(_ => "/api/conversations/none/close", _ => """{"note":"x"}"""),
        ["POST /api/conversations/{id}/decide"] = new(_ => "/api/conversations/none/decide",
            _ => """{"decision":"handled","note":"x"}"""),
        ["GET /api/patients/{id}/conversations"] = new(o => $"/api/patients/{o.Patient}/conversations"),
        ["GET /api/referrals/{id}/matches"] = new(o => $"/api/referrals/{o.Referral}/matches"),
        ["GET /api/referrals/{id}/why-not"] = new(o => $"/api/referrals/{o.Referral}/why-not?slot={o.Slot}"),
        ["GET /api/slots/{slot}/matches"] = new(o => $"/api/slots/{o.Slot}/matches"),
        ["GET /api/service-lines"] = new(_ => "/api/service-lines"),
        ["GET /api/service-lines/{id}"] = new(o => $"/api/service-lines/{o.Line}"),
        ["PUT /api/service-lines/{id}"] =
            new(o => $"/api/service-lines/{o.Line}", _ => """{"name":"L","timeZone":"America/Denver"}"""),
        ["GET /api/sources"] = new(_ => "/api/sources"),
        ["GET /api/sources/{id}"] = new(o => $"/api/sources/{o.Source}"),
        ["PUT /api/sources/{id}"] =
            new(o => $"/api/sources/{o.Source}", o => $$"""{"name":"{{o.Source}}","kind":"clinical"}"""),
        ["GET /api/sources/{id}/campaigns"] = new(o => $"/api/sources/{o.Source}/campaigns"),
        ["POST /api/sources/{id}/campaigns"] =
            new(o => $"/api/sources/{o.Source}/campaigns", _ => """{"code":"MATRIX","name":"Matrix"}"""),
        ["GET /api/sources/{id}/referrals"] = new(o => $"/api/sources/{o.Source}/referrals"),
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
        ["POST /fhir/R4/ServiceRequest"] = new(_ => "/fhir/R4/ServiceRequest", _ => "{}", "application/fhir+json"),
        ["POST /fhir/R4"] = new(_ => "/fhir/R4/", _ => "{}", "application/fhir+json"),
        ["GET /metrics"] = new(_ => "/metrics"),
    };

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
