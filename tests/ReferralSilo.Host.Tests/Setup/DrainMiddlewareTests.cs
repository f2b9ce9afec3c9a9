using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using ReferralSilo.Api.Draining;
using ReferralSilo.Api.Problems;
using ReferralSilo.Host.Monitoring;
using ReferralSilo.Host.Timekeeping;
using ReferralSilo.Storage;
using ReferralSilo.Storage.Maintenance;
using ReferralSilo.Storage.Opening;
using ReferralSilo.Testing;

namespace ReferralSilo.Host.Tests.Setup;

/// <summary>What a client sees of a silo that is leaving.</summary>
public sealed class DrainMiddlewareTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _time = new();
    private readonly TempFolder _folder = new();
    private readonly TaskCompletionSource _slow = new();
    private readonly TaskCompletionSource _circuitEnded = new();
    private WebApplication _app = null!;
    private HttpClient _client = null!;

    private Drain Drain => _app.Services.GetRequiredService<Drain>();

    public async ValueTask InitializeAsync()
    {
        var storage = new StorageOptions { DataDirectory = _folder.Path };
        await (await LedgerFactory.Open(storage)).DisposeAsync();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton<Readiness>().AddSingleton<TimeProvider>(_time).AddSingleton(DrainLimits.Cluster)
            .AddSingleton<Drain>()
            .AddSingleton(await MessageHold.Open(storage, _time))
            .AddSingleton(
                new ClockSynchronizer(new SynchronizedClock(_time), _time, null, new ClockTuning(),
                NullLogger<ClockSynchronizer>.Instance));
        builder.AddHealth();
        _app = builder.Build();
        _app.UseProblems();
        _app.UseDrain();
        _app.MapHealth();
        _app.MapGet("/quick", () => "done");
        _app.MapGet("/slow", async () =>
        {
            await _slow.Task;
            return "done";
        });
        _app.Map("/_blazor", async (HttpContext context) =>
        {
            await using var ended = context.RequestAborted.Register(() => _circuitEnded.TrySetResult());
            await context.Response.Body.FlushAsync();
            await _circuitEnded.Task;
        });
        await _app.StartAsync();
        _app.Services.GetRequiredService<Readiness>().Ready();
        _client = new HttpClient { BaseAddress = new Uri(_app.Urls.Single()) };
    }

    public async ValueTask DisposeAsync()
    {
        _slow.TrySetResult();
        _circuitEnded.TrySetResult();
        _client.Dispose();
        await _app.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        _folder.Dispose();
    }

    [Fact]
    public async Task It_says_so_to_the_load_balancer_answers_a_little_longer_and_asks_clients_to_connect_elsewhere()
    {
        Assert.Null((await _client.GetAsync("/quick", Ct)).Headers.ConnectionClose);
        _ = Drain.Run(Ct);

        var health = await _client.GetAsync("/health/ready", Ct);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "draining"),
            (health.StatusCode, (string?)(await health.Content.ReadFromJsonAsync<JsonNode>(Ct))!["status"]));
        Assert.Equal(HttpStatusCode.OK, (await _client.GetAsync("/health/live", Ct)).StatusCode);
        var answer = await _client.GetAsync("/quick", Ct);
        Assert.Equal((HttpStatusCode.OK, true), (answer.StatusCode, answer.Headers.ConnectionClose));
    }

    [Fact]
    public async Task Then_it_refuses_with_a_problem_and_lets_what_is_under_way_end()
    {
        var slow = _client.GetAsync("/slow", Ct);
        await Eventually.Is("the request is under way", () => Drain.InFlight == 1);
        var leaving = Drain.Run(Ct);
        _time.Advance(DrainLimits.Cluster.Notice);
        await Eventually.Is("intake has stopped", () => Drain.IsClosed);

        var refused = await _client.GetAsync("/quick", Ct);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.Equal(DrainLimits.Cluster.RetryAfter, refused.Headers.RetryAfter!.Delta);
        Assert.Equal("draining", (string?)(await refused.Content.ReadFromJsonAsync<JsonNode>(Ct))!["code"]);
        Assert.False(leaving.IsCompleted);

        _slow.SetResult();
        Assert.Equal("done", await (await slow).Content.ReadAsStringAsync(Ct));
        await leaving.WaitAsync(Eventually.Deadline, Ct);
    }

    [Fact]
    public async Task The_connection_of_a_screen_ends_within_the_window_and_no_new_one_is_taken()
    {
        await _client.GetAsync("/_blazor", HttpCompletionOption.ResponseHeadersRead, Ct);
        var leaving = Drain.Run(Ct);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await _client.GetAsync("/_blazor", Ct)).StatusCode);
        _time.Advance(DrainLimits.Cluster.Move);
        await _circuitEnded.Task.WaitAsync(Eventually.Deadline, Ct);
        await leaving.WaitAsync(Eventually.Deadline, Ct);
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;
}
