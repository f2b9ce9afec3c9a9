using ReferralSilo.Contracts.Referrals;

namespace ReferralSilo.Contracts.Boards;

/// <summary>A row of <c>source/{id}</c>: one referral as its source may see it. Has no field for staff, notes or
/// claims. Key: referral id.</summary>
/// <param name="Key">Referral id.</param>
/// <param name="Number">Number.</param>
/// <param name="Version">Version of the referral.</param>
/// <param name="Stage">Stage.</param>
/// <param name="Priority">Priority.</param>
/// <param name="Patient">Display name.</param>
/// <param name="ServiceLine">Service line; null when none could be found.</param>
/// <param name="ReceivedAt">When it was received.</param>
/// <param name="Asked">What the source must supply; null when nothing is asked.</param>
/// <param name="Visit">The visit, once it is booked.</param>
/// <param name="Outcome">Outcome of the visit; null before.</param>
/// <param name="EndedBecause">Why it was declined, redirected or withdrawn; null otherwise.</param>
/// <param name="Acknowledged">True when the source has acknowledged how it ended.</param>
public sealed record SourceRow(
    string Key, string Number, long Version, Stage Stage, Priority Priority, string Patient, string? ServiceLine,
    DateTimeOffset ReceivedAt, AskedView? Asked, SourceVisit? Visit, string? Outcome, string? EndedBecause,
    bool Acknowledged) : BoardRow(Key);

/// <summary>A visit as the source may see it, without the clinician.</summary>
public sealed record SourceVisit(DateTimeOffset Start, DateTimeOffset End, VisitType VisitType);
