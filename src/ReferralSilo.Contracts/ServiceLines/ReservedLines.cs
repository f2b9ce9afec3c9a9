namespace ReferralSilo.Contracts.ServiceLines;

/// <summary>Ids that no service line may have.</summary>
public static class ReservedLines
{
    /// <summary>The queue of the referrals that no service line takes: key of its wallboard row, and the id in the
    /// names of its boards. <c>ReferralView.ServiceLine</c> is null for its referrals.</summary>
    public const string Unassigned = "unassigned";
}
