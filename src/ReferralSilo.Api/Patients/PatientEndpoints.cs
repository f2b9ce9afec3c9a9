using ReferralSilo.Api.Access;
using ReferralSilo.Api.Problems;
using ReferralSilo.Api.Requests;
using ReferralSilo.Contracts.Messages;
using ReferralSilo.Contracts.Patients;
using ReferralSilo.Contracts.Referrals;

namespace ReferralSilo.Api.Patients;

/// <summary>The routes below <c>/api/patients</c>.</summary>
public static class PatientEndpoints
{
    public static void MapPatients(this IEndpointRouteBuilder routes)
    {
        var patients = routes.MapGroup("/api/patients").WithTags("Patients");
        patients.MapPost("search", Search).RequirePermission(Permission.ReadPatients)
            .Accepts<PatientSearch>("application/json").Produces<PatientPage>()
            .WithSummary("Finds patients by name, phone number or birth date.");
        patients.MapGet("{id}", Get).RequirePermission(Permission.ReadPatientRecords).Produces<PatientView>()
            .WithSummary("One patient: identity, contact points, consents, corrections.");
        patients.MapGet("{id}/referrals", Referrals).RequirePermission(Permission.ReadPatientRecords)
            .Produces<Page<ReferralView>>().WithSummary("The patient's referrals that the caller may see.");
        patients.MapGet("{id}/messages", Messages).RequirePermission(Permission.ReadPatientRecords)
            .Produces<Page<MessageView>>()
            .WithSummary("The messages about the patient's newest referrals that the caller may see, newest first.");
        Map<CorrectPatientInput>(patients, "correct", "Corrects the patient in all referrals.",
            (service, id, body, request) => service.Correct(id, body, request));
        Map<PatientConsentInput>(patients, "consents", "Records a consent that was given or withdrawn.",
            (service, id, body, request) => service.Record(id, body, request));
        Map<RelatedPersonDetailsInput>(patients, "related-people", "Adds a guardian, caregiver or other person.",
            (service, id, body, request) => service.AddRelated(id, body, request));
        MapPerson<RelatedPersonDetailsInput>(patients, "correct", "Corrects or confirms a related person.",
            (service, id, person, body, request) => service.CorrectRelated(id, person, body, request));
        MapPerson<RemoveRelatedPersonInput>(patients, "remove", "Removes a related person.",
            (service, id, person, body, request) => service.RemoveRelated(id, person, body, request));
        Map<PrivateTopicInput>(patients, "private", "Records what the patient keeps private from related people.",
            (service, id, body, request) => service.RecordPrivacy(id, body, request));
        Map<PatientDeathInput>(patients, "deceased", "Records that the patient has died.",
            (service, id, body, request) => service.RecordDeath(id, body, request));
        Map<MergePatientInput>(patients, "merge", "Merges the record into another one.",
            (service, id, body, request) => service.Merge(id, body, request));
        Map<UnmergePatientInput>(patients, "unmerge", "Separates a merged record again.",
            (service, id, body, request) => service.Unmerge(id, body, request));
    }

    private static void Map<TBody>(RouteGroupBuilder patients, string name, string summary,
        Func<PatientService, string, TBody, ApiRequest, Task<SettingAnswer<PatientView>>> send)
        where TBody : class =>
        Map<TBody>(patients, "{id}/" + name, summary, (service, id, _, body, request) =>
            send(service, id, body, request));

    private static void MapPerson<TBody>(RouteGroupBuilder patients, string name, string summary,
        Func<PatientService, string, string, TBody, ApiRequest, Task<SettingAnswer<PatientView>>> send)
        where TBody : class => Map(patients, "{id}/related-people/{person}/" + name, summary, send);

    private static void Map<TBody>(RouteGroupBuilder patients, string route, string summary,
        Func<PatientService, string, string, TBody, ApiRequest, Task<SettingAnswer<PatientView>>> send)
        where TBody : class =>
        patients.MapPost(route, async (string id, HttpContext http, Caller caller, PatientService service,
            CancellationToken ct) =>
        {
            var body = await JsonBody.Read<TBody>(http.Request, ct, emptyIsObject: true);
            if (body.Problem is { } bad) return bad.AsResult();
            var (request, problem) = ApiRequest.Read(http, caller, body.Hash);
            return problem is not null ? problem.AsResult()
                : (await send(service, id, http.Request.RouteValues["person"] as string ?? "", body.Value!,
                    request!)).AsResult();
        }).RequirePermission(Permission.ScheduleReferral).Accepts<TBody>("application/json").Produces<PatientView>()
            .WithSummary(summary);

    private static async Task<IResult> Get(string id, Caller caller, PatientService service, CancellationToken ct) =>
        (await service.Read(id, caller, ct)).AsResult();

    private static async Task<IResult> Referrals(string id, Caller caller, PatientService service) =>
        ApiResults.Of(await service.Referrals(id, caller));

    private static async Task<IResult> Messages(string id, Caller caller, PatientService service) =>
        ApiResults.Of(await service.Messages(id, caller));

    private static async Task<IResult> Search(HttpContext http, Caller caller, PatientList patients,
        CancellationToken ct)
    {
        var body = await JsonBody.Read<PatientSearch>(http.Request, ct, emptyIsObject: true);
        return body.Problem is { } bad ? bad.AsResult()
            : ApiResults.Of(await patients.Search(body.Value!, caller, ct));
    }
}
