using System.Diagnostics;
using E = ReferralSilo.Domain.Conversations.ConversationEvent;

namespace ReferralSilo.Domain.Conversations;

/// <summary>Applies events to a conversation; an impossible pair throws.</summary>
public static class ConversationEvolver
{
    /// <summary>The state after the event.</summary>
    /// <exception cref="UnreachableException">The event cannot follow this state.</exception>
    public static Conversation Evolve(Conversation? state, ConversationEvent happened) => (state, happened) switch
    {
        (_, E.Received e) => Add(Of(state, e), e.Entry) with
        {
            Patients = e.Patients, Turn = e.Turn ?? state?.Turn, Emergency = e.Emergency ?? state?.Emergency,
            Received = [.. (state?.Received ?? []).TakeLast(ConversationLimits.Received - 1), e.Entry.Id!],
        },
        ({ } s, E.Taken e) => s with
        {
            Owner = e.By,
            Emergency = e.EndsAlarm && s.Emergency is { } emergency ? emergency with { TakenBy = e.By } : s.Emergency,
        },
        // While an emergency is undecided an answer ends nothing.
        ({ Emergency: not null } s, E.Replied e) => Add(s, e.Entry),
        ({ } s, E.Replied e) => Add(s, e.Entry) with { Turn = null, Owner = null },
        ({ } s, E.ReplyFailed e) => Add(s, e.Entry) with { Turn = e.Turn },
        ({ } s, E.Closed e) => Add(s, e.Entry) with { Turn = null, Owner = null },
        ({ } s, E.EmergencyDecided e) => Add(s, e.Entry) with { Emergency = null },
        _ => throw new UnreachableException($"{happened.GetType().Name} cannot be the first event."),
    };

    /// <summary>The number passed to other patients: what the earlier ones wrote is theirs, and stays in the
    /// events.</summary>
    private static Conversation Of(Conversation? state, E.Received happened) =>
        state is null ? new Conversation(happened.Channel, happened.To, [], [], null)
        : state.Patients.Count > 0 && happened.Patients.Count > 0 && !state.Patients.Any(happened.Has)
            ? state with { Entries = [], Turn = null, Owner = null } : state;

    private static Conversation Add(Conversation state, ConversationEntry entry) =>
        state with { Entries = [.. state.Entries.TakeLast(ConversationLimits.Entries - 1), entry] };
}
