using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using ReferralSilo.Api.Access;

namespace ReferralSilo.Identity.Edge;

/// <summary>Writes the response to denied requests itself, so that no scheme redirects an API call.</summary>
internal sealed class DenialAnswers : IAuthorizationMiddlewareResultHandler
{
    public Task HandleAsync(RequestDelegate next, HttpContext context, AuthorizationPolicy policy,
        PolicyAuthorizationResult authorizeResult) =>
        authorizeResult.Succeeded ? next(context)
        : Caller.Of(context.User).SignedIn ? Denials.Forbidden(context)
        : Denials.NotSignedIn(context);
}
