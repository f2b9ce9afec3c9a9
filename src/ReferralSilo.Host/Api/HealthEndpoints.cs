using ReferralSilo.Contracts.Json;
using ReferralSilo.Host.Setup;

namespace ReferralSilo.Host.Api;

/// <summary><c>/health/live</c>: the process alone. <c>/health/ready</c>: it may be sent work.</summary>
public static class HealthEndpoints
{
    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/health/live", () => Results.Json(new { status = "live" }, ContractsJson.Options)).AllowAnonymous().WithTags("Health");
        routes.MapGet("/health/ready", (Readiness readiness) => readiness.IsReady
            ? Results.Json(new { status = "ready" }, ContractsJson.Options)
            : Results.Json(new { status = readiness.Why }, ContractsJson.Options, statusCode: StatusCodes.Status503ServiceUnavailable))
            .AllowAnonymous().WithTags("Health");
    }
}
