namespace ReferralSilo.Contracts.Boards;

/// <summary>Place of a referral on a list of a queue board; the most urgent one is the least.</summary>
/// <param name="Rank">The lower rank comes first.</param>
/// <param name="At">Within a rank, the earlier comes first.</param>
/// <param name="ReceivedAt">Then the one received earlier.</param>
/// <param name="Number">Then the lower number.</param>
public readonly record struct QueuePlace(int Rank, DateTimeOffset At, DateTimeOffset ReceivedAt, string Number)
    : IComparable<QueuePlace>
{
    private const int Late = 1 << 8, PriorityStep = 1 << 4;

    /// <summary>In triage: emergencies come first, then by priority, then those to review first, then the earlier
    /// due.</summary>
    public static QueuePlace InTriage(EmergencyConcern concern, Priority priority, DateTimeOffset? dueAt,
        DateTimeOffset receivedAt, string number) => new(
        (concern == EmergencyConcern.Emergency ? 0 : Late) - (int)priority * PriorityStep - (int)concern,
        dueAt ?? DateTimeOffset.MaxValue, receivedAt, number);

    /// <summary>Without a visit, on the desk: by priority, then the earlier due; ended referrals whose source is not
    /// informed yet come last.</summary>
    public static QueuePlace ToDo(Stage stage, Priority priority, DateTimeOffset? dueAt, DateTimeOffset receivedAt,
        string number) => new(
        (DeskStages.IsOver(stage) ? Late : 0) - (int)priority * PriorityStep, dueAt ?? DateTimeOffset.MaxValue,
        receivedAt, number);

    /// <summary>With a visit, on the desk: the earlier visit comes first.</summary>
    public static QueuePlace Visit(DateTimeOffset? appointmentAt, string number) =>
        new(0, appointmentAt ?? DateTimeOffset.MaxValue, default, number);

    /// <summary>The place of a row in triage.</summary>
    public static QueuePlace InTriage(TriageRow row) =>
        InTriage(row.Concern, row.Priority, row.DueAt, row.ReceivedAt, row.Number);

    /// <summary>The place of a row among the alarms, in the order of triage.</summary>
    public static QueuePlace InTriage(AlarmRow row) =>
        InTriage(row.Concern, row.Priority, row.DueAt, row.ReceivedAt, row.Number);

    /// <summary>The place of a row without a visit.</summary>
    public static QueuePlace ToDo(DeskRow row) =>
        ToDo(row.Stage, row.Priority, row.DueAt, row.ReceivedAt, row.Number);

    /// <summary>The place of a row with a visit.</summary>
    public static QueuePlace Visit(DeskRow row) => Visit(row.AppointmentAt, row.Number);

    /// <inheritdoc/>
    public int CompareTo(QueuePlace other)
    {
        if (Rank != other.Rank) return Rank.CompareTo(other.Rank);
        var byTime = At.CompareTo(other.At);
        if (byTime != 0) return byTime;
        var byReceipt = ReceivedAt.CompareTo(other.ReceivedAt);
        return byReceipt != 0 ? byReceipt : string.CompareOrdinal(Number, other.Number);
    }
}

/// <summary>The two lists of the desk.</summary>
public static class DeskStages
{
    /// <summary>True when the referral is on the list of visits; false for the list of what is to do.</summary>
    public static bool HasVisit(Stage stage) => stage is Stage.Booked or Stage.Arrived or Stage.Completed;

    /// <summary>True when nothing is left to schedule.</summary>
    public static bool IsOver(Stage stage) =>
        stage is Stage.Closed or Stage.Declined or Stage.Redirected or Stage.Withdrawn or Stage.Unreachable;
}
