using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using OpenIddict.Server.AspNetCore;

namespace ReferralSilo.Host.Security.SigningIn;

/// <summary>
/// Lets OpenIddict see only the requests that are its own. Registered the usual way, its two handlers look at every
/// request before authentication, which costs more than the rest of a small API call.
/// </summary>
internal static class OpenIddictRequests
{
    /// <summary>Runs one scheme's request handler; true when it answered.</summary>
    public static async Task<bool> Handle(HttpContext context, string scheme)
    {
        var handlers = context.RequestServices.GetRequiredService<IAuthenticationHandlerProvider>();
        return await handlers.GetHandlerAsync(context, scheme) is IAuthenticationRequestHandler handler
            && await handler.HandleRequestAsync();
    }

    /// <summary>Placed before authentication.</summary>
    public static async Task Middleware(HttpContext context, RequestDelegate next)
    {
        var isOurs = context.Request.Path.StartsWithSegments("/connect")
            || context.Request.Path.StartsWithSegments("/.well-known");
        if (!isOurs || !await Handle(context, OpenIddictServerAspNetCoreDefaults.AuthenticationScheme))
            await next(context);
    }

    /// <summary>Schemes as registered, none of which sees every request.</summary>
    internal sealed class Schemes(IOptions<AuthenticationOptions> options) : AuthenticationSchemeProvider(options)
    {
        public override Task<IEnumerable<AuthenticationScheme>> GetRequestHandlerSchemesAsync() =>
            Task.FromResult<IEnumerable<AuthenticationScheme>>([]);
    }
}
