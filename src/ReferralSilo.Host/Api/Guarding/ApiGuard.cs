using Microsoft.AspNetCore.Components.Endpoints;
using ReferralSilo.Contracts;
using ReferralSilo.Host.Api.Problems;

namespace ReferralSilo.Host.Api.Guarding;

/// <summary>
/// Judges, once the route is known and before its handler runs, what no handler should have to think of: ids that are
/// no ids, query names that nothing reads, bodies in a coding that nothing decodes.
/// </summary>
public static class ApiGuard
{
    private static readonly PathString Api = "/api";

    /// <summary>The parameter that is no id: any printable text, blanks included, may be an Idempotency-Key.</summary>
    private const string Key = "key";

    /// <summary>After authorization: what is wrong with a request is nothing for strangers.</summary>
    public static void UseApiGuard(this WebApplication app) => app.Use((context, next) =>
        Refusal(context) is { } problem ? ProblemWriter.Write(context, problem) : next(context));

    private static Problem? Refusal(HttpContext context)
    {
        // gzip and its kin: the bytes are no JSON before somebody decodes them.
        if (context.Request.Headers.ContentEncoding is [{ } coding, ..]
            && !coding.Equals("identity", StringComparison.OrdinalIgnoreCase))
        {
            context.Response.Headers.AcceptEncoding = "identity";
            return ProblemFor.Code(ProblemCodes.UnsupportedMediaType,
                "Send the body as it is, without Content-Encoding.");
        }

        if (context.GetEndpoint() is not RouteEndpoint endpoint) return null;
        // Pages take no forms of their own; the framework would answer with an empty page.
        if (endpoint.Metadata.GetMetadata<ComponentTypeMetadata>() is not null
            && !HttpMethods.IsGet(context.Request.Method))
        {
            context.Response.Headers.Allow = "GET, HEAD";
            return ProblemFor.Code(ProblemCodes.MethodNotAllowed);
        }

        foreach (var (name, value) in context.Request.RouteValues)
            if (name != Key && value is string id && IsNoId(id)
                && endpoint.RoutePattern.GetParameter(name) is { IsCatchAll: false })
                return ProblemFor.Code(ProblemCodes.NotFound);
        return context.Request.QueryString.HasValue && context.Request.Path.StartsWithSegments(Api)
            && QueryShape.Of(endpoint).Faults(context.Request.Query) is { } faults
            ? ProblemFor.Input(faults)
            : null;
    }

    /// <summary>White space and control characters are in no id of ours; the grains cannot even be asked for some of
    /// them.</summary>
    private static bool IsNoId(string id) => string.IsNullOrWhiteSpace(id) || id.Any(char.IsControl);
}
