using System.Security.Claims;
using Microsoft.AspNetCore;
using Microsoft.AspNetCore.Authentication;
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

    public static void MapToken(this IEndpointRouteBuilder routes) =>
        routes.MapPost(Path, Token).AllowAnonymous().ExcludeFromDescription();

    private static async Task<IResult> Token(HttpContext context, IDbContextFactory<AccountsDb> factory)
    {
        var request = context.GetOpenIddictServerRequest()
            ?? throw new InvalidOperationException("OpenIddict did not see the request.");
        await using var db = await factory.CreateDbContextAsync(context.RequestAborted);
        var client = await db.Clients.AsNoTracking()
            .SingleOrDefaultAsync(c => c.ClientId == request.ClientId, context.RequestAborted);
        // Disabled, or removed after the check: the answer is that of a wrong secret.
        if (client is null || ClientProperties.Of(client) is { Disabled: true })
            return Results.Forbid(
                new AuthenticationProperties(new Dictionary<string, string?>
                {
                    [OpenIddictServerAspNetCoreConstants.Properties.Error] = OpenIddictConstants.Errors.InvalidClient,
                }),
                [OpenIddictServerAspNetCoreDefaults.AuthenticationScheme]);
        return Results.SignIn(new ClaimsPrincipal(Identity(client)),
            authenticationScheme: OpenIddictServerAspNetCoreDefaults.AuthenticationScheme);
    }

    private static ClaimsIdentity Identity(OpenIddictEntityFrameworkCoreApplication client)
    {
        var properties = ClientProperties.Of(client);
        var identity = new ClaimsIdentity("token", CallerClaims.Name, CallerClaims.Role);
        identity.AddClaim(new Claim(CallerClaims.Id, Caller.ClientPrefix + client.ClientId));
        identity.AddClaim(new Claim(CallerClaims.Name, client.DisplayName ?? client.ClientId!));
        identity.AddClaim(new Claim(CallerClaims.Stamp, RightsStamp.Of(client)));
        identity.AddClaims(properties.Roles.Select(role => new Claim(CallerClaims.Role, role)));
        identity.AddClaims(
            (properties.ServiceLines ?? []).Select(line => new Claim(CallerClaims.ServiceLine, line)));
        if (properties.Source is { } source)
            identity.AddClaim(new Claim(CallerClaims.Source, source));
        identity.SetDestinations(static _ => [OpenIddictConstants.Destinations.AccessToken]);
        return identity;
    }

    /// <summary>
    /// Must come before OpenIddict: refuses too many requests, and requests of an address with too many wrong secrets,
    /// before a secret is hashed. The body is an OAuth error.
    /// </summary>
    public static Task Limit(HttpContext context, RequestDelegate next)
    {
        if (!context.Request.Path.Equals(Path, StringComparison.OrdinalIgnoreCase)
            || !HttpMethods.IsPost(context.Request.Method)
            || HasRoom(context, out var wait))
            return next(context);

        context.Response.StatusCode = StatusCodes.Status429TooManyRequests;
        context.Response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds)
            .ToString(System.Globalization.CultureInfo.InvariantCulture);
        return context.Response.WriteAsJsonAsync(
            new { error = "temporarily_unavailable",
            error_description = "Too many requests; wait as Retry-After says." });
    }

    private static bool HasRoom(HttpContext context, out TimeSpan wait)
    {
        var (rates, address) = (context.RequestServices.GetRequiredService<SignInRates>(),
            context.Connection.RemoteIpAddress);
        return rates.ClientFailures.HasRoom(address, out wait) && rates.Attempts.TryTake(address, out wait);
    }
}
