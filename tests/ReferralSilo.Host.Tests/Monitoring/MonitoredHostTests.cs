using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using ReferralSilo.Host.Monitoring;
using ReferralSilo.Host.Tests.Api;
using ReferralSilo.Storage;
using ReferralSilo.Testing;

namespace ReferralSilo.Host.Tests.Monitoring;

/// <summary>A program with an address for metrics and a collector.</summary>
public sealed class MonitoredHost : RunningHost, IAsyncLifetime
{
    private readonly TempFolder _folder = new();
    private readonly string _collectorUrl = $"http://127.0.0.1:{FreePort.Next()}";

    public string MetricsUrl { get; } = $"http://127.0.0.1:{FreePort.Next()}";

    public Collector Collector { get; private set; } = null!;

    /// <summary>A part of the program whose health the test decides.</summary>
    public APart Part { get; } = new();

    protected override StorageOptions Storage => new() { DataDirectory = _folder.Path };

    protected override MonitoringOptions Monitoring =>
        new() { MetricsUrl = BindingAddress.Parse(MetricsUrl), Exports = true };

    async ValueTask IAsyncLifetime.InitializeAsync()
    {
        Collector = await Collector.Start(_collectorUrl);
        await InitializeAsync();
    }

    protected override void Change(WebApplicationBuilder builder)
    {
        base.Change(builder);
        builder.Services.AddHealthChecks().AddCheck("part", Part);
        builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"] = _collectorUrl;
        builder.Configuration["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf";
    }

    protected override void Clean()
    {
        Collector.DisposeAsync().AsTask().Wait();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        _folder.Dispose();
    }
}

/// <summary>The address of the metrics and the exported traces and metrics.</summary>
public sealed class MonitoredHostTests(MonitoredHost host) : IClassFixture<MonitoredHost>
{
    [Fact]
    public async Task The_address_of_the_metrics_serves_them_without_a_sign_in_and_nothing_else()
    {
        using var http = new HttpClient { BaseAddress = new Uri(host.MetricsUrl) };
        var client = new ApiClient(http);

        Assert.NotEmpty(PrometheusText.Parse((await client.Get("/metrics")).Is(200).Text).Series);
        foreach (var path in (string[])["/", "/health/ready", "/api/session", "/sign-in", "/openapi/v1.json"])
            (await client.Get(path)).Is(404, "not-found");
        (await client.Post("/connect/token")).Is(404, "not-found");
    }

    [Fact]
    public async Task The_other_address_still_asks_for_a_sign_in()
    {
        (await new ApiClient(host.Browser()).Get("/metrics")).Is(401, "not-signed-in");
        Assert.Equal(HttpStatusCode.OK, (await host.Browser().GetAsync("/health/ready")).StatusCode);
    }

    [Fact]
    public async Task Exported_spans_and_metrics_have_routes_and_methods_and_no_patient_and_no_id()
    {
        var canary = await Canary.Create(host);

        Assert.True(host.Services.GetRequiredService<TracerProvider>().ForceFlush());
        // Not asserted: it is false because the reader of /metrics exports nothing by itself.
        host.Services.GetRequiredService<MeterProvider>().ForceFlush();

        var (spans, metrics) = (host.Collector.Spans, host.Collector.Metrics);
        Assert.All(["/api/referrals/{id}", "/api/patients/search", "IReferralGrain", "referralsilo"], name =>
            Assert.Contains(name, spans));
        Assert.DoesNotContain("EnsureRunning", spans);
        Assert.Contains("referralsilo.ledger.write.duration", metrics);
        Assert.All(canary.Texts, made =>
        {
            Assert.DoesNotContain(made, spans, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain(made, metrics, StringComparison.OrdinalIgnoreCase);
        });
    }
}
