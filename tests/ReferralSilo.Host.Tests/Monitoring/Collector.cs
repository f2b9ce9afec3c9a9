using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace ReferralSilo.Host.Tests.Monitoring;

/// <summary>A collector of OpenTelemetry over HTTP that keeps what it gets. The texts of protobuf are plain
/// UTF-8.</summary>
public sealed class Collector : IAsyncDisposable
{
    private readonly ConcurrentQueue<(string Path, string Body)> _got = new();
    private readonly WebApplication _app;

    private Collector(string url)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(url);
        _app = builder.Build();
        _app.MapPost("/v1/{signal}", async (HttpRequest request) =>
        {
            using var body = new MemoryStream();
            await request.Body.CopyToAsync(body);
            _got.Enqueue((request.Path, Encoding.UTF8.GetString(body.ToArray())));
        });
    }

    public string Spans => Of("/v1/traces");

    public string Metrics => Of("/v1/metrics");

    public static async Task<Collector> Start(string url)
    {
        var collector = new Collector(url);
        await collector._app.StartAsync();
        return collector;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private string Of(string path) => string.Concat(_got.Where(g => g.Path == path).Select(g => g.Body));
}
