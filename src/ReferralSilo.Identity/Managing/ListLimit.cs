using ReferralSilo.Api.Problems;
using ReferralSilo.Contracts.Problems;

namespace ReferralSilo.Identity.Managing;

/// <summary>The number of entries of a page.</summary>
internal static class ListLimit
{
    public const int Standard = 50, Most = 200;

    public static Problem? Fault(int? limit) => limit is null or (>= 1 and <= Most) ? null
        : ProblemFor.Input("/limit", $"1 to {Most}.");
}
