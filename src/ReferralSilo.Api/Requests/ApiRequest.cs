using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Net.Http.Headers;
using ReferralSilo.Api.Access;
using ReferralSilo.Api.Problems;
using ReferralSilo.Contracts.Problems;
using ReferralSilo.Grains.Committing;

namespace ReferralSilo.Api.Requests;

/// <summary>The caller, the operation and the expected version of a state-changing request.</summary>
/// <param name="Caller">The authenticated caller.</param>
/// <param name="Key">The client's Idempotency-Key; a random key when the client sent none, so that grain calls can be
/// retried.</param>
/// <param name="Operation">The key scoped to the client, with the hash of the request.</param>
/// <param name="IfVersion">The condition of If-Match and If-None-Match; null without these headers.</param>
public sealed record ApiRequest(Caller Caller, string Key, OperationName Operation, VersionCondition? IfVersion)
{
    /// <summary>Longest Idempotency-Key, characters.</summary>
    public const int MaxKey = 200;

    /// <summary>The route that reports the outcome of this request.</summary>
    public string StatusPath => StatusPathOf(Key);

    /// <summary>The actor in events: a staff id, or <c>client:…</c>.</summary>
    public string Actor => ActorOf(Caller);

    public static string ActorOf(Caller caller) =>
        caller.Id.StartsWith("user:", StringComparison.Ordinal) ? caller.User : caller.Id;

    public static string StatusPathOf(string key) => $"/api/operations?key={Uri.EscapeDataString(key)}";

    /// <summary>The rule of <see cref="IsKey"/> as a sentence.</summary>
    public static string KeyRule { get; } = $"1 to {MaxKey} printable characters.";

    /// <summary>True when the text may be an Idempotency-Key.</summary>
    public static bool IsKey([NotNullWhen(true)] string? key) =>
        key is { Length: > 0 and <= MaxKey } && key.All(c => c is >= ' ' and <= '~');

    /// <summary>Reads the headers; returns a problem when the Idempotency-Key is invalid.</summary>
    public static (ApiRequest? Request, Problem? Problem) Read(HttpContext http, Caller caller, string bodyHash)
    {
        string? key = http.Request.Headers["Idempotency-Key"];
        if (key is not null && !IsKey(key))
            return (null, ProblemFor.Code("invalid-request", $"Idempotency-Key: {KeyRule}"));
        key ??= "auto-" + RandomNumberGenerator.GetHexString(32, lowercase: true);
        var operation = http.RequestServices.GetRequiredService<OperationNames>()
            .Of(caller, key, $"{http.Request.Method} {http.Request.Path}\n{bodyHash}");
        return (new ApiRequest(caller, key, operation, Conditions(http.Request)), null);
    }

    /// <summary>RFC 9110: If-Match compares strongly, so a weak tag never matches; If-None-Match compares weakly. A tag
    /// that is not a version number matches no version.</summary>
    private static VersionCondition? Conditions(HttpRequest request)
    {
        if (request.Headers.IfMatch.Count == 0 && request.Headers.IfNoneMatch.Count == 0) return null;
        var (match, none) = (request.GetTypedHeaders().IfMatch, request.GetTypedHeaders().IfNoneMatch);
        var (exists, absent) = (match.Contains(EntityTagHeaderValue.Any), none.Contains(EntityTagHeaderValue.Any));
        return new VersionCondition(
            exists || request.Headers.IfMatch.Count == 0 ? null
                : [.. match.Where(t => !t.IsWeak).Select(VersionOf).OfType<long>()],
            absent ? null : [.. none.Select(VersionOf).OfType<long>()], exists, absent);
    }

    private static long? VersionOf(EntityTagHeaderValue tag) =>
        long.TryParse(tag.Tag.AsSpan().Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out var version)
            ? version : null;
}
