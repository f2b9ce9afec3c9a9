using System.Collections.Concurrent;
using System.Text.Json.Nodes;

namespace ReferralSilo.Host.Tests.Api;

/// <summary>
/// Any bytes to any POST or PUT route: a 4xx with a code, or a success when the request is still valid; never a 5xx,
/// never an input value in an error. Has its own host, because the requests use up the sign-in limit of an address.
/// </summary>
public sealed class FuzzTests(SqliteHost host) : IClassFixture<SqliteHost>
{
    private const int Requests = 5_000, Seed = 20_261_129;

    [Fact]
    public async Task Any_bytes_to_any_route_return_a_code_and_never_an_input_value()
    {
        var referral = (await host.Api.Create()).Id;
        var routes = FuzzRoute.Of(host.Routes);
        Assert.InRange(routes.Count, 38, 1_000);
        var requests = new FuzzRequests(routes, [referral, AProgram.Line, RunningHost.Source, RunningHost.Clinician,
            "no-such"]);
        var (faults, tried) = (new ConcurrentQueue<string>(), new ConcurrentDictionary<string, int>());

        await Parallel.ForAsync(0, Requests, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (i, ct) =>
        {
            var (route, request, body) = requests.Make(Seed + i);
            using var _ = request;
            using var answer = await host.Api.Http.SendAsync(request, ct);
            var text = await answer.Content.ReadAsStringAsync(ct);
            tried.AddOrUpdate(route.Pattern, 1, (_, n) => n + 1);
            if (Fault(route, (int)answer.StatusCode, answer.Content.Headers.ContentType?.MediaType, text) is { } fault)
                faults.Enqueue($"#{Seed + i} {fault}: {request.Method} {request.RequestUri} "
                    + $"{request.Content!.Headers.ContentType} {Short(body)} → {Short(text)}");
        });

        Assert.True(faults.IsEmpty,
            $"{faults.Count} of {Requests}:\n{string.Join('\n', faults.Order(StringComparer.Ordinal).Take(25))}");
        Assert.Empty(routes.Select(r => r.Pattern).Except(tried.Keys));
    }

    private static string? Fault(FuzzRoute route, int status, string? media, string text) =>
        status >= 500 ? $"{status}"
        : status < 400 ? null
        : text.Contains(FuzzRequests.Canary, StringComparison.OrdinalIgnoreCase) ? $"{status} repeats the input"
        : media switch
        {
            "application/problem+json" => JsonNode.Parse(text)?["code"] is null ? $"{status} without a code" : null,
            "application/fhir+json" =>
            JsonNode.Parse(text)?["issue"]?[0]?["code"] is null ? $"{status} without an issue" : null,
            // OAuth has its own error format for tokens (RFC 6749, 5.2).
            "application/json" => JsonNode.Parse(text)?["error"] is null ? $"{status} without an error" : null,
            // A page for the person who opened a wrong link.
            "text/html" when route.Pattern.StartsWith("/unsubscribe/", StringComparison.Ordinal) => null,
            _ => $"{status} as {media ?? "nothing"}",
        };

    private static string Short(string text) => text.Length > 200 ? text[..200] + "…" : text;
}
