using System.Diagnostics;
using ReferralSilo.Contracts;
using E = ReferralSilo.Domain.Conversations.ConversationEvent;

namespace ReferralSilo.Domain.Conversations;

/// <summary>Applies events to a conversation; an impossible pair throws.</summary>
public static class ConversationEvolver
{
    /// <summary>The state after the event.</summary>
    /// <exception cref="UnreachableException">The event cannot follow this state.</exception>
    public static Conversation Evolve(Conversation? state, ConversationEvent happened) => (state, happened) switch
    {
        (_, E.Received e) => Receive(Of(state, e), e),
        (_, E.Kept e) => e.Earlier with { PassedOnAt = e.At, Replies = [] },
        ({ } s, E.LinesChanged e) => s with { Patients = e.Patients },
        ({ } s, E.Taken e) => s with
        {
            Owner = e.By,
            Emergency = e.EndsAlarm && s.Emergency is { } emergency
                ? emergency with { TakenBy = e.By, TakenAt = e.At } : s.Emergency,
        },
        // While an emergency is undecided an answer ends nothing.
        ({ Emergency: not null } s, E.Replied e) => Reply(s, e.Entry),
        ({ } s, E.Replied e) => Reply(s, e.Entry) with { Turn = null, Owner = null },
        ({ } s, E.ReplyFailed e) => Add(s, e.Entry with { Owners = OwnersOf(s, e.Entry.Id) }) with
        {
            Turn = e.Turn, Replies = [.. s.Replies.Where(id => id != e.Entry.Id)],
        },
        ({ } s, E.Closed e) => Add(s, e.Entry) with { Turn = null, Owner = null },
        ({ } s, E.EmergencyDecided e) =>
            Add(s, e.Entry with { Owners = OwnersOf(s, e.Text) }) with { Emergency = null },
        ({ } s, E.Overdue e) => s with
        {
            Turn = s.Turn is { } turn ? turn with { Rings = e.Rings, RingsAt = e.RingsAt } : null,
        },
        ({ } s, E.OnCall e) => s with { OnCall = e.Step.Apply(s.OnCall) },
        _ => throw new UnreachableException($"{happened.GetType().Name} cannot be the first event."),
    };

    /// <summary>True when the address was that of patients and is none of theirs any more. Perhaps no one has it now:
    /// whoever has it next does not see what they wrote. What an unknown sender wrote stays when the address becomes a
    /// patient's: it is most often the patient who writes before the record has the number.</summary>
    public static bool PassesOn(Conversation state, IReadOnlyList<ConversationPatient> patients) =>
        state.Patients.Count > 0 && !state.Patients.Any(p => E.Received.Has(patients, p));

    /// <summary>What was not answered and is only of patients who have the address no more, as a conversation of its
    /// own; null for nothing.</summary>
    /// <param name="patients">Those who have the address now.</param>
    public static Conversation? Leaving(Conversation state, IReadOnlyList<ConversationPatient> patients)
    {
        if (!state.IsOpen) return null;
        if (PassesOn(state, patients)) return state;
        var gone = Split(state, patients)[true].ToList();
        var open = Unanswered(state).Intersect(gone.Select(e => e.Id)).ToHashSet();
        return open.Count == 0 ? null : state with
        {
            Entries = gone, Replies = [], Emergency = null, OnCall = null,
            Patients = [.. gone.Where(e => open.Contains(e.Id)).SelectMany(e => e.Owners!)
                .DistinctBy(p => p.Referral)],
        };
    }

    /// <summary>The messages that stay and were not answered, oldest first.</summary>
    internal static IEnumerable<ConversationEntry> Staying(Conversation state,
        IReadOnlyList<ConversationPatient> patients)
    {
        var open = Unanswered(state).ToHashSet();
        return Split(state, patients)[false].Where(e => open.Contains(e.Id));
    }

    private static IEnumerable<string?> Unanswered(Conversation state)
    {
        var answered = state.Entries.ToList().FindLastIndex(e =>
            e.Kind is ConversationEntryKind.Reply or ConversationEntryKind.Closed);
        return state.Entries.Where((e, at) => e is { Kind: ConversationEntryKind.Received, Id: not null }
            && e.Effect != InboundEffect.Started && (at > answered || e.At >= state.Turn?.Since)).Select(e => e.Id);
    }

    /// <summary>The entries, each with its owners: those that go are under true.</summary>
    private static ILookup<bool, ConversationEntry> Split(Conversation state,
        IReadOnlyList<ConversationPatient> patients) =>
        state.Entries.Select(e => e.Owners is null ? e with { Owners = state.Patients } : e)
            .ToLookup(e => e.Owners is { Count: > 0 } owners && !owners.Any(o => E.Received.Has(patients, o)));

    /// <summary>The number passed to others: what the earlier patients wrote is theirs. What was not answered
    /// becomes a conversation of its own, the rest stays in the events.</summary>
    private static Conversation Of(Conversation? state, E.Received happened) =>
        state is null ? new Conversation(happened.Channel, happened.To, [], [], null)
        : PassesOn(state, happened.Patients) ? state with
        {
            Entries = [], Turn = null, Owner = null, Replies = [], OnCall = null,
        }
        : WithoutGone(state, happened.Patients);

    /// <summary>A number may pass on in two steps: for a time both patients have it. What was of the earlier one alone
    /// goes when only the other has it.</summary>
    private static Conversation WithoutGone(Conversation state, IReadOnlyList<ConversationPatient> patients)
    {
        if (IsSame(state.Patients, patients)) return state;
        var gone = Split(state, patients);
        return state with
        {
            // What stays has a due time of its own, which the event names.
            Entries = [.. gone[false]], Turn = Leaving(state, patients) is null ? state.Turn : null,
            Replies = [.. state.Replies.Except(gone[true].Select(e => e.Id).OfType<string>())],
        };
    }

    private static bool IsSame(IReadOnlyList<ConversationPatient> one, IReadOnlyList<ConversationPatient> other) =>
        one.Count == other.Count && one.All(p => E.Received.Has(other, p));

    private static Conversation Receive(Conversation state, E.Received happened) => Add(state, happened.Entry) with
    {
        Patients = happened.Patients, Turn = happened.Turn ?? state.Turn,
        Emergency = Later(state.Emergency, happened.Emergency), LastReceivedAt = happened.Entry.At,
        Received = [.. state.Received.TakeLast(ConversationLimits.Received - 1), happened.Entry.Id!],
    };

    /// <summary>Texts may come in another order than that in which they were written. The later emergency counts, like
    /// at the address; one that nobody has read yet alarms in any case.</summary>
    private static UndecidedEmergency? Later(UndecidedEmergency? known, UndecidedEmergency? added) =>
        known is null || added is null ? added ?? known
        : added.At >= known.At ? added : known with { TakenBy = null, TakenAt = null };

    /// <summary>The owners of an entry; null for those of the conversation.</summary>
    private static IReadOnlyList<ConversationPatient>? OwnersOf(Conversation state, string? entry) =>
        state.Entries.LastOrDefault(e => e.Id == entry)?.Owners;

    private static Conversation Reply(Conversation state, ConversationEntry reply) => Add(state, reply with
    {
        Owners = state.Patients.Count > 1 && reply.Referral is { } about
            ? [.. state.Patients.Where(p => p.Referral == about)] : null,
    }) with
    {
        Replies = [.. state.Replies.TakeLast(ConversationLimits.Replies - 1), reply.Id!],
    };

    private static Conversation Add(Conversation state, ConversationEntry entry) =>
        state with { Entries = [.. state.Entries.TakeLast(ConversationLimits.Entries - 1), entry] };
}
