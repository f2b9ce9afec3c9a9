using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Boards;
using ReferralSilo.Domain.ServiceLines;
using D = ReferralSilo.Domain.Decision<ReferralSilo.Domain.Referrals.ReferralEvent>;
using E = ReferralSilo.Domain.Referrals.ReferralEvent;

namespace ReferralSilo.Domain.Referrals;

/// <summary>Alerts people on call while an urgent referral or an emergency alarms and no one takes it: see
/// <see cref="OnCallRules"/>.</summary>
public static class ReferralOnCall
{
    /// <summary>True while the alarm is one for which people are called at any hour: an urgent referral or an emergency
    /// that no one who may triage has taken. A routine referral past its need-by alarms on screens only.</summary>
    public static bool IsNeeded(Referral state)
    {
        var referral = state.Case;
        return state.Clock is { } clock && IsPressing(referral) && QueueAlarm.IsOn(state.Stage, referral.Priority,
            referral.Eligibility.Concern, referral.Claim is { MayTriage: not false }, referral.NeedBy,
            referral.ReceivedAt, (Instant?)clock.DueAt, clock.Breached);
    }

    /// <summary>When the next person is alerted; null while the alarm is off, or when no one is left.</summary>
    public static Instant? DueAt(Referral state) =>
        state.Case.OnCall is { NextAt: { } next } && IsNeeded(state) ? next : null;

    /// <summary>Adds the begin of a run to a decision that lets the alarm begin, or that brings the referral to a line
    /// with another list. An earlier run ends also when there is no list now.</summary>
    internal static D Follow(Referral? state, D decision, ReferralContext context)
    {
        if (decision is not D.Accepted { Events: { Count: > 0 } events }
            || !context.HasOnCall && state?.Case.OnCall is null) return decision;
        var after = events.Aggregate(state, ReferralEvolver.Evolve)!;
        var isNew = state is null || !IsNeeded(state) || state.Case.ServiceLine != after.Case.ServiceLine;
        if (!isNew || !IsNeeded(after)) return decision;
        var (list, earlier) = (context.OnCall(after.Case.ServiceLine), after.Case.OnCall);
        if (list is null && earlier is null) return decision;
        var run = OnCallRules.Begin(earlier, list, context.Now);
        // A new referral is one event: its version is 1.
        return events is [E.Received received] ? received with { OnCall = run }
            : D.Accept([.. events, new E.OnCallDue(run)]);
    }

    /// <summary>The step that is due by time; none when it is not due.</summary>
    internal static IEnumerable<ReferralEvent> OnTimeUp(Referral state, ReferralContext context) =>
        DueAt(state) <= context.Now
        && OnCallRules.Step(state.Case.OnCall!, List(state, context), context.Now) is { } step ? [Event(step)] : [];

    /// <summary>No screen shows the alarm: the first person is alerted at once.</summary>
    internal static D OnUnseen(Referral state, ReferralContext context) =>
        state.Case.OnCall is { } run && IsNeeded(state)
        && OnCallRules.StepUnseen(run, List(state, context), context.Now) is { } step ? Event(step) : D.NoChange;

    /// <summary>The list changed: the running clock follows it.</summary>
    internal static D OnChanged(Referral state, ReferralContext context) =>
        IsNeeded(state) && OnCallRules.Follow(state.Case.OnCall, List(state, context), context.Now) is { } step
            ? Event(step) : D.NoChange;

    /// <summary>The message of an alert left, waits or failed.</summary>
    internal static D OnReport(Referral state, OnCallReport report, ReferralContext context) =>
        D.Accept([.. OnCallRules.Report(state.Case.OnCall, report, IsNeeded(state), List(state, context), context.Now)
            .Select(Event)]);

    private static OnCallList? List(Referral state, ReferralContext context) => context.OnCall(state.Case.ServiceLine);

    private static ReferralEvent Event(OnCallChange step) => step switch
    {
        OnCallChange.Alerted e => new E.OnCallAlerted(e.Run, e.Alert, e.NextAt),
        OnCallChange.Reported { Report: { Failure: { } code } r } =>
            new E.OnCallFailed(r.Person, r.Channel, code) { At = r.At },
        OnCallChange.Reported e => new E.OnCallReported(e.Report),
        OnCallChange.Due e => new E.OnCallDue(e.Run),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static bool IsPressing(ReferralCase referral) =>
        referral.Priority >= Priority.Urgent || referral.Eligibility.Concern == EmergencyConcern.Emergency;
}
