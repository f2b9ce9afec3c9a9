using ReferralSilo.Host.Api.Problems;
using ReferralSilo.Host.Security.Rights;

namespace ReferralSilo.Host.Security;

/// <summary>How this part's exceptions are answered.</summary>
public static class SecurityProblems
{
    /// <summary>Rights that cannot be read: 503 <c>unavailable</c>, since nothing was done.</summary>
    public static ProblemOptions MapSecurityProblems(this ProblemOptions problems) =>
        problems.Map<RightsUnknownException>((_, _) => ProblemFor.Code(ProblemCodes.Unavailable));
}
