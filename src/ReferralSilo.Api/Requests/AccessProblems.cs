using ReferralSilo.Api.Access;
using ReferralSilo.Api.Problems;
using ReferralSilo.Contracts.Problems;

namespace ReferralSilo.Api.Requests;

/// <summary>Denied decisions as problems.</summary>
public static class AccessProblems
{
    /// <summary>
    /// 401 without a sign-in, 403 when no role allows the action, 404 when the object is out of scope.
    /// </summary>
    public static Problem AsProblem(this AccessDecision denied) => ProblemFor.Code(
        denied.Reason == AccessReasons.NotSignedIn ? ProblemCodes.NotSignedIn
        : denied.IsHidden ? ProblemCodes.NotFound : ProblemCodes.Forbidden);
}
