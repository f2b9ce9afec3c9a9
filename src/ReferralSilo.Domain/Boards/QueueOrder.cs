using NodaTime;
using ReferralSilo.Contracts.Boards;

namespace ReferralSilo.Domain.Boards;

/// <summary>The orders of the queue boards: those of the screens, but referrals that alarm come first.</summary>
public static class QueueOrder
{
    /// <summary>Lower than every rank of a referral that does not alarm.</summary>
    private const int AlarmRank = -(1 << 16);

    /// <summary>In triage.</summary>
    public static QueuePlace Triage(QueueEntry entry) => Placed(entry, QueuePlace.InTriage(
        entry.Concern, entry.Priority, At(entry.DueAt), entry.ReceivedAt.ToDateTimeOffset(), entry.Number));

    /// <summary>Among what the desk has to do.</summary>
    public static QueuePlace ToDo(QueueEntry entry) => Placed(entry, QueuePlace.ToDo(
        entry.Stage, entry.Priority, At(entry.DueAt), entry.ReceivedAt.ToDateTimeOffset(), entry.Number));

    /// <summary>Among the visits of the desk.</summary>
    public static QueuePlace Visits(QueueEntry entry) =>
        Placed(entry, QueuePlace.Visit(At(entry.Appointment?.Start), entry.Number));

    private static QueuePlace Placed(QueueEntry entry, QueuePlace place) =>
        entry.Alarm ? place with { Rank = place.Rank + AlarmRank } : place;

    private static DateTimeOffset? At(Instant? at) => at?.ToDateTimeOffset();
}
