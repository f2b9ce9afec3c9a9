using System.Buffers;

namespace ReferralSilo.Identity.Edge;

/// <summary>Adds response headers that disable all browser features that this program does not need.</summary>
internal sealed class SecurityHeaders(RequestDelegate next)
{
    // API responses are never rendered as a page.
    private const string DataPolicy = "default-src 'none'; frame-ancestors 'none'";
    private const string StrictTransport = "max-age=31536000; includeSubDomains";

    // Only these characters of the Host header are put into a policy:
    // the caller controls it, and ";" would end the directive.
    private static readonly SearchValues<char> HostCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-:[]");

    private (string Host, string Policy) _http = ("", Policy("", secure: false));
    private (string Host, string Policy) _https = ("", Policy("", secure: true));

    public Task Invoke(HttpContext context)
    {
        context.Response.OnStarting(static state =>
        {
            var (self, current) = ((SecurityHeaders, HttpContext))state;
            self.Write(current);
            return Task.CompletedTask;
        }, (this, context));
        return next(context);
    }

    private void Write(HttpContext context)
    {
        var (request, headers) = (context.Request, context.Response.Headers);
        headers.XContentTypeOptions = "nosniff";
        // The sign-in form must send its origin, see OriginGuard.
        headers["Referrer-Policy"] =
            request.Path == SigningIn.SessionEndpoints.SignInPage ? "same-origin" : "no-referrer";
        var isData = request.Path.StartsWithSegments("/api") || request.Path.StartsWithSegments("/fhir");
        headers.ContentSecurityPolicy = isData ? DataPolicy : PolicyFor(request);
        if (request.IsHttps)
            headers.StrictTransportSecurity = StrictTransport;
        if (isData && headers.CacheControl.Count == 0)
            headers.CacheControl = "no-store";
    }

    // The policy depends on the host name, which is nearly always the same, so the last one is cached.
    private string PolicyFor(HttpRequest request)
    {
        ref var last = ref request.IsHttps ? ref _https : ref _http;
        var known = last;
        var host = request.Host.Value ?? "";
        if (known.Host == host)
            return known.Policy;
        var policy = Policy(host, request.IsHttps);
        last = (host, policy);
        return policy;
    }

    // Some browsers do not treat ws: as 'self', so the address is listed. Inline
    // styles are allowed because the screens set widths; inline scripts are not.
    private static string Policy(string host, bool secure)
    {
        var live = host.Length == 0 || host.AsSpan().ContainsAnyExcept(HostCharacters) ? ""
            : $" {(secure ? "wss" : "ws")}://{host}";
        return "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
            + "font-src 'self' data:; "
            + $"connect-src 'self'{live}; object-src 'none'; frame-ancestors 'none'; base-uri 'self'; "
            + "form-action 'self'";
    }
}
