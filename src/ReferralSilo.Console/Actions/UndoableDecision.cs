using ReferralSilo.Contracts.Referrals;

namespace ReferralSilo.Console.Actions;

/// <summary>A decision that its person can take back within some seconds.</summary>
/// <param name="Referral">Referral id.</param>
/// <param name="Number">Number of the referral.</param>
/// <param name="Version">Version of the referral after the decision.</param>
/// <param name="Words">What was done, for example "Accepted".</param>
public sealed record UndoableDecision(string Referral, string Number, long Version, string Words)
{
    /// <summary>How long the offer to take it back is shown; the rules allow as long.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromSeconds(8);

    /// <summary>Null for a command that cannot be taken back.</summary>
    public static UndoableDecision? Of(ReferralCommand command, ReferralView after) => command switch
    {
        Accept => "Accepted",
        Decline => "Declined",
        Redirect => "Sent elsewhere",
        Close => "Closed",
        Arrive => "Recorded as here",
        Complete => "Visit completed",
        NoShow => "Recorded as not come",
        _ => null,
    } is { } words ? new(after.Id, after.Number, after.Version, words) : null;
}
