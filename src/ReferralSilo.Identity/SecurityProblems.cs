using ReferralSilo.Api.Access;
using ReferralSilo.Api.Problems;
using ReferralSilo.Identity.Accounts;
using ReferralSilo.Identity.SigningIn;

namespace ReferralSilo.Identity;

/// <summary>Maps the exceptions of this folder to problems.</summary>
public static class SecurityProblems
{
    /// <summary>
    /// Rights that cannot be read and sign-ins that cannot be checked answer 503 <c>unavailable</c>: nothing was done.
    /// </summary>
    public static ProblemOptions MapSecurityProblems(this ProblemOptions problems) => problems
        .Map<RightsUnknownException>((_, _) => ProblemFor.Code(ProblemCodes.Unavailable))
        .Map<SignInBusyException>((_, _) => ProblemFor.Code(ProblemCodes.TooManyRequests))
        // Only for sign-in: elsewhere a database that stopped answering may have executed the command.
        .Map<Exception>((e, http) =>
            IsSigningIn(http.Request.Path) && AccountsConnection.IsAway(e) ? ProblemFor.Code(ProblemCodes.Unavailable)
            : null);

    private static bool IsSigningIn(PathString path) =>
        path.StartsWithSegments(TokenEndpoint.Path) || path.StartsWithSegments("/api/session")
            || path.StartsWithSegments("/session");
}
