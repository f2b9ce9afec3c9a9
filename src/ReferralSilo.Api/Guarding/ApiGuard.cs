using Microsoft.AspNetCore.Components.Endpoints;
using ReferralSilo.Api.Problems;
using ReferralSilo.Contracts.Problems;

namespace ReferralSilo.Api.Guarding;

/// <summary>Rejects, after routing and before the handler, what every handler would have to check: malformed ids,
/// unknown query parameters and encoded bodies.</summary>
public static class ApiGuard
{
    private static readonly PathString Api = "/api";

    /// <summary>The route parameter with an Idempotency-Key; any printable text is valid, also with spaces.</summary>
    private const string OperationKey = "key";

    /// <summary>Runs after authorization: only authorized callers learn what is wrong with a request.</summary>
    public static void UseApiGuard(this WebApplication app) => app.Use((context, next) =>
        Refusal(context) is { } problem ? ProblemWriter.Write(context, problem) : next(context));

    private static Problem? Refusal(HttpContext context)
    {
        // No handler decodes a compressed body (gzip, br).
        if (context.Request.Headers.ContentEncoding is [{ } coding, ..]
            && !coding.Equals("identity", StringComparison.OrdinalIgnoreCase))
        {
            context.Response.Headers.AcceptEncoding = "identity";
            return ProblemFor.Code(ProblemCodes.UnsupportedMediaType,
                "Send the body as it is, without Content-Encoding.");
        }

        if (context.GetEndpoint() is not RouteEndpoint endpoint) return null;
        // Pages accept no POST; the framework would answer with an empty page.
        if (endpoint.Metadata.GetMetadata<ComponentTypeMetadata>() is not null
            && !HttpMethods.IsGet(context.Request.Method))
        {
            context.Response.Headers.Allow = "GET, HEAD";
            return ProblemFor.Code(ProblemCodes.MethodNotAllowed);
        }

        foreach (var (name, value) in context.Request.RouteValues)
            if (name != OperationKey && value is string id && IsInvalidId(id)
                && endpoint.RoutePattern.GetParameter(name) is { IsCatchAll: false })
                return ProblemFor.Code(ProblemCodes.NotFound);
        return context.Request.QueryString.HasValue && context.Request.Path.StartsWithSegments(Api)
            && QueryShape.For(endpoint).Faults(context.Request.Query) is { } faults
            ? ProblemFor.Input(faults)
            : null;
    }

    /// <summary>An id is never blank and has no control characters; grains cannot be addressed by some of
    /// these.</summary>
    private static bool IsInvalidId(string id) => string.IsNullOrWhiteSpace(id) || id.Any(char.IsControl);
}
