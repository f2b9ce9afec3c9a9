namespace ReferralSilo.Contracts.Boards;

/// <summary>Place of a referral in triage; the most urgent one is the least. Emergencies come first, then by priority,
/// then those to review first, then the earlier due.</summary>
public readonly record struct TriagePlace(
    Priority Priority, EmergencyConcern Concern, DateTimeOffset? DueAt, DateTimeOffset ReceivedAt, string Number)
    : IComparable<TriagePlace>
{
    /// <summary>The place of a row.</summary>
    public static TriagePlace Of(TriageRow row) =>
        new(row.Priority, row.Concern, row.DueAt, row.ReceivedAt, row.Number);

    /// <inheritdoc/>
    public int CompareTo(TriagePlace other)
    {
        if (Concern == EmergencyConcern.Emergency != (other.Concern == EmergencyConcern.Emergency))
            return Concern == EmergencyConcern.Emergency ? -1 : 1;
        if (Priority != other.Priority) return other.Priority.CompareTo(Priority);
        if (Concern != other.Concern) return other.Concern.CompareTo(Concern);
        return Urgency.Compare((DueAt, ReceivedAt, Number), (other.DueAt, other.ReceivedAt, other.Number));
    }
}

/// <summary>Place of a referral without a visit on the desk; the most urgent one is the least. By priority, then the
/// earlier due; ended referrals whose source is not informed yet come last.</summary>
public readonly record struct ToDoPlace(
    bool IsOver, Priority Priority, DateTimeOffset? DueAt, DateTimeOffset ReceivedAt, string Number)
    : IComparable<ToDoPlace>
{
    /// <summary>The place of a row.</summary>
    public static ToDoPlace Of(DeskRow row) =>
        new(DeskStages.IsOver(row.Stage), row.Priority, row.DueAt, row.ReceivedAt, row.Number);

    /// <inheritdoc/>
    public int CompareTo(ToDoPlace other)
    {
        if (IsOver != other.IsOver) return IsOver ? 1 : -1;
        if (Priority != other.Priority) return other.Priority.CompareTo(Priority);
        return Urgency.Compare((DueAt, ReceivedAt, Number), (other.DueAt, other.ReceivedAt, other.Number));
    }
}

/// <summary>Place of a referral with a visit on the desk: the earlier visit comes first.</summary>
public readonly record struct VisitPlace(DateTimeOffset? AppointmentAt, string Number) : IComparable<VisitPlace>
{
    /// <summary>The place of a row.</summary>
    public static VisitPlace Of(DeskRow row) => new(row.AppointmentAt, row.Number);

    /// <inheritdoc/>
    public int CompareTo(VisitPlace other)
    {
        var byTime = Urgency.Compare(AppointmentAt, other.AppointmentAt);
        return byTime != 0 ? byTime : string.CompareOrdinal(Number, other.Number);
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

internal static class Urgency
{
    public static int Compare(DateTimeOffset? a, DateTimeOffset? b) =>
        (a ?? DateTimeOffset.MaxValue).CompareTo(b ?? DateTimeOffset.MaxValue);

    public static int Compare((DateTimeOffset? DueAt, DateTimeOffset ReceivedAt, string Number) a,
        (DateTimeOffset? DueAt, DateTimeOffset ReceivedAt, string Number) b)
    {
        var byDue = Compare(a.DueAt, b.DueAt);
        if (byDue != 0) return byDue;
        var byReceipt = a.ReceivedAt.CompareTo(b.ReceivedAt);
        return byReceipt != 0 ? byReceipt : string.CompareOrdinal(a.Number, b.Number);
    }
}
