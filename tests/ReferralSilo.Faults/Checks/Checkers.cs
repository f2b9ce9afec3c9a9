namespace ReferralSilo.Faults.Checks;

/// <summary>All checkers: pure functions from a history to violations.</summary>
public static class Checkers
{
    /// <summary>
    /// Checkers by invariant. I13 is checked for boards only, I16 for memory and for the latency of answers and
    /// screens.
    /// </summary>
    public static IReadOnlyList<(string Invariant, Func<History, IEnumerable<Violation>> Check)> All { get; } =
    [
        ("I1", AcknowledgedCheck.Check),
        ("I2", IdempotencyCheck.Check),
        ("I3", RefusedCheck.Check),
        ("answers", ErrorAnswerCheck.Check),
        ("I4", DoubleBookingCheck.Check),
        ("I5", HoldCheck.Check),
        ("I6", StreamCheck.Check),
        ("I7", OwnerCheck.Check),
        ("I8", ScreenCheck.Check),
        ("I9", LiveCheck.Check),
        ("I10", DeadlineCheck.Check),
        ("I13", BoardRightsCheck.Check),
        ("I16", StallMemoryCheck.Check),
        ("I16", StallLatencyCheck.Check),
        ("I17", PatientVisitCheck.Check),
    ];

    /// <summary>All violations in a history, invariant by invariant.</summary>
    public static IReadOnlyList<Violation> Check(History history) => [.. All.SelectMany(c => c.Check(history))];
}
