using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using ReferralSilo.Api.Draining;
using ReferralSilo.Api.Requests;
using ReferralSilo.Contracts.Json;

namespace ReferralSilo.Host.Monitoring;

/// <summary><c>/health/live</c>: the process runs. <c>/health/ready</c>: it accepts work.</summary>
public static class HealthEndpoints
{
    /// <summary>
    /// Registers what <c>/health/ready</c> asks. Other parts add theirs with <c>AddHealthChecks().AddCheck</c>; each is
    /// bounded in time, and its data are fields of the answer. <c>Unhealthy</c> (503) is for what another silo may do
    /// better; a part that fails for all silos, such as a mail server, is <c>Degraded</c> and named in the answer.
    /// </summary>
    public static void AddHealth(this WebApplicationBuilder builder)
    {
        builder.Services.AddHealthChecks().AddCheck<MessagesCheck>("messages").AddCheck<ClockCheck>("clock");
        builder.Services.AddSingleton<IPostConfigureOptions<HealthCheckServiceOptions>, BoundedChecks>();
        // It would log each probe of a failed check; BoundedCheck logs the changes.
        builder.Logging.AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.None);
    }

    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/health/live", () => Results.Json(
            new { status = "live", version = ProgramVersion.Number }, ContractsJson.Options))
            .AllowAnonymous().WithTags("Health");
        routes.MapGet("/health/ready", Ready).AllowAnonymous().WithTags("Health");
    }

    private static async Task<IResult> Ready(Readiness readiness, HealthCheckService checks, CancellationToken ct)
    {
        if (!readiness.IsReady) return NotReady(new { status = readiness.Why });
        var report = await checks.CheckHealthAsync(ct);
        if (Named(report, HealthStatus.Unhealthy) is { Length: > 0 } failed)
            return NotReady(new { status = "failing", failed });
        var answer = new Dictionary<string, object> { ["status"] = "ready", ["version"] = ProgramVersion.Number };
        foreach (var (name, value) in report.Entries.Values.SelectMany(e => e.Data)) answer[name] = value;
        if (Named(report, HealthStatus.Degraded) is { Length: > 0 } degraded) answer["degraded"] = degraded;
        return Results.Json(answer, ContractsJson.Options);
    }

    private static IResult NotReady(object answer) =>
        Results.Json(answer, ContractsJson.Options, statusCode: StatusCodes.Status503ServiceUnavailable);

    private static string[] Named(HealthReport report, HealthStatus status) =>
        [.. report.Entries.Where(e => e.Value.Status == status).Select(e => e.Key)];
}
