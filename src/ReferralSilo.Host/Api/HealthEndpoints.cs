using ReferralSilo.Contracts.Json;
using ReferralSilo.Host.Setup;
using ReferralSilo.Host.Timekeeping;
using ReferralSilo.Storage.Maintenance;

namespace ReferralSilo.Host.Api;

/// <summary><c>/health/live</c>: the process alone. <c>/health/ready</c>: it may be sent work.</summary>
public static class HealthEndpoints
{
    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/health/live", () => Results.Json(new { status = "live" }, ContractsJson.Options))
            .AllowAnonymous().WithTags("Health");
        routes.MapGet("/health/ready", Ready).AllowAnonymous().WithTags("Health");
    }

    /// <summary>
    /// Held messages do not make it unready: they wait for a person, and the work goes on. Neither does a machine's
    /// clock that is off, for it is corrected: <c>clock</c> says <c>off</c> then, and by how much, in milliseconds.
    /// </summary>
    private static async Task<IResult> Ready(Readiness readiness, MessageHold messages, ClockSynchronizer clock,
        CancellationToken ct)
    {
        if (!readiness.IsReady)
            return Results.Json(new { status = readiness.Why }, ContractsJson.Options,
                statusCode: StatusCodes.Status503ServiceUnavailable);
        var leave = await messages.MaySend(ct);
        return Results.Json(
            new
            {
                status = "ready", epoch = messages.Installation.Epoch, messages = leave ? "sent" : "held",
                clock = clock.IsOff ? "off" : "right", clockOffset = (long)clock.OffsetOfMachine.TotalMilliseconds,
            },
            ContractsJson.Options);
    }
}
