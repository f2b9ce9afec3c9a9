using ReferralSilo.Api.Access;
using ReferralSilo.Api.Problems;
using ReferralSilo.Contracts.Problems;
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
        // Not for other routes: a database that stopped answering may have executed the command, which has a key.
        .Map<Exception>((e, http) => !AccountsConnection.IsAway(e) ? null
            : IsSigningIn(http.Request.Path) ? ProblemFor.Code(ProblemCodes.Unavailable)
            : IsManaging(http.Request.Path) ? FailedCall(http.Request) : null);

    private static bool IsSigningIn(PathString path) =>
        path.StartsWithSegments(TokenEndpoint.Path) || path.StartsWithSegments("/api/session")
            || path.StartsWithSegments("/session");

    private static bool IsManaging(PathString path) =>
        path.StartsWithSegments("/api/staff") || path.StartsWithSegments("/api/clients");

    /// <summary>A failed read changed nothing; a failed change of an account, which has no key, may have taken
    /// effect.</summary>
    private static Problem FailedCall(HttpRequest request) => HttpMethods.IsGet(request.Method)
        || HttpMethods.IsHead(request.Method)
        ? ProblemFor.Code(ProblemCodes.Unavailable) : ProblemFor.OutcomeUnknown(null);
}
