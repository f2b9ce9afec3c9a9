namespace ReferralSilo.Faults.Checks;

/// <summary>All checkers: pure functions from a history to what is wrong in it.</summary>
public static class Checkers
{
    /// <summary>By invariant. I13 is judged for boards only, I16 for memory and for how long answers and screens
    /// take.</summary>
    public static IReadOnlyList<(string Invariant, Func<History, IEnumerable<Violation>> Check)> All { get; } =
    [
        ("I1", AcknowledgedCheck.Check),
        ("I2", OneEffectCheck.Check),
        ("I3", RefusedCheck.Check),
        ("answers", AnswerCheck.Check),
        ("I4", NoneTwiceCheck.Check),
        ("I5", HoldCheck.Check),
        ("I6", LineCheck.Check),
        ("I7", OwnerCheck.Check),
        ("I8", ScreenCheck.Check),
        ("I9", LiveCheck.Check),
        ("I10", ClockCheck.Check),
        ("I13", BoardRightsCheck.Check),
        ("I16", StalledCheck.Check),
        ("I16", PaceCheck.Check),
    ];

    /// <summary>What is wrong in a history, invariant by invariant.</summary>
    public static IReadOnlyList<Violation> Check(History history) => [.. All.SelectMany(c => c.Check(history))];
}
