using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ReferralSilo.Api.Problems;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Testing;

namespace ReferralSilo.Host.Tests.Problems;

/// <summary>A host with problem handling only, on real Kestrel.</summary>
public sealed class ProblemHost : IAsyncLifetime
{
    private readonly WebApplication _app;

    public ProblemHost()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders().SetMinimumLevel(LogLevel.Warning).AddProvider(new OneLog(Log));
        builder.AddProblems(problems => problems.Map<TimeoutException>((_, _) => ProblemFor.OutcomeUnknown("op-1")));
        _app = builder.Build();
        _app.UseProblems();
        _app.MapPost("/submit", Read<SubmitReferral>);
        _app.MapPost("/decline", Read<Decline>);
        _app.MapPost("/claim", async (HttpRequest request, CancellationToken ct) =>
            (await JsonBody.Read<Claim>(request, ct, emptyIsObject: true)).Problem is { } problem ? problem.AsResult()
                : Results.NoContent());
        _app.MapGet("/list", (int limit) => limit);
        _app.MapGet("/broken", string () => throw new InvalidOperationException("Dana Okafor"));
        _app.MapGet("/timeout", string () => throw new TimeoutException());
        _app.MapGet("/bare/{status:int}", (int status) => Results.StatusCode(status));
    }

    public HttpClient Client { get; private set; } = null!;

    /// <summary>Warnings and errors of all parts of the host.</summary>
    public LogLines<ProblemHost> Log { get; } = new();

    public async ValueTask InitializeAsync()
    {
        await _app.StartAsync();
        Client = new HttpClient { BaseAddress = new Uri(
            _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single()) };
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private sealed class OneLog(LogLines<ProblemHost> lines) : ILoggerProvider
    {
        public ILogger CreateLogger(string categoryName) => lines;

        public void Dispose()
        {
        }
    }

    private static async Task<IResult> Read<T>(HttpRequest request, CancellationToken ct) where T : class =>
        (await JsonBody.Read<T>(request, ct)).Problem is { } problem ? problem.AsResult() : Results.NoContent();
}
