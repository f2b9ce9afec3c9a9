namespace ReferralSilo.Faults.Planted;

/// <summary>Bugs planted into a real silo to show that a checker sees them. The product has none of this in
/// it.</summary>
internal enum PlantedBug
{
    None,

    /// <summary>A schedule decides on what it sees and writes without asking whether another came first.</summary>
    CheckThenInsert,

    /// <summary>"Committed" is said first, and written a moment after.</summary>
    AnswerBeforeCommit,

    /// <summary>What a failed commit wanted stays in memory: read from there, and written with the next one.</summary>
    MutateThenWrite,

    /// <summary>The operation id is recorded in a second transaction.</summary>
    OperationLater,

    /// <summary>Service lines read what changed as "number greater than the last": what was numbered earlier and
    /// committed later is lost.</summary>
    FeedByNumber,

    /// <summary>A booking is confirmed without looking at its hold.</summary>
    ConfirmWithoutHold,

    /// <summary>A clock is marked done when it is read, before it was rung.</summary>
    ClockDoneFirst,

    /// <summary>Whatever board a client names it is shown.</summary>
    AnyBoard,

    /// <summary>What was called not applied is kept in memory: the ledger still takes the commit that is on its
    /// way.</summary>
    BarredInMemory,

    /// <summary>The clock of a referral is not in the commit: it is in the memory of its grain only.</summary>
    ClockLeftOut,

    /// <summary>Nobody compares a service line with the ledger: what it did not hear it never shows, and its boards say
    /// "live".</summary>
    NobodyCompares,

    /// <summary>Frames are queued for clients that do not read.</summary>
    EveryFrameQueued,

    /// <summary>A frame is sent when the one before it has been taken, whoever it was for: one that does not read holds
    /// up all.</summary>
    OneFrameAtATime,

    /// <summary>What the database's driver throws goes up as it is.</summary>
    ErrorsLeak,
}

/// <summary>What goes wrong around a silo by itself. Without a planted bug none of it may break a promise.</summary>
[Flags]
internal enum Troubles
{
    None = 0,

    /// <summary>Some commits fail before they reach the database.</summary>
    CommitsFail = 1,

    /// <summary>Some commits are applied and their answer is lost.</summary>
    AnswersLost = 2,

    /// <summary>A commit that began later may end earlier.</summary>
    CommitsOvertake = 4,

    /// <summary>An accepted offer reaches the schedule after the hold's end, though it was asked for in time.</summary>
    AcceptsArriveLate = 8,

    /// <summary>The first ring of each sleeping grain is lost on its way.</summary>
    RingsLost = 16,

    /// <summary>Some commits reach the database long after their client was told that the outcome is unknown.</summary>
    CommitsLate = 32,

    /// <summary>Service lines hear nothing of what changed: another activation heard it in their place.</summary>
    FactsLost = 64,
}
