using ReferralSilo.Contracts.Referrals;

namespace ReferralSilo.Domain.Referrals;

/// <summary>Receives a new referral, or applies a known order that was sent again.</summary>
/// <param name="Submission">The parsed submission.</param>
/// <param name="Number">Unique number of a new referral; empty for a known order, which is never created again.</param>
public sealed record Submit(ReferralId Id, Submission Submission, string Number) : ReferralCommand
{
    /// <summary>True when an earlier submission created the referral.</summary>
    public bool IsKnown => Number.Length == 0;
}

/// <summary>A deadline of the referral may be due; the state decides. Has no effect when too early.</summary>
public sealed record TimeUp : ReferralCommand;

/// <summary>The schedule reports that it booked this slot for the referral; sent again when the referral's own commit
/// was lost.</summary>
public sealed record SlotWasBooked(SlotGrant Grant) : ReferralCommand;

/// <summary>The schedule reports that a hold ended: <c>expired</c> or <c>displaced</c>.</summary>
public sealed record HoldWasLost(string HoldId, string Reason) : ReferralCommand;
