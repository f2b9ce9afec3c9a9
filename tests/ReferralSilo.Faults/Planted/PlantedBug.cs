namespace ReferralSilo.Faults.Planted;

/// <summary>Bugs planted into a real silo to show that a checker detects them. The product has none of them.</summary>
internal enum PlantedBug
{
    None,

    /// <summary>A schedule decides on its state and writes without a version check.</summary>
    CheckThenInsert,

    /// <summary>The answer "committed" is sent first, and the commit is written a moment later.</summary>
    AnswerBeforeCommit,

    /// <summary>
    /// The changes of a failed commit stay in memory: they are read from there and written with the next commit.
    /// </summary>
    MutateThenWrite,

    /// <summary>The operation id is recorded in a second transaction.</summary>
    OperationLater,

    /// <summary>
    /// Service lines read changes with a number greater than the last: a commit that got an earlier number but
    /// committed later is lost.
    /// </summary>
    FeedByNumber,

    /// <summary>A booking is confirmed without a check of its hold.</summary>
    ConfirmWithoutHold,

    /// <summary>A deadline is marked done when it is read, before it has fired.</summary>
    ClockDoneFirst,

    /// <summary>A client gets any board that it requests.</summary>
    AnyBoard,

    /// <summary>"Not applied" is recorded in memory only: the ledger still accepts the late commit.</summary>
    BlockedInMemory,

    /// <summary>The deadline of a referral is not in the commit, only in the memory of its grain.</summary>
    ClockLeftOut,

    /// <summary>
    /// No service line is compared with the ledger: a lost change never appears, and its boards show "live".
    /// </summary>
    NoReconciliation,

    /// <summary>Frames are queued without limit for clients that do not read.</summary>
    EveryFrameQueued,

    /// <summary>
    /// A frame is sent only after the previous one was taken, whichever client it was for: one that does not read
    /// blocks all.
    /// </summary>
    OneFrameAtATime,

    /// <summary>Exceptions of the database driver are passed on unchanged.</summary>
    ErrorsLeak,
}

/// <summary>Faults around a silo. Without a planted bug none of them may violate an invariant.</summary>
[Flags]
internal enum Troubles
{
    None = 0,

    /// <summary>Some commits fail before they reach the database.</summary>
    CommitsFail = 1,

    /// <summary>Some commits are applied, but their answer is lost.</summary>
    AnswersLost = 2,

    /// <summary>A later commit may finish before an earlier one.</summary>
    CommitsOvertake = 4,

    /// <summary>
    /// The acceptance of an offer reaches the schedule after the end of the hold, though it was sent in time.
    /// </summary>
    AcceptsArriveLate = 8,

    /// <summary>The first deadline call to each inactive grain is lost.</summary>
    DeadlinesLost = 16,

    /// <summary>Some commits reach the database long after their client got "outcome unknown".</summary>
    CommitsLate = 32,

    /// <summary>Service lines receive no changes: another activation received them instead.</summary>
    ChangesLost = 64,
}
