using System.Security.Claims;
using System.Text.Json;
using Microsoft.AspNetCore;
using Microsoft.EntityFrameworkCore;
using OpenIddict.Abstractions;
using OpenIddict.EntityFrameworkCore.Models;
using OpenIddict.Server.AspNetCore;
using ReferralSilo.Api.Access;
using ReferralSilo.Identity.Accounts;
using ReferralSilo.Identity.Edge;

namespace ReferralSilo.Identity.SigningIn;

/// <summary>
/// <c>POST /connect/token</c>: client credentials for machines.
/// OpenIddict has already checked the client and its secret.
/// </summary>
internal static class TokenEndpoint
{
    public const string Path = "/connect/token";

    /// <summary>Keys in a client's properties.</summary>
    public const string RolesProperty = "roles";
    public const string SourceProperty = "source";
    public const string ServiceLinesProperty = "serviceLines";

    public static void MapToken(this IEndpointRouteBuilder routes) =>
        routes.MapPost(Path, Token).AllowAnonymous().ExcludeFromDescription();

    private static async Task<IResult> Token(HttpContext context, IDbContextFactory<AccountsDb> factory)
    {
        var request = context.GetOpenIddictServerRequest()
            ?? throw new InvalidOperationException("OpenIddict did not see the request.");
        await using var db = await factory.CreateDbContextAsync(context.RequestAborted);
        var client = await db.Clients.AsNoTracking()
            .SingleOrDefaultAsync(c => c.ClientId == request.ClientId, context.RequestAborted);
        // The client was removed after the check.
        if (client is null)
            return Results.Forbid(authenticationSchemes: [OpenIddictServerAspNetCoreDefaults.AuthenticationScheme]);
        return Results.SignIn(new ClaimsPrincipal(Identity(client)),
            authenticationScheme: OpenIddictServerAspNetCoreDefaults.AuthenticationScheme);
    }

    private static ClaimsIdentity Identity(OpenIddictEntityFrameworkCoreApplication client)
    {
        var properties = JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(client.Properties ?? "{}")!;
        var identity = new ClaimsIdentity("token", CallerClaims.Name, CallerClaims.Role);
        identity.AddClaim(new Claim(CallerClaims.Id, Caller.ClientPrefix + client.ClientId));
        identity.AddClaim(new Claim(CallerClaims.Name, client.DisplayName ?? client.ClientId!));
        identity.AddClaim(new Claim(CallerClaims.Stamp, RightsStamp.Of(client)));
        if (properties.TryGetValue(RolesProperty, out var roles))
            identity.AddClaims(roles.EnumerateArray().Select(role => new Claim(CallerClaims.Role, role.GetString()!)));
        if (properties.TryGetValue(SourceProperty, out var source))
            identity.AddClaim(new Claim(CallerClaims.Source, source.GetString()!));
        if (properties.TryGetValue(ServiceLinesProperty, out var lines))
            identity.AddClaims(lines.EnumerateArray()
                .Select(line => new Claim(CallerClaims.ServiceLine, line.GetString()!)));
        identity.SetDestinations(static _ => [OpenIddictConstants.Destinations.AccessToken]);
        return identity;
    }

    /// <summary>
    /// Must come before OpenIddict: refuses too many requests before a secret is hashed, with an OAuth error body.
    /// </summary>
    public static Task Limit(HttpContext context, RequestDelegate next)
    {
        if (!context.Request.Path.Equals(Path, StringComparison.OrdinalIgnoreCase)
            || !HttpMethods.IsPost(context.Request.Method)
            || context.RequestServices.GetRequiredService<SignInRates>().Attempts.TryTake(
                context.Connection.RemoteIpAddress, out var wait))
            return next(context);

        context.Response.StatusCode = StatusCodes.Status429TooManyRequests;
        context.Response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds)
            .ToString(System.Globalization.CultureInfo.InvariantCulture);
        return context.Response.WriteAsJsonAsync(
            new { error = "temporarily_unavailable",
            error_description = "Too many requests; wait as Retry-After says." });
    }
}
