using System.Security.Claims;

namespace ReferralSilo.Api.Access;

/// <summary>
/// A principal that carries its caller, so that permissions are computed once and not on every request.
/// </summary>
public sealed class CallerPrincipal : ClaimsPrincipal
{
    private CallerPrincipal(ClaimsIdentity identity, Caller caller) : base(identity)
    {
        Caller = caller;
        Rights = new RightsKey(caller.Id, identity.FindFirst(CallerClaims.Session)?.Value ?? "",
            identity.FindFirst(CallerClaims.Stamp)?.Value ?? "");
    }

    public Caller Caller { get; }

    /// <summary>Identifies the rights for <see cref="AccessRevocationMonitor"/>.</summary>
    internal RightsKey Rights { get; }

    /// <summary>
    /// Creates it from the validated claims of a cookie or token; null when they are not claims of this program.
    /// </summary>
    internal static CallerPrincipal? From(ClaimsPrincipal principal)
    {
        if (principal.FindFirst(CallerClaims.Id)?.Value is not { Length: > 0 } id
            || principal.Identity is not ClaimsIdentity { IsAuthenticated: true } identity)
            return null;

        var caller = new Caller(
            id,
            principal.FindFirst(CallerClaims.Name)?.Value ?? id,
            [.. principal.FindAll(CallerClaims.Role).Select(c => c.Value)],
            principal.FindFirst(CallerClaims.Source)?.Value,
            principal.FindFirst(CallerClaims.Clinician)?.Value,
            [.. principal.FindAll(CallerClaims.ServiceLine).Select(c => c.Value)],
            principal.HasClaim(c => c.Type == CallerClaims.PasswordChangeRequired));
        return new CallerPrincipal(identity, caller);
    }
}

/// <summary>Claim types, the same in cookies and tokens.</summary>
internal static class CallerClaims
{
    public const string Id = "sub";
    public const string Name = "name";
    public const string Role = "role";
    public const string Source = "rs_source";
    public const string Clinician = "rs_clinician";
    public const string ServiceLine = "rs_line";
    public const string PasswordChangeRequired = "rs_password_change";
    public const string Session = "rs_session";
    public const string Stamp = "rs_stamp";
}

/// <summary>
/// One set of rights that can be revoked: the caller, the session (empty for clients) and the stamp of the rights.
/// </summary>
internal readonly record struct RightsKey(string Caller, string Session, string Stamp);
