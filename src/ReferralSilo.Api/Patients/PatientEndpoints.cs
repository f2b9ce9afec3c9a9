using ReferralSilo.Api.Access;
using ReferralSilo.Api.Problems;
using ReferralSilo.Api.Requests;
using ReferralSilo.Contracts.Patients;

namespace ReferralSilo.Api.Patients;

/// <summary>The routes below <c>/api/patients</c>.</summary>
public static class PatientEndpoints
{
    public static void MapPatients(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/api/patients/search", Search).RequirePermission(Permission.ReadPatients)
            .WithTags("Patients").Accepts<PatientSearch>("application/json").Produces<PatientPage>()
            .WithSummary("Finds patients by name, phone number or birth date.");

    private static async Task<IResult> Search(HttpContext http, Caller caller, PatientList patients,
        CancellationToken ct)
    {
        var body = await JsonBody.Read<PatientSearch>(http.Request, ct, emptyIsObject: true);
        return body.Problem is { } bad ? bad.AsResult()
            : ApiResults.Of(await patients.Search(body.Value!, caller, ct));
    }
}
