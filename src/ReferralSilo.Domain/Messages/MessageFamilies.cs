using ReferralSilo.Contracts;

namespace ReferralSilo.Domain.Messages;

/// <summary>Occasions that replace each other: a waiting message is superseded by a later one of its family.</summary>
public static class MessageFamilies
{
    /// <summary>True when a later message of <paramref name="later"/> replaces a waiting one of
    /// <paramref name="waiting"/>.</summary>
    public static bool Replaces(MessageOccasion later, MessageOccasion waiting) =>
        // Each alert is to another person, and two answers of staff say two things.
        later == waiting && !IsAlert(later) && later != MessageOccasion.Reply
        || Family(later) is { } family && family == Family(waiting)
        // What ends or settles the referral replaces what asks the patient to do something.
        || waiting is MessageOccasion.ReachOut or MessageOccasion.MissedCall or MessageOccasion.MissedVisit
            or MessageOccasion.Offer && Family(later) is not null;

    /// <summary>True for an alert to a person on call.</summary>
    public static bool IsAlert(MessageOccasion occasion) =>
        occasion is MessageOccasion.StaffAlarm or MessageOccasion.StaffTextAlarm;

    private static int? Family(MessageOccasion occasion) => occasion switch
    {
        MessageOccasion.Booked or MessageOccasion.Moved or MessageOccasion.Cancelled => 1,
        MessageOccasion.Declined or MessageOccasion.Redirected or MessageOccasion.Unreachable => 2,
        _ => null,
    };
}
