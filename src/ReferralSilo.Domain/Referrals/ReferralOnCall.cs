using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Boards;
using ReferralSilo.Domain.ServiceLines;
using D = ReferralSilo.Domain.Decision<ReferralSilo.Domain.Referrals.ReferralEvent>;
using E = ReferralSilo.Domain.Referrals.ReferralEvent;

namespace ReferralSilo.Domain.Referrals;

/// <summary>Alerts people on call while an urgent referral or an emergency alarms and no one takes it (TR-6). Each step
/// is one event with one message in its commit, so it is taken once whatever silo dies (decision 0122).</summary>
public static class ReferralOnCall
{
    /// <summary>How long no screen may show the alarm until the first person is alerted before the time.</summary>
    public static readonly Duration UnseenFor = Duration.FromSeconds(30);

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
    /// with another list.</summary>
    internal static D Follow(Referral? state, D decision, ReferralContext context)
    {
        if (decision is not D.Accepted { Events: { Count: > 0 } events } || !context.HasOnCall) return decision;
        var after = events.Aggregate(state, ReferralEvolver.Evolve)!;
        var isNew = state is null || !IsNeeded(state) || state.Case.ServiceLine != after.Case.ServiceLine;
        if (!isNew || !IsNeeded(after) || context.OnCall(after.Case.ServiceLine) is not { } list) return decision;
        var run = Begin(after, list, context.Now);
        // A new referral is one event: its version is 1.
        return events is [E.Received received] ? received with { OnCall = run }
            : D.Accept([.. events, new E.OnCallDue(run)]);
    }

    /// <summary>The step that is due by time; none when it is not due.</summary>
    internal static IEnumerable<ReferralEvent> OnTimeUp(Referral state, ReferralContext context) =>
        DueAt(state) <= context.Now ? Step(state, state.Case.OnCall!, context) : [];

    /// <summary>No screen shows the alarm: the first person is alerted at once.</summary>
    internal static D OnUnseen(Referral state, ReferralContext context) =>
        state.Case.OnCall is { Alerts.Count: 0, NextAt: { } next } run && next > context.Now && IsNeeded(state)
            && context.Now >= run.StartedAt + UnseenFor
            && context.OnCall(state.Case.ServiceLine)?.Next([], context.Now) is not null
            ? D.Accept([.. Step(state, run, context)]) : D.NoChange;

    /// <summary>The list changed: the running clock follows it. A list that became empty changes nothing until its next
    /// step.</summary>
    internal static D OnChanged(Referral state, ReferralContext context)
    {
        if (!IsNeeded(state) || context.OnCall(state.Case.ServiceLine) is not { } list) return D.NoChange;
        if (state.Case.OnCall is not { } run) return new E.OnCallDue(Begin(state, list, context.Now));
        var next = NextAt(run, list, context.Now);
        return next == run.NextAt || next <= context.Now && run.NextAt <= context.Now ? D.NoChange
            : new E.OnCallDue(run with { NextAt = next });
    }

    /// <summary>The message of an alert cannot be delivered: the next person is alerted at once.</summary>
    internal static D OnFailed(Referral state, AlertFailed failed, ReferralContext context)
    {
        if (state.Case.OnCall is not { } run || run.Number != failed.Run
            || !run.Alerts.Any(a => a.Key == failed.Key && a.Failure is null)) return D.NoChange;
        var happened = new E.OnCallFailed(failed.Person, failed.Channel, failed.Code);
        var after = happened.Apply(state)!;
        var isLast = run.Alerts[^1].Key == failed.Key;
        return isLast && IsNeeded(after) ? D.Accept([happened, .. Step(after, after.Case.OnCall!, context)]) : happened;
    }

    private static bool IsPressing(ReferralCase referral) =>
        referral.Priority >= Priority.Urgent || referral.Eligibility.Concern == EmergencyConcern.Emergency;

    private static OnCallRun Begin(Referral state, OnCallList list, Instant now)
    {
        var run = new OnCallRun((state.Case.OnCall?.Number ?? 0) + 1, now, null, []);
        return run with { NextAt = NextAt(run, list, now) };
    }

    private static IEnumerable<ReferralEvent> Step(Referral state, OnCallRun run, ReferralContext context)
    {
        var list = context.OnCall(state.Case.ServiceLine);
        if (list is null || IsOver(run) || list.Next(run.Alerted, context.Now) is not { } person)
        {
            var next = list is null ? null : NextAt(run, list, context.Now);
            return next == run.NextAt ? [] : [new E.OnCallDue(run with { NextAt = next })];
        }

        var alert = new OnCallAlert(person.Key.Person, person.Key.Channel, context.Now, person == list.Supervisor);
        var after = run with { Alerts = [.. run.Alerts, alert] };
        return [new E.OnCallAlerted(run.Number, alert, NextAt(after, list, context.Now))];
    }

    /// <summary>When the next person is alerted: after the line's time, at once after an alert that failed, or when the
    /// hours of someone begin. Null when no one is left.</summary>
    private static Instant? NextAt(OnCallRun run, OnCallList list, Instant now)
    {
        if (IsOver(run)) return null;
        var due = run.Alerts switch
        {
            [] => run.StartedAt + list.After,
            [.., { Failure: not null }] => now,
            [.., var last] => last.At + list.Every,
        };
        due = Instant.Max(due, now);
        return list.Next(run.Alerted, due) is not null ? due : list.NextBegin(run.Alerted, due);
    }

    /// <summary>True after the supervisor: an alert to the supervisor that failed leaves those whose hours begin
    /// later.</summary>
    private static bool IsOver(OnCallRun run) => run.Alerts.Any(a => a is { IsSupervisor: true, Failure: null });
}
