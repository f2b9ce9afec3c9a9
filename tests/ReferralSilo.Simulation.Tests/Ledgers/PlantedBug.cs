namespace ReferralSilo.Simulation.Tests.Ledgers;

/// <summary>Planted bugs, which show that the checkers detect them.</summary>
public enum PlantedBug
{
    None,

    /// <summary>A schedule's commit does not check the version, so it can overwrite another commit.</summary>
    NoVersionCheck,

    /// <summary>The answer "committed" is sent before the write; a failing ledger loses the write.</summary>
    AnswerBeforeCommit,

    /// <summary>A failed commit stays in the silo's memory: reads return it, and the next commit includes it.</summary>
    MutateThenWrite,

    /// <summary>The operation id is recorded in a second transaction.</summary>
    OperationLater,

    /// <summary>A booking is confirmed without a check of its hold.</summary>
    ConfirmWithoutHold,

    /// <summary>A deadline is marked done when it is read, before it is delivered.</summary>
    ClockDoneFirst,

    /// <summary>A read returns the state of the activation without a check for newer commits of another
    /// activation.</summary>
    UncheckedRead,
}
