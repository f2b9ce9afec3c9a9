using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using OpenIddict.Server.AspNetCore;

namespace ReferralSilo.Identity.SigningIn;

/// <summary>
/// Passes only OpenIddict's own requests to OpenIddict. With the usual registration, its two handlers
/// process every request before authentication, which costs more than the rest of a small API call.
/// </summary>
internal static class OpenIddictRequests
{
    /// <summary>Runs the request handler of one scheme; true when it handled the request.</summary>
    public static async Task<bool> Handle(HttpContext context, string scheme)
    {
        var handlers = context.RequestServices.GetRequiredService<IAuthenticationHandlerProvider>();
        return await handlers.GetHandlerAsync(context, scheme) is IAuthenticationRequestHandler handler
            && await handler.HandleRequestAsync();
    }

    /// <summary>Must come before authentication.</summary>
    public static async Task Middleware(HttpContext context, RequestDelegate next)
    {
        var isOurs = context.Request.Path.StartsWithSegments("/connect")
            || context.Request.Path.StartsWithSegments("/.well-known");
        if (!isOurs || !await Handle(context, OpenIddictServerAspNetCoreDefaults.AuthenticationScheme))
            await next(context);
    }

    /// <summary>The registered schemes, but none of them handles every request.</summary>
    internal sealed class Schemes(IOptions<AuthenticationOptions> options) : AuthenticationSchemeProvider(options)
    {
        public override Task<IEnumerable<AuthenticationScheme>> GetRequestHandlerSchemesAsync() =>
            Task.FromResult<IEnumerable<AuthenticationScheme>>([]);
    }
}
