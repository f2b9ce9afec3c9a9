using NodaTime;
using ReferralSilo.Domain.ServiceLines;
using D = ReferralSilo.Domain.Decision<ReferralSilo.Domain.Conversations.ConversationEvent>;
using E = ReferralSilo.Domain.Conversations.ConversationEvent;

namespace ReferralSilo.Domain.Conversations;

/// <summary>Alerts people on call while words of an emergency are not taken by someone who may triage: see
/// <see cref="OnCallRules"/>.</summary>
public static class ConversationOnCall
{
    /// <summary>When the next person is alerted, or the alarms of others are looked at; null while nothing alarms, or
    /// when no one is left.</summary>
    public static Instant? DueAt(Conversation state) => state.Alarms ? state.OnCall?.NextAt : null;

    /// <summary>Adds the begin of a run to a decision that lets the alarm begin, or that brings it to a line with other
    /// people. A further text with such words begins a new one only when the earlier one has called everyone. The alarm
    /// of an unknown sender joins the one for which people are called already.</summary>
    internal static D Follow(Conversation? state, D decision, ConversationContext context)
    {
        if (decision is not D.Accepted { Events: { Count: > 0 } events }) return decision;
        var after = events.Aggregate(state, ConversationEvolver.Evolve)!;
        var list = context.OnCall(after);
        var isNew = state is not { Alarms: true } || !ReferenceEquals(context.OnCall(state), list)
            || state.OnCall is { IsJoined: true } && after.Patients.Count > 0
            || state.OnCall?.NextAt is null && after.Emergency is { } now && state.Emergency?.Text != now.Text;
        if (!isNew || !after.Alarms || IsNewsletter(after)) return decision;
        if (list is null && after.OnCall is null) return decision;
        var run = OnCallRules.Begin(after.OnCall, list, context.Now);
        return D.Accept([.. events, new E.OnCall(new OnCallChange.Due(list is not null
            && LookAt(after, run, context, context.Now) is { } look
                ? run with { IsJoined = true, NextAt = look } : run))]);
    }

    /// <summary>The steps that are due by time; none when none is due.</summary>
    internal static IEnumerable<ConversationEvent> OnTimeUp(Conversation state, ConversationContext context)
    {
        if (!(DueAt(state) <= context.Now)) yield break;
        var run = state.OnCall!;
        if (run.Alerts.Count == 0 && LookAt(state, run, context, DueAt(state)!.Value) is { } look)
        {
            yield return new E.OnCall(new OnCallChange.Due(run with { IsJoined = true, NextAt = look }));
            yield break;
        }

        if (run.IsJoined)
        {
            run = run with { IsJoined = false, NextAt = context.Now };
            yield return new E.OnCall(new OnCallChange.Due(run));
        }

        if (OnCallRules.Step(run, context.OnCall(state), context.Now) is { } step) yield return new E.OnCall(step);
    }

    /// <summary>No screen shows the alarm: the first person is alerted at once.</summary>
    internal static D OnUnseen(Conversation state, ConversationContext context)
    {
        if (state is not { Alarms: true, OnCall: { IsJoined: false } run }
            || OnCallRules.StepUnseen(run, context.OnCall(state), context.Now) is not { } step) return D.NoChange;
        return new E.OnCall(LookAt(state, run, context, context.Now) is { } look
            ? new OnCallChange.Due(run with { IsJoined = true, NextAt = look }) : step);
    }

    /// <summary>The list changed: the running clock follows it.</summary>
    internal static D OnChanged(Conversation state, ConversationContext context) =>
        state is { Alarms: true, OnCall: not { IsJoined: true } } && !IsNewsletter(state)
        && OnCallRules.Follow(state.OnCall, context.OnCall(state), context.Now) is { } step
            ? new E.OnCall(step) : D.NoChange;

    private static Instant? LookAt(Conversation state, OnCallRun run, ConversationContext context, Instant dueAt) =>
        state.Patients.Count == 0 ? context.Others.LookAt(run.StartedAt, context.Key, context.Now, dueAt) : null;

    /// <summary>True when the words stand in a newsletter of an unknown sender: it alarms on screens
    /// only.</summary>
    private static bool IsNewsletter(Conversation state) => state.Patients.Count == 0 && state.Entries
        .LastOrDefault(e => e.Id == state.Emergency?.Text)?.Mail is { IsNewsletter: true, Answers: null };

    /// <summary>The message of an alert left, waits or failed.</summary>
    internal static D OnReport(Conversation state, OnCallReport report, ConversationContext context) =>
        D.Accept([.. OnCallRules.Report(state.OnCall, report, state.Alarms, context.OnCall(state), context.Now)
            .Select(step => new E.OnCall(step))]);
}
