using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.AspNetCore.Routing.Template;

namespace ReferralSilo.Host.Api.Guarding;

/// <summary>
/// A path that only a catch-all route takes exists for nobody: another method than GET gets 404 there, not the 405 that
/// says "here is something".
/// </summary>
public static class UnknownPaths
{
    /// <summary>Inside <c>UseProblems</c>, which writes the answer.</summary>
    public static void UseUnknownPaths(this WebApplication app)
    {
        var routes =
            new Lazy<TemplateMatcher[]>(() =>
            [.. Routes(app).Select(p => new TemplateMatcher(new RouteTemplate(p), []))]);
        app.Use(async (context, next) =>
        {
            await next(context);
            var response = context.Response;
            if (response.StatusCode != StatusCodes.Status405MethodNotAllowed || response.HasStarted
                || routes.Value.Any(Takes)) return;
            response.StatusCode = StatusCodes.Status404NotFound;
            response.Headers.Allow = default;

            bool Takes(TemplateMatcher route) => route.TryMatch(context.Request.Path, []);
        });
    }

    private static IEnumerable<RoutePattern> Routes(WebApplication app) => ((IEndpointRouteBuilder)app).DataSources
        .SelectMany(s => s.Endpoints).OfType<RouteEndpoint>().Select(e => e.RoutePattern)
            .Where(p => !p.Parameters.Any(c => c.IsCatchAll));
}
