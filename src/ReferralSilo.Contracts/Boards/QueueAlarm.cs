namespace ReferralSilo.Contracts.Boards;

/// <summary>Which referrals alarm until someone takes them (TR-1).</summary>
public static class QueueAlarm
{
    /// <summary>True for an urgent referral, emergency, or referral with a past need-by that is not taken. An emergency
    /// still alarms while the source is asked for information, because that is not a decision.</summary>
    /// <typeparam name="T">Type of the instants.</typeparam>
    /// <param name="stage">Its stage.</param>
    /// <param name="priority">Its priority.</param>
    /// <param name="concern">Danger to life.</param>
    /// <param name="isTaken">True while someone who may triage has claimed it.</param>
    /// <param name="needBy">The visit should have taken place by this instant.</param>
    /// <param name="receivedAt">When it was received.</param>
    /// <param name="dueAt">When its clock is due. The clock ends at the need-by at the latest.</param>
    /// <param name="breached">True when the clock was missed.</param>
    public static bool IsOn<T>(Stage stage, Priority priority, EmergencyConcern concern, bool isTaken, T? needBy,
        T receivedAt, T? dueAt, bool breached) where T : struct, IComparable<T> => !isTaken
        && (stage == Stage.Received
            ? priority >= Priority.Urgent || concern == EmergencyConcern.Emergency
                || IsTooLate(needBy, receivedAt, dueAt, breached)
            : stage == Stage.InformationRequested && concern == EmergencyConcern.Emergency);

    /// <summary>The need-by was past at receipt, or the clock was missed.</summary>
    private static bool IsTooLate<T>(T? needBy, T receivedAt, T? dueAt, bool breached)
        where T : struct, IComparable<T> => needBy is { } by
        && (by.CompareTo(receivedAt) < 0 || (breached && dueAt is { } due && by.CompareTo(due) <= 0));
}
