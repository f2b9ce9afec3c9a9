using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.AspNetCore.Routing.Template;

namespace ReferralSilo.Api.Guarding;

/// <summary>Answers 404 instead of 405 for a method other than GET on a path that only a catch-all route matches: such
/// a path does not exist.</summary>
public static class UnknownPaths
{
    /// <summary>Must run inside <c>UseProblems</c>, which writes the body.</summary>
    public static void UseUnknownPaths(this WebApplication app)
    {
        var routes = new Lazy<TemplateMatcher[]>(() =>
            [.. Routes(app).Select(p => new TemplateMatcher(new RouteTemplate(p), []))]);
        app.Use(async (context, next) =>
        {
            await next(context);
            var response = context.Response;
            if (response.StatusCode != StatusCodes.Status405MethodNotAllowed || response.HasStarted
                || routes.Value.Any(Matches))
                return;
            response.StatusCode = StatusCodes.Status404NotFound;
            response.Headers.Allow = default;

            bool Matches(TemplateMatcher route) => route.TryMatch(context.Request.Path, []);
        });
    }

    private static IEnumerable<RoutePattern> Routes(WebApplication app) => ((IEndpointRouteBuilder)app).DataSources
        .SelectMany(s => s.Endpoints).OfType<RouteEndpoint>().Select(e => e.RoutePattern)
        .Where(p => !p.Parameters.Any(c => c.IsCatchAll));
}
