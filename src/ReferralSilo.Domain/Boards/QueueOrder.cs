using NodaTime;
using ReferralSilo.Contracts.Boards;

namespace ReferralSilo.Domain.Boards;

/// <summary>The orders of the queue boards, as on the screens, except that referrals that alarm come first. No two
/// referrals are equal.</summary>
public static class QueueOrder
{
    /// <summary>Triage.</summary>
    public static IComparer<QueueEntry> Triage { get; } = By(e =>
        new TriagePlace(e.Priority, e.Concern, At(e.DueAt), e.ReceivedAt.ToDateTimeOffset(), e.Number));

    /// <summary>What the desk has to do.</summary>
    public static IComparer<QueueEntry> ToDo { get; } = By(e => new ToDoPlace(
        DeskStages.IsOver(e.Stage), e.Priority, At(e.DueAt), e.ReceivedAt.ToDateTimeOffset(), e.Number));

    /// <summary>The visits of the desk.</summary>
    public static IComparer<QueueEntry> Visits { get; } = By(e =>
        new VisitPlace(At(e.Appointment?.Start), e.Number));

    private static Comparer<QueueEntry> By<T>(Func<QueueEntry, T> place) where T : IComparable<T> =>
        Comparer<QueueEntry>.Create((a, b) =>
        {
            if (a.Alarm != b.Alarm) return a.Alarm ? -1 : 1;
            var byPlace = place(a).CompareTo(place(b));
            return byPlace != 0 ? byPlace : string.CompareOrdinal(a.Id.Value, b.Id.Value);
        });

    private static DateTimeOffset? At(Instant? at) => at?.ToDateTimeOffset();
}
