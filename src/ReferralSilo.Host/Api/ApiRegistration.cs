using ReferralSilo.Contracts.Json;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Host.Api.Capacity;
using ReferralSilo.Host.Api.Lists;
using ReferralSilo.Host.Api.Operations;
using ReferralSilo.Host.Api.Patients;
using ReferralSilo.Host.Api.Problems;
using ReferralSilo.Host.Api.Referrals;
using ReferralSilo.Host.Api.Settings;
using ReferralSilo.Host.Fhir;
using ReferralSilo.Host.Intake;
using ReferralSilo.Host.Security;
using ReferralSilo.Storage;

namespace ReferralSilo.Host.Api;

/// <summary>Registers the services, exception mappings and routes of the HTTP API.</summary>
public static class ApiRegistration
{
    public static void AddApi(this WebApplicationBuilder builder)
    {
        builder.AddProblems(problems => problems.MapSecurityProblems()
            .Map<NewerDataException>((_, _) => ProblemFor.Code(ProblemCodes.NewerData))
            .Map<LedgerUnavailableException>((_, _) => ProblemFor.Code(ProblemCodes.Unavailable))
            .Map<OutcomeUnknownException>((_, http) => FailedCall(http))
            .Map<TimeoutException>((_, http) => FailedCall(http))
            .Map<OperationCanceledException>((_, http) => FailedCall(http))
            .Map<OrleansException>((_, http) => FailedCall(http)));
        builder.Services.ConfigureHttpJsonOptions(json => ContractsJson.Apply(json.SerializerOptions));
        builder.Services.AddSingleton<GrainCalls>().AddSingleton<ReferralService>().AddSingleton<ReferralIntake>()
            .AddSingleton<ReferralList>().AddSingleton<PatientList>().AddSingleton<SlotMatching>();
        builder.Services.AddSingleton<FhirIntake>()
            .AddSingleton<IReferralIntake>(s => s.GetRequiredService<FhirIntake>())
            .AddSingleton<IReferralReader>(s => s.GetRequiredService<FhirIntake>());
        builder.Services.AddApiDocument();
    }

    public static void MapApi(this WebApplication app)
    {
        app.MapHealth();
        app.MapReferrals();
        app.MapPatients();
        app.MapLists();
        app.MapCapacity();
        app.MapClinicians();
        app.MapServiceLines();
        app.MapSources();
        app.MapOperations();
        app.MapFhir();
        app.MapOpenApi("/openapi/{documentName}.json").AllowAnonymous();
    }

    /// <summary>A failed read changed nothing; the outcome of a failed write is unknown.</summary>
    private static Contracts.Problem FailedCall(HttpContext http) =>
        HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method)
        ? ProblemFor.Code(ProblemCodes.Unavailable)
        : ProblemFor.OutcomeUnknown(
            http.Request.Headers["Idempotency-Key"] is [{ } key] ? ApiRequest.StatusPathOf(key) : null);
}
