using ReferralSilo.Api.Requests;
using ReferralSilo.Api.Draining;
using ReferralSilo.Contracts.Json;
using ReferralSilo.Host.Timekeeping;
using ReferralSilo.Storage.Maintenance;

namespace ReferralSilo.Host;

/// <summary><c>/health/live</c>: the process runs. <c>/health/ready</c>: it accepts work.</summary>
public static class HealthEndpoints
{
    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/health/live", () => Results.Json(
            new { status = "live", version = ProgramVersion.Number }, ContractsJson.Options))
            .AllowAnonymous().WithTags("Health");
        routes.MapGet("/health/ready", Ready).AllowAnonymous().WithTags("Health");
    }

    /// <summary>
    /// Held messages do not make it unready: they wait for a person, and the work continues. Neither does a wrong
    /// machine clock, because it is corrected: <c>clock</c> is <c>off</c> then, and <c>clockOffset</c> is the
    /// difference in milliseconds.
    /// </summary>
    private static async Task<IResult> Ready(Readiness readiness, MessageHold messages, ClockSynchronizer clock,
        CancellationToken ct)
    {
        if (!readiness.IsReady)
            return Results.Json(new { status = readiness.Why }, ContractsJson.Options,
                statusCode: StatusCodes.Status503ServiceUnavailable);
        var areSent = await messages.MaySend(ct);
        return Results.Json(
            new
            {
                status = "ready", version = ProgramVersion.Number, epoch = messages.Installation.Epoch,
                messages = areSent ? "sent" : "held",
                clock = clock.IsOff ? "off" : "right", clockOffset = (long)clock.OffsetOfMachine.TotalMilliseconds,
            },
            ContractsJson.Options);
    }
}
