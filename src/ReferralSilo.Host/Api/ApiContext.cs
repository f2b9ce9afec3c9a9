using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Net.Http.Headers;
using ReferralSilo.Contracts;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Host.Api.Problems;
using ReferralSilo.Host.Security.Rights;

namespace ReferralSilo.Host.Api;

/// <summary>What every state-changing request carries: who, which operation, which version it saw.</summary>
/// <param name="Caller">Who asks.</param>
/// <param name="Key">The Idempotency-Key as the client wrote it; one of chance when it wrote none, so that we may
/// repeat what we ask of grains.</param>
/// <param name="Operation">The same, scoped to the client, with the hash of the request.</param>
/// <param name="IfVersion">From If-Match and If-None-Match; null without them.</param>
public sealed record ApiRequest(Caller Caller, string Key, OperationName Operation, VersionCondition? IfVersion)
{
    /// <summary>Longest Idempotency-Key, characters.</summary>
    public const int MaxKey = 200;

    /// <summary>Where one asks what became of it.</summary>
    public string StatusPath => StatusPathOf(Key);

    /// <summary>The actor that events name: a staff id, or <c>client:…</c>.</summary>
    public string Actor => ActorOf(Caller);

    public static string ActorOf(Caller caller) =>
        caller.Id.StartsWith("user:", StringComparison.Ordinal) ? caller.User : caller.Id;

    public static string StatusPathOf(string key) => $"/api/operations/{Uri.EscapeDataString(key)}";

    /// <summary>Reads the headers; a problem when one makes no sense.</summary>
    public static (ApiRequest? Request, Problem? Problem) Read(HttpContext http, Caller caller, string bodyHash)
    {
        string? key = http.Request.Headers["Idempotency-Key"];
        if (key is not null && (key.Length is 0 or > MaxKey || key.Any(c => c is < ' ' or > '~')))
            return (null,
                ProblemFor.Code("invalid-request", $"Idempotency-Key must be 1 to {MaxKey} printable characters."));
        key ??= "auto-" + RandomNumberGenerator.GetHexString(32, lowercase: true);
        var operation =
            new OperationName(OperationId(caller, key), Hash($"{http.Request.Method} {http.Request.Path}\n{bodyHash}"));
        return (new ApiRequest(caller, key, operation, Conditions(http.Request)), null);
    }

    /// <summary>
    /// RFC 9110: If-Match compares strongly, so a weak tag meets nothing; If-None-Match compares weakly. A tag that is
    /// none of ours, or that cannot be read, is no version there ever was.
    /// </summary>
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

    /// <summary>One client's keys never meet another's.</summary>
    public static string OperationId(Caller caller, string key) => Hash($"{caller.Id}\n{key}");

    /// <summary>160 bits of SHA-256, lower-case hex.</summary>
    public static string Hash(string text) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 20));
}
