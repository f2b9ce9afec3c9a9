using Microsoft.AspNetCore.Authorization;

namespace ReferralSilo.Api.Access;

/// <summary>Declares the permissions of an endpoint, hub or hub method; any one of them is enough. The object is judged
/// where it is known.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class RequirePermissionAttribute(params Permission[] anyOf) : Attribute, IAuthorizationRequirementData,
    IAuthorizationRequirement
{
    public IReadOnlyList<Permission> AnyOf => anyOf;

    /// <inheritdoc/>
    public IEnumerable<IAuthorizationRequirement> GetRequirements() => [this];
}

/// <summary>The fallback requirement: denies endpoints that declare no permission.</summary>
internal sealed class NothingDeclared : IAuthorizationRequirement;

internal sealed class PermissionHandler : IAuthorizationHandler
{
    public Task HandleAsync(AuthorizationHandlerContext context)
    {
        var caller = Caller.Of(context.User);
        foreach (var requirement in context.PendingRequirements.ToArray())
            if (requirement is RequirePermissionAttribute needed
                    && AccessPolicy.DecideAny(caller, needed.AnyOf, AccessObject.None).Allowed
                || requirement is NothingDeclared && (context.Resource as HttpContext)?.GetEndpoint() is var endpoint
                    && IsCovered(endpoint))
                context.Succeed(requirement);
        return Task.CompletedTask;
    }

    // No endpoint means 404; an endpoint that is not a route is the framework's own 405 or 415. Both reveal nothing.
    private static bool IsCovered(Endpoint? endpoint) =>
        endpoint is not RouteEndpoint || endpoint.Metadata.GetMetadata<RequirePermissionAttribute>() is not null;
}

/// <summary>Declares the permissions of endpoints.</summary>
public static class PermissionExtensions
{
    /// <summary>
    /// Requires any one of <paramref name="anyOf"/>; otherwise 401 <c>not-signed-in</c> or 403 <c>forbidden</c>.
    /// </summary>
    public static TBuilder RequirePermission<TBuilder>(this TBuilder builder, params Permission[] anyOf)
        where TBuilder : IEndpointConventionBuilder =>
        builder.WithMetadata(new RequirePermissionAttribute(anyOf));
}
