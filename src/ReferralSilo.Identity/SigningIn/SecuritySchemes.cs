namespace ReferralSilo.Identity.SigningIn;

/// <summary>Names of the authentication schemes.</summary>
internal static class SecuritySchemes
{
    /// <summary>The default: a bearer token if the request has one, otherwise the session cookie.</summary>
    public const string Either = "referralsilo";

    public const string Cookie = "session";

    public const string Bearer = "bearer";
}
