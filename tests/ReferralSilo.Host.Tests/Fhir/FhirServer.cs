using System.Net.Http.Headers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ReferralSilo.Api.Intake;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Problems;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Fhir;

namespace ReferralSilo.Host.Tests.Fhir;

/// <summary>The FHIR endpoints on a real socket, with a fake intake.</summary>
public sealed class FhirServer : IReferralIntake, IReferralReader, IAsyncLifetime
{
    private WebApplication? app;

    public HttpClient Client { get; } = new();

    public List<(SubmitReferral Input, string? Key)> Submitted { get; } = [];

    /// <summary>Warnings of the last submission.</summary>
    public IReadOnlyList<IntakeWarning> Warnings { get; private set; } = [];

    /// <summary>The answer to the next submissions, when set.</summary>
    public Problem? Problem { get; set; }

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton<IReferralIntake>(this).AddSingleton<IReferralReader>(this)
            .AddSingleton<NodaTime.IClock>(NodaTime.SystemClock.Instance);
        app = builder.Build();
        app.UseFhirErrors();
        // Simulates sign-in, rate limits and other errors before an endpoint.
        app.Use(async (http, next) =>
        {
            if (!http.Request.Headers.TryGetValue("X-Status", out var status)) await next(http);
            else http.Response.StatusCode = int.Parse(status.ToString(), null);
        });
        app.MapFhir();
        app.MapPost("/fhir/R4/problem", () =>
            Results.Problem("Taken.", statusCode: 409,
            extensions: new Dictionary<string, object?> { ["code"] = "slot-taken" }));
        await app.StartAsync();
        Client.BaseAddress =
            new(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        if (app is not null) await app.DisposeAsync();
    }

    public Task<HttpResponseMessage> Post(string path, byte[] body, string contentType = FhirNames.Json,
        params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        return Client.SendAsync(request);
    }

    Task<IntakeAnswer> IReferralIntake.Submit(SubmitReferral input, IReadOnlyList<IntakeWarning> warnings,
        IntakeChannel channel, string? idempotencyKey, HttpContext http, CancellationToken ct)
    {
        if (Problem is not null) return Task.FromResult(new IntakeAnswer(null, false, Problem));
        var replayed = Submitted.Any(earlier => earlier.Input.Identifiers!.Intersect(input.Identifiers!).Any());
        Submitted.Add((input, idempotencyKey));
        Warnings = warnings;
        return Task.FromResult(new IntakeAnswer(View(input), replayed, null, replayed
            && http.Request.Headers.ContainsKey("If-None-Exist")));
    }

    ValueTask<string?> IReferralIntake.ZoneOf(string serviceLine) =>
        new(serviceLine == "behavioral-health" ? "America/Denver" : null);

    Task<IntakeAnswer?> IReferralIntake.Withdraw(SubmitReferral input, string reason, HttpContext http,
        CancellationToken ct) => Task.FromResult<IntakeAnswer?>(null);

    Task<Answer<ReferralView>> IReferralReader.Read(string id, HttpContext http, CancellationToken ct) =>
        Task.FromResult(id == "r1" ? new Answer<ReferralView>(View(Submitted[^1].Input), null)
            : new(null, new(404, "referral-unknown", "There is no such referral.")));

    private ReferralView View(SubmitReferral input) =>
        new("r1", "RS-7F3K-9Q2M", 4, Stage.Received, null, input.ServiceLine, input.Model, input.Source, input.Tracking,
            IntakeChannel.Fhir, input.Referrer, input.Priority, input.NeedBy, input.Reason, input.VisitGoal,
            input.Patient!, input.Preferences, input.Payer, input.Identifiers!, input.Trigger,
            new(EligibilityOutcome.Unknown, []), [new("document:medication-list", "source")], null, null, null, [],
            null, null, 0, [], [], [], [], null, null, null, [], [],
            new DateTimeOffset(2031, 3, 3, 9, 0, 0, TimeSpan.Zero))
    {
        Warnings = Warnings, Order = input.Order, MemberId = input.MemberId,
    };
}
