using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using ReferralSilo.Api.Access;
using ReferralSilo.Api.Problems;
using ReferralSilo.Api.Requests;

namespace ReferralSilo.Host.Monitoring;

/// <summary>Metrics of the program, of Orleans, ASP.NET Core and the runtime, and traces for a collector.</summary>
public static class TelemetryRegistration
{
    public const string Path = "/metrics";

    private static readonly string[] Meters =
    [
        "ReferralSilo.*", "Microsoft.Orleans", "System.Runtime", "Microsoft.AspNetCore.Hosting",
        "Microsoft.AspNetCore.Server.Kestrel", "Microsoft.AspNetCore.Http.Connections",
    ];

    public static void AddTelemetry(this WebApplicationBuilder builder, MonitoringOptions options)
    {
        var telemetry = builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService("referralsilo", serviceVersion: ProgramVersion.Number))
            .WithMetrics(metrics =>
            {
                metrics.AddMeter(Meters).AddPrometheusExporter();
                if (options.Exports) metrics.AddOtlpExporter();
            });
        if (options.Exports)
            telemetry.WithTracing(traces => traces.AddAspNetCoreInstrumentation()
                .AddSource("Microsoft.Orleans.Application")
                // Before the exporter: a processor sees a span after the processors that were added earlier.
                .AddProcessor<SpanFilter>().AddOtlpExporter());
    }

    /// <summary>Answers every request to the address of the metrics. By the port of the connection, because a caller
    /// can send any <c>Host</c>. Must come after <c>UseProblems</c>, and before the drain and the sign-in.</summary>
    public static void UseMetricsAddress(this WebApplication app, MonitoringOptions options)
    {
        if (options.MetricsUrl is { } url)
            app.MapWhen(context => context.Connection.LocalPort == url.Port, metrics =>
            {
                metrics.UseOpenTelemetryPrometheusScrapingEndpoint(Path);
                metrics.Run(context => ProblemWriter.Write(context, ProblemFor.Code(ProblemCodes.NotFound)));
            });
    }

    public static void MapMetrics(this WebApplication app) => app.MapPrometheusScrapingEndpoint(Path)
        .WithMetadata(new HttpMethodMetadata([HttpMethods.Get])).RequirePermission(Permission.ReadMetrics);
}
