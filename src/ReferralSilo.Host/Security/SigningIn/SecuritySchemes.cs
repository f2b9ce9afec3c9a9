namespace ReferralSilo.Host.Security.SigningIn;

/// <summary>Authentication schemes.</summary>
internal static class SecuritySchemes
{
    /// <summary>The default: a bearer token if the request has one, otherwise the session cookie.</summary>
    public const string Either = "referralsilo";

    /// <summary>Session cookie.</summary>
    public const string Cookie = "session";

    /// <summary>Bearer token.</summary>
    public const string Bearer = "bearer";
}
