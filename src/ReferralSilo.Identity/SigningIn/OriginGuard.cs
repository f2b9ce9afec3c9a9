using Microsoft.Extensions.Options;
using ReferralSilo.Identity.Accounts;
using ReferralSilo.Identity.Edge;

namespace ReferralSilo.Identity.SigningIn;

/// <summary>
/// Refuses requests that pages of other sites make in a user's name, before authentication. CORS does not cover
/// WebSockets, so live connections are checked whatever the method. Requests without Origin pass: browsers
/// always send it with a WebSocket and with an unsafe cross-site request, so without it no browser is involved.
/// </summary>
internal sealed class OriginGuard(RequestDelegate next, IOptions<AccountsOptions> options)
{
    private readonly string[] _allowed = [.. options.Value.AllowedOrigins.Select(o => o.TrimEnd('/'))];

    public Task Invoke(HttpContext context) =>
        IsForeign(context.Request) ? Denials.ForeignOrigin(context) : next(context);

    private bool IsForeign(HttpRequest request)
    {
        if (request.Path.StartsWithSegments("/hubs") || request.Path.StartsWithSegments("/_blazor"))
            return OriginOf(request) is { } live && !IsOwn(request, live);

        if (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method)
            || HttpMethods.IsOptions(request.Method))
            return false;
        // The sign-in form has no session yet, but another site must not be able to send it (login CSRF).
        var isForm = request.Path.StartsWithSegments("/session");
        var isApi = request.Path.StartsWithSegments("/api") || request.Path.StartsWithSegments("/fhir");
        if (!isForm && (!isApi || BearerHandler.IsOn(request) || !SessionCookie.IsOn(request)))
            return false;

        var origin = OriginOf(request);
        // A form on a page with "Referrer-Policy: no-referrer" sends "null" even to its own site.
        var isUnnamed = origin is null || isForm && origin == "null";
        return isUnnamed
            ? request.Headers["Sec-Fetch-Site"] is [{ } site] && site is not ("same-origin" or "none")
            : !IsOwn(request, origin!);
    }

    private bool IsOwn(HttpRequest request, string origin) =>
        SameOrigin(origin, $"{request.Scheme}://{request.Host.Value}")
            || Array.Exists(_allowed, allowed => SameOrigin(origin, allowed));

    // Compares parsed addresses when the texts differ, because a default port may be written or omitted.
    private static bool SameOrigin(string a, string b) =>
        a.Equals(b, StringComparison.OrdinalIgnoreCase)
        || Uri.TryCreate(a, UriKind.Absolute, out var left) && Uri.TryCreate(b, UriKind.Absolute, out var right)
            && left.Scheme == right.Scheme && left.Port == right.Port && left.IdnHost.Length > 0
            && left.IdnHost.Equals(right.IdnHost, StringComparison.OrdinalIgnoreCase);

    // A browser never sends two Origin headers. Joined, they match nothing and are refused.
    private static string? OriginOf(HttpRequest request) =>
        request.Headers.Origin.Count == 0 ? null : request.Headers.Origin.ToString();
}
