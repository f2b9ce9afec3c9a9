using ReferralSilo.Api.Access;
using ReferralSilo.Api.Capacity;
using ReferralSilo.Api.Conversations;
using ReferralSilo.Api.Lists;
using ReferralSilo.Api.Messages;
using ReferralSilo.Api.Operations;
using ReferralSilo.Api.Patients;
using ReferralSilo.Api.Problems;
using ReferralSilo.Api.Referrals;
using ReferralSilo.Api.Requests;
using ReferralSilo.Api.Settings;
using ReferralSilo.Contracts.Json;
using ReferralSilo.Contracts.Problems;
using ReferralSilo.Domain.Stored;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Storage;

namespace ReferralSilo.Api;

/// <summary>Registers the services, exception mappings and routes of the HTTP API.</summary>
public static class ApiRegistration
{
    /// <param name="more">Maps the exceptions of other parts, before those of this one.</param>
    public static void AddApi(this WebApplicationBuilder builder, Func<ProblemOptions, ProblemOptions> more)
    {
        builder.AddProblems(problems => more(problems)
            .Map<Exception>((e, _) => NewerFormException.In(e) is null ? null : ProblemFor.Code(ProblemCodes.NewerData))
            .Map<LedgerUnavailableException>((_, _) => ProblemFor.Code(ProblemCodes.Unavailable))
            .Map<OutcomeUnknownException>((_, http) => FailedCall(http))
            .Map<TimeoutException>((_, http) => FailedCall(http))
            .Map<OperationCanceledException>((_, http) => FailedCall(http))
            .Map<OrleansException>((_, http) => FailedCall(http)));
        builder.Services.ConfigureHttpJsonOptions(json => ContractsJson.Apply(json.SerializerOptions));
        builder.Services.AddSingleton<GrainCalls>().AddSingleton<OperationNames>().AddSingleton<ReferralService>()
            .AddSingleton<ReferralIntake>().AddSingleton<ReferralList>().AddSingleton<OwnVisitList>()
            .AddSingleton<PatientList>().AddSingleton<PatientReceivers>()
            .AddSingleton<PatientService>().AddSingleton<MessageService>()
            .AddSingleton<ConversationService>().AddSingleton<ConversationViewer>()
            .AddSingleton<SlotMatching>().AddSingleton<SlotReasons>()
            .AddSingleton<BookingRefusals>().AddSingleton<OperationOutcomes>()
            .AddSingleton<ClinicianService>().AddSingleton<CalendarFeeds>()
            .AddSingleton<ServiceLineService>().AddSingleton<SourceService>()
            .AddSingleton<IAccountScopes, AccountScopes>();
        builder.Services.AddApiDocument();
    }

    public static void MapApi(this WebApplication app)
    {
        app.MapReferrals();
        app.MapPatients();
        app.MapMessages();
        app.MapConversations();
        app.MapLists();
        app.MapCapacity();
        app.MapClinicians();
        app.MapServiceLines();
        app.MapSources();
        app.MapOperations();
        app.MapOpenApi("/openapi/{documentName}.json").AllowAnonymous();
    }

    /// <summary>A failed read changed nothing; the outcome of a failed write is unknown.</summary>
    private static Problem FailedCall(HttpContext http) =>
        HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method)
        ? ProblemFor.Code(ProblemCodes.Unavailable)
        : ProblemFor.OutcomeUnknown(
            http.Request.Headers["Idempotency-Key"] is [{ } key] ? ApiRequest.StatusPathOf(key) : null);
}
