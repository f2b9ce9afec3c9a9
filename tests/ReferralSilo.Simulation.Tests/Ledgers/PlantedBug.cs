namespace ReferralSilo.Simulation.Tests.Ledgers;

/// <summary>Bugs planted to show that a checker sees them.</summary>
public enum PlantedBug
{
    None,

    /// <summary>Check-then-insert: a schedule's commit does not ask whether another came first.</summary>
    NoVersionCheck,

    /// <summary>"Committed" is said first, and written after; a broken engine loses it.</summary>
    AnswerBeforeCommit,

    /// <summary>What a failed commit wanted stays in the silo's memory: read from there, and written with the next
    /// one.</summary>
    MutateThenWrite,

    /// <summary>The operation id is recorded in a second transaction.</summary>
    OperationLater,

    /// <summary>A booking is confirmed without looking at its hold.</summary>
    ConfirmWithoutHold,

    /// <summary>A clock is marked done when it is read, before it was rung.</summary>
    ClockDoneFirst,

    /// <summary>A read shows what the activation holds, without asking whether another one has written since.</summary>
    UncheckedRead,
}
