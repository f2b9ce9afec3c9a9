using System.Globalization;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using NodaTime;
using ReferralSilo.Api.Access;
using ReferralSilo.Identity.Edge;
using ReferralSilo.Identity.Limits;

namespace ReferralSilo.Identity.SigningIn;

/// <summary>The session cookie: name, lifetime, and validation on each request.</summary>
internal static class SessionCookie
{
    /// <summary>Name on http; on https with the prefix <c>__Host-</c>.</summary>
    public const string Name = "referralsilo";

    public static void Configure(CookieAuthenticationOptions options)
    {
        options.Cookie.Name = Name;
        options.Cookie.HttpOnly = true;
        options.Cookie.SameSite = SameSiteMode.Strict;
        options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        options.Cookie.Path = "/";
        options.CookieManager = new PrefixedCookies();
        options.ExpireTimeSpan = AccessLimits.SessionIdle;
        options.SlidingExpiration = true;
        options.Events = new CookieAuthenticationEvents
        {
            OnValidatePrincipal = Validate,
            OnRedirectToLogin = context => Denials.NotSignedIn(context.HttpContext),
            OnRedirectToAccessDenied = context => Denials.Forbidden(context.HttpContext),
            OnRedirectToReturnUrl = _ => Task.CompletedTask,
        };
    }

    /// <summary>True when the request carries a session, valid or not.</summary>
    public static bool IsOn(HttpRequest request) => request.Cookies.ContainsKey(PrefixedCookies.NameFor(request, Name));

    private static async Task Validate(CookieValidatePrincipalContext context)
    {
        var services = context.HttpContext.RequestServices;
        var principal = context.Principal is null ? null : CallerPrincipal.From(context.Principal);
        if (principal is null || IsTooOld(context.Properties, services.GetRequiredService<IClock>().GetCurrentInstant())
            || !await services.GetRequiredService<AccessRevocationMonitor>()
                .Holds(principal.Rights, context.HttpContext.RequestAborted))
        {
            context.RejectPrincipal();
            return;
        }

        context.ReplacePrincipal(principal);
    }

    private static bool IsTooOld(AuthenticationProperties properties, Instant now) =>
        !properties.Items.TryGetValue(Sessions.StartedItem, out var text)
        || !long.TryParse(text, CultureInfo.InvariantCulture, out var started)
        || now.ToUnixTimeSeconds() - started > (long)SecurityLimits.SessionAtMost.TotalSeconds;

    /// <summary>
    /// With <c>__Host-</c>, browsers refuse the cookie from a
    /// subdomain or over http. The prefix is only allowed on https.
    /// </summary>
    private sealed class PrefixedCookies : ICookieManager
    {
        private readonly ChunkingCookieManager _inner = new();

        public static string NameFor(HttpRequest request, string key) => request.IsHttps ? "__Host-" + key : key;

        public string? GetRequestCookie(HttpContext context, string key) =>
            _inner.GetRequestCookie(context, NameFor(context.Request, key));

        public void AppendResponseCookie(HttpContext context, string key, string? value, CookieOptions options) =>
            _inner.AppendResponseCookie(context, NameFor(context.Request, key), value, options);

        public void DeleteCookie(HttpContext context, string key, CookieOptions options) =>
            _inner.DeleteCookie(context, NameFor(context.Request, key), options);
    }
}
