using ReferralSilo.Contracts.Json;
using ReferralSilo.Host.Setup;
using ReferralSilo.Storage.Moving;

namespace ReferralSilo.Host.Api;

/// <summary><c>/health/live</c>: the process alone. <c>/health/ready</c>: it may be sent work.</summary>
public static class HealthEndpoints
{
    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/health/live", () => Results.Json(new { status = "live" }, ContractsJson.Options)).AllowAnonymous().WithTags("Health");
        routes.MapGet("/health/ready", Ready).AllowAnonymous().WithTags("Health");
    }

    /// <summary>Held messages do not make it unready: they wait for a person, and the work goes on.</summary>
    private static async Task<IResult> Ready(Readiness readiness, MessageGate messages, CancellationToken ct)
    {
        if (!readiness.IsReady)
            return Results.Json(new { status = readiness.Why }, ContractsJson.Options, statusCode: StatusCodes.Status503ServiceUnavailable);
        var leave = await messages.MayLeave(ct);
        return Results.Json(
            new { status = "ready", epoch = messages.Installation.Epoch, messages = leave ? "sent" : "held" }, ContractsJson.Options);
    }
}
