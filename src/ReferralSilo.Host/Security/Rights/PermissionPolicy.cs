using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using ReferralSilo.Host.Security.Edge;

namespace ReferralSilo.Host.Security.Rights;

/// <summary>Declares what an endpoint, hub or hub method asks for; any one of the named permissions will do.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class RequirePermissionAttribute(params Permission[] anyOf) : Attribute, IAuthorizationRequirementData,
    IAuthorizationRequirement
{
    /// <summary>Any one of these.</summary>
    public IReadOnlyList<Permission> AnyOf => anyOf;

    /// <inheritdoc/>
    public IEnumerable<IAuthorizationRequirement> GetRequirements() => [this];
}

/// <summary>Deny by default: what an endpoint without a declared permission falls back to.</summary>
internal sealed class NothingDeclared : IAuthorizationRequirement;

/// <summary>Judges both.</summary>
internal sealed class PermissionHandler : IAuthorizationHandler
{
    public Task HandleAsync(AuthorizationHandlerContext context)
    {
        var caller = Caller.Of(context.User);
        foreach (var requirement in context.PendingRequirements.ToArray())
            if (requirement is RequirePermissionAttribute needed && needed.AnyOf.Any(caller.Can)
                || requirement is NothingDeclared && (context.Resource as HttpContext)?.GetEndpoint() is var endpoint
                    && IsCovered(endpoint))
                context.Succeed(requirement);
        return Task.CompletedTask;
    }

    // No endpoint is a 404 in the making, one that is no route is the framework's own 405 or 415: they give nothing
    // away.
    private static bool IsCovered(Endpoint? endpoint) =>
        endpoint is not RouteEndpoint || endpoint.Metadata.GetMetadata<RequirePermissionAttribute>() is not null;
}

/// <summary>Answers denials itself, so that no scheme redirects an API call.</summary>
internal sealed class DenialAnswers : IAuthorizationMiddlewareResultHandler
{
    public Task HandleAsync(RequestDelegate next, HttpContext context, AuthorizationPolicy policy,
        PolicyAuthorizationResult authorizeResult) =>
        authorizeResult.Succeeded ? next(context)
        : Caller.Of(context.User).SignedIn ? Denials.Forbidden(context)
        : Denials.NotSignedIn(context);
}

/// <summary>How endpoints declare what they ask for.</summary>
public static class PermissionExtensions
{
    /// <summary>Any one of <paramref name="anyOf"/> is needed: 401 <c>not-signed-in</c>, 403
    /// <c>forbidden</c>.</summary>
    public static TBuilder RequirePermission<TBuilder>(this TBuilder builder, params Permission[] anyOf)
        where TBuilder : IEndpointConventionBuilder =>
        builder.WithMetadata(new RequirePermissionAttribute(anyOf));
}
