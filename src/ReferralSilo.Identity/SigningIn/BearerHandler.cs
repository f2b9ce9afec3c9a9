using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using OpenIddict.Abstractions;
using OpenIddict.Validation.AspNetCore;
using ReferralSilo.Api.Access;
using ReferralSilo.Identity.Edge;
using ReferralSilo.Identity.Limits;

namespace ReferralSilo.Identity.SigningIn;

/// <summary>
/// Authenticates bearer tokens. OpenIddict validates a token at its first use; the result is cached
/// until the token expires, because a client uses one token for thousands of requests. Every request
/// checks with <see cref="AccessRevocationMonitor"/> whether the client's rights are still valid.
/// </summary>
internal sealed class BearerHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder,
    ValidatedTokens validated, AccessRevocationMonitor rights)
        : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    private const string Prefix = "Bearer ";

    /// <summary>True when the request carries a bearer token, valid or not.</summary>
    public static bool IsOn(HttpRequest request) =>
        request.Headers.Authorization is [{ } value] && value.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase);

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (Request.Headers.Authorization is not [{ } header]
            || !header.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase))
            return AuthenticateResult.NoResult();
        if (header.Length > SecurityLimits.MaxToken)
            return AuthenticateResult.Fail("Too long.");

        var id = Fingerprint(header.AsSpan(Prefix.Length));
        var ticket = validated.Find(id) ?? await Validate(id);
        if (ticket is null)
            return AuthenticateResult.Fail("Not a valid token.");
        return await rights.Holds(((CallerPrincipal)ticket.Principal).Rights, Context.RequestAborted)
            ? AuthenticateResult.Success(ticket)
            : AuthenticateResult.Fail("The rights were taken away.");
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties) => Denials.NotSignedIn(Context);

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) => Denials.Forbidden(Context);

    private async Task<AuthenticationTicket?> Validate(TokenFingerprint id)
    {
        // OpenIddict's handler must process the request before it can
        // authenticate. It does not run on every request (see OpenIddictRequests).
        await OpenIddictRequests.Handle(Context, OpenIddictValidationAspNetCoreDefaults.AuthenticationScheme);
        var result = await Context.AuthenticateAsync(OpenIddictValidationAspNetCoreDefaults.AuthenticationScheme);
        if (!result.Succeeded || result.Principal.GetExpirationDate() is not { } expiresAt
            || CallerPrincipal.From(Reduced(result.Principal, expiresAt)) is not { } principal)
            return null;

        var properties = new AuthenticationProperties { ExpiresUtc = expiresAt };
        var ticket = new AuthenticationTicket(principal, properties, SecuritySchemes.Bearer);
        validated.Remember(id, ticket, expiresAt);
        return ticket;
    }

    /// <summary>Keeps only the claims that are used later, because the ticket stays in memory for an hour.</summary>
    private static ClaimsPrincipal Reduced(ClaimsPrincipal principal, DateTimeOffset expiresAt)
    {
        var identity = new ClaimsIdentity(SecuritySchemes.Bearer, CallerClaims.Name, CallerClaims.Role);
        identity.AddClaims(
            principal.Claims.Where(c =>
            c.Type is CallerClaims.Id or CallerClaims.Name or CallerClaims.Role or CallerClaims.Source
            or CallerClaims.ServiceLine or CallerClaims.Stamp)
            .Select(c => new Claim(c.Type, c.Value)));
        identity.AddClaim(
            new Claim("exp", expiresAt.ToUnixTimeSeconds()
            .ToString(System.Globalization.CultureInfo.InvariantCulture)));
        return new ClaimsPrincipal(identity);
    }

    // A cryptographic hash, so that a caller cannot construct a token that collides with another's.
    private static TokenFingerprint Fingerprint(ReadOnlySpan<char> token)
    {
        Span<byte> utf8 = stackalloc byte[SecurityLimits.MaxToken * 3];
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(utf8[..Encoding.UTF8.GetBytes(token, utf8)], hash);
        return new TokenFingerprint(BitConverter.ToInt64(hash), BitConverter.ToInt64(hash[8..]),
            BitConverter.ToInt64(hash[16..]), BitConverter.ToInt64(hash[24..]));
    }
}

/// <summary>SHA-256 of a token; the token itself is not stored.</summary>
internal readonly record struct TokenFingerprint(long A, long B, long C, long D);
