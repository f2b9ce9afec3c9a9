using ReferralSilo.Host.Api.Problems;
using ReferralSilo.Host.Security.Accounts;
using ReferralSilo.Host.Security.Rights;
using ReferralSilo.Host.Security.SigningIn;

namespace ReferralSilo.Host.Security;

/// <summary>How this part's exceptions are answered.</summary>
public static class SecurityProblems
{
    /// <summary>Rights that cannot be read, and a sign-in that cannot be checked: 503 <c>unavailable</c>, since nothing
    /// was done.</summary>
    public static ProblemOptions MapSecurityProblems(this ProblemOptions problems) => problems
        .Map<RightsUnknownException>((_, _) => ProblemFor.Code(ProblemCodes.Unavailable))
        // Only here: elsewhere a database that is away may have taken what it was sent.
        .Map<Exception>((e, http) =>
            IsSigningIn(http.Request.Path) && AccountsConnection.IsAway(e) ? ProblemFor.Code(ProblemCodes.Unavailable)
            : null);

    private static bool IsSigningIn(PathString path) =>
        path.StartsWithSegments(TokenEndpoint.Path) || path.StartsWithSegments("/api/session")
            || path.StartsWithSegments("/session");
}
