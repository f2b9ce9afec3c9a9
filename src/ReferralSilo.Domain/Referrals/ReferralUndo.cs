using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Referrals;
using D = ReferralSilo.Domain.Decision<ReferralSilo.Domain.Referrals.ReferralEvent>;
using E = ReferralSilo.Domain.Referrals.ReferralEvent;

namespace ReferralSilo.Domain.Referrals;

/// <summary>The events of the last command, and the state before them.</summary>
/// <param name="Before">The state before.</param>
/// <param name="Version">Version after the events.</param>
/// <param name="By">Who sent the command.</param>
/// <param name="At">When it was decided.</param>
/// <param name="Events">Its events, in order.</param>
public sealed record LastAct(Referral Before, long Version, string By, Instant At,
    IReadOnlyList<ReferralEvent> Events);

/// <summary>Takes back a decision that was a slip of the hand.</summary>
public static class ReferralUndo
{
    /// <summary>How long a decision can be taken back. What a decision causes outside the program must wait as
    /// long.</summary>
    public static readonly Duration Window = Duration.FromSeconds(8);

    internal static D Apply(Referral state, Undo command, ReferralContext context) => context.LastAct switch
    {
        null => ReferralRefusals.NotUndoable,
        { } act when act.By != context.Actor || !CanBeTakenBack(act, state) => ReferralRefusals.NotUndoable,
        { } act when act.Version != command.Version || context.Now - act.At > Window => ReferralRefusals.UndoTooLate,
        { } act => new E.Undone(act.Version, act.Before),
    };

    /// <summary>True for the listed decisions, unless a slot was given up with them: another patient may have it
    /// already.</summary>
    private static bool CanBeTakenBack(LastAct act, Referral after) =>
        act.Events.All(IsDecision)
        && ReferralEffects.From(act.Before, act.Events, after)
            .All(effect => effect is ReferralEffect.QueueChanged or ReferralEffect.VisitFinished
                or ReferralEffect.PatientLearns);

    private static bool IsDecision(ReferralEvent happened) => happened
        is E.Accepted or E.Closed or E.PatientArrived or E.VisitCompleted or E.PatientDidNotCome
        or E.Ended { As: Stage.Declined or Stage.Redirected or Stage.Unreachable };
}
