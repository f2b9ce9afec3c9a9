using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using NodaTime;
using ReferralSilo.Api.Access;
using ReferralSilo.Api.Problems;
using ReferralSilo.Contracts.Session;
using ReferralSilo.Identity;
using ReferralSilo.Identity.Accounts;
using ReferralSilo.Identity.Managing;
using ReferralSilo.Identity.SigningIn;
using ReferralSilo.Testing;

namespace ReferralSilo.Host.Tests.Security;

/// <summary>The security parts alone, on real Kestrel and a real accounts database, with time that only the test
/// moves.</summary>
public sealed class SecurityHost : IAsyncDisposable
{
    /// <summary>How long a test waits for a fact before it says what did not happen.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly List<HttpClient> _clients = [];
    private readonly WebApplication _app;

    private SecurityHost(WebApplication app, PacedTime time)
    {
        (_app, Time) = (app, time);
        Address = new Uri(
            app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
    }

    public PacedTime Time { get; }

    public Uri Address { get; }

    public IServiceProvider Services => _app.Services;

    public StaffAccounts Accounts => Services.GetRequiredService<StaffAccounts>();

    public static async Task<SecurityHost> Start(Action<AccountsOptions> engine, DateTimeOffset? now = null,
        bool slim = true, bool demo = true)
    {
        var time = new PacedTime(now ?? new DateTimeOffset(2031, 3, 3, 9, 0, 0, TimeSpan.Zero));
        var builder = slim ? WebApplication.CreateSlimBuilder() : WebApplication.CreateBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Services.AddSingleton<TimeProvider>(time).AddSingleton<IClock>(time);
        builder.Services.AddSingleton<IAccountScopes, KnownScopes>();
        builder.AddProblems(problems => problems.MapSecurityProblems());
        builder.AddReferralSiloSecurity(options =>
        {
            options.AllowPlainHttp = true;
            engine(options);
        });

        var app = builder.Build();
        app.UseProblems();
        app.UseReferralSiloSecurity();
        app.MapSession();
        app.MapAccounts();
        Probes(app);
        await app.Services.GetRequiredService<AccountsDatabase>().Prepare();
        if (demo) await app.Services.GetRequiredService<DemoAccounts>().Seed("lakeside-family-practice", "clinician-1");
        await app.StartAsync();
        return new SecurityHost(app, time);
    }

    /// <summary>A client with a cookie jar of its own that follows no redirect.</summary>
    public HttpClient Browser()
    {
        var client =
            new HttpClient(
            new SocketsHttpHandler { AllowAutoRedirect = false,
            CookieContainer = new CookieContainer() }) { BaseAddress = Address };
        _clients.Add(client);
        return client;
    }

    /// <summary>A client that is signed in as a demo user.</summary>
    public async Task<HttpClient> SignedIn(string user, string password = DemoAccounts.Password)
    {
        var client = Browser();
        using var answer = await client.SignIn(user, password);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return client;
    }

    /// <summary>Moves time in small steps until something is so, at most so far; then it must come true without more
    /// time.</summary>
    public async Task Until(Func<Task<bool>> isSo, TimeSpan atMost, string what)
    {
        var end = Time.GetUtcNow() + atMost;
        while (!await isSo() && Time.GetUtcNow() < end)
        {
            await Eventually.Is("the watch over rights waits for its next turn", () => Time.IsAwaited, Patience);
            Time.Advance(TimeSpan.FromMilliseconds(250));
        }

        await Eventually.Is($"within {atMost} {what}", isSo, Patience);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients)
            client.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private static void Probes(WebApplication app)
    {
        app.MapGet("/api/probe/who", (Caller caller) => caller.Id).RequirePermission(Permission.SignedIn);
        app.MapGet("/api/probe/read", () => "ok").RequirePermission(Permission.ReadReferrals);
        app.MapPost("/api/probe/decide", () => "ok").RequirePermission(Permission.DecideReferral);
        app.MapPost("/fhir/probe/decide", () => "ok").RequirePermission(Permission.DecideReferral);
        app.MapGet("/api/probe/undeclared", () => "never");
        app.MapGet("/page", () => Results.Content("<p>ok", "text/html")).RequirePermission(Permission.SignedIn);
        app.MapGet("/sign-in", () => Results.Content("<p>sign in", "text/html")).AllowAnonymous();
        app.MapGet("/hubs/boards", () => "live").RequirePermission(Permission.WatchTriage);
        app.MapGet("/api/probe/stream", Stream).RequirePermission(Permission.SignedIn);
    }

    /// <summary>Everything exists whose id does not begin with "no".</summary>
    private sealed class KnownScopes : IAccountScopes
    {
        public ValueTask<bool> HasServiceLine(string id, CancellationToken ct) => new(IsKnown(id));

        public ValueTask<bool> HasSource(string id, CancellationToken ct) => new(IsKnown(id));

        public ValueTask<bool> HasClinician(string id, CancellationToken ct) => new(IsKnown(id));

        private static bool IsKnown(string id) => !id.StartsWith("no", StringComparison.Ordinal);
    }

    /// <summary>Says "open", then says nothing until the rights are gone.</summary>
    private static async Task Stream(HttpContext context, AccessRevocationMonitor rights)
    {
        using var lease = rights.Open((CallerPrincipal)context.User);
        await context.Response.WriteAsync("open\n");
        await context.Response.Body.FlushAsync();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(lease.Ended, context.RequestAborted);
        var ended = new TaskCompletionSource();
        await using var registration = either.Token.Register(ended.SetResult);
        await ended.Task;
        await context.Response.WriteAsync("ended\n");
    }
}
