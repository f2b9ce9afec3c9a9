using Microsoft.AspNetCore.Http.Features;
using ReferralSilo.Api.Access;
using ReferralSilo.Api.Problems;
using ReferralSilo.Api.Requests;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Json;
using ReferralSilo.Contracts.Referrals;

namespace ReferralSilo.Api.Operations;

/// <summary>The outcome of a request: <c>applied</c> (with the answer), <c>not-applied</c> (final) or <c>unknown</c>
/// (nothing is known yet: ask again, repeat the request, or settle it).</summary>
/// <param name="Key">The client's Idempotency-Key.</param>
/// <param name="State"><c>applied</c>, <c>not-applied</c> or <c>unknown</c>.</param>
/// <param name="Answer">The referral as it was answered, when the request applied to a referral that the caller may
/// still see.</param>
/// <param name="Code">Why it was not applied.</param>
public sealed record OperationView(string Key, string State, ReferralView? Answer, string? Code);

/// <summary>Body of <c>POST /api/operations/settle</c>.</summary>
/// <param name="Key">The Idempotency-Key of the request.</param>
public sealed record SettleOperation([property: ShortText] string Key);

/// <summary>The routes below <c>/api/operations</c>. Reading has no effect; settling is final.</summary>
public static class OperationEndpoints
{
    public static void MapOperations(this IEndpointRouteBuilder routes)
    {
        var operations = routes.MapGroup("/api/operations").WithTags("Operations")
            .RequirePermission(Permission.ReadOperations);
        operations.MapGet("", Ask).Produces<OperationView>()
            .WithSummary("The outcome of the request with this Idempotency-Key.");
        operations.MapGet("{key}", AskByPath).Produces<OperationView>()
            .WithSummary("The same, with the key in the path, percent-encoded once.");
        operations.MapPost("settle", Settle).Accepts<SettleOperation>("application/json").Produces<OperationView>()
            .WithSummary("The outcome; a request that is not known is barred and becomes not-applied for good.");
    }

    private static async Task<IResult> Ask(Caller caller, OperationOutcomes outcomes, CancellationToken ct,
        string? key = null) =>
        await Answer(key, k => outcomes.Find(k, caller, ct));

    private static Task<IResult> AskByPath(string key, HttpContext http, Caller caller, OperationOutcomes outcomes,
        CancellationToken ct) =>
        Answer(key.Contains("%2F", StringComparison.OrdinalIgnoreCase) ? LastSegment(http) : key,
            k => outcomes.Find(k, caller, ct));

    /// <summary>The server decodes everything in a path but a slash, so keys with "/" and with "%2F" arrive as the same
    /// text. What the client sent is decoded here, once.</summary>
    private static string LastSegment(HttpContext http)
    {
        var path = http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget.Split('?')[0].TrimEnd('/');
        return Uri.UnescapeDataString(path[(path.LastIndexOf('/') + 1)..]);
    }

    private static async Task<IResult> Settle(HttpContext http, Caller caller, OperationOutcomes outcomes,
        CancellationToken ct)
    {
        var body = await JsonBody.Read<SettleOperation>(http.Request, ct);
        return body.Problem is { } bad ? bad.AsResult()
            : await Answer(body.Value!.Key, k => outcomes.Settle(k, caller, ct));
    }

    private static async Task<IResult> Answer(string? key, Func<string, Task<OperationView>> outcome) =>
        ApiRequest.IsKey(key) ? Results.Json(await outcome(key), ContractsJson.Options)
            : ProblemFor.Input("/key", ApiRequest.KeyRule).AsResult();
}
