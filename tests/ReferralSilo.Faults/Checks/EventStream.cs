using System.Text.Json;
using NodaTime;
using ReferralSilo.Faults.Histories;

namespace ReferralSilo.Faults.Checks;

/// <summary>The events of one stream in order, with the state before and after each.</summary>
/// <param name="Id">Id of the stream.</param>
/// <param name="Steps">All events before the first invalid one.</param>
/// <param name="Broken">The first invalid event and the reason; null when all events are valid.</param>
public sealed record EventStream<TState, TEvent>(
    string Id, IReadOnlyList<EventStep<TState, TEvent>> Steps, (string Why, EventStored At)? Broken)
        where TState : class
{
    /// <summary>The final state; null without events.</summary>
    public TState? Last => Steps.Count == 0 ? null : Steps[^1].After;

    /// <summary>The last event; null without events.</summary>
    public EventStored? Newest => Steps.Count == 0 ? null : Steps[^1].Stored;

    public static EventStream<TState, TEvent> Of(
        string id, IEnumerable<EventStored> events, Func<JsonElement, TEvent> read,
            Func<TState?, TEvent, TState> evolve)
    {
        var steps = new List<EventStep<TState, TEvent>>();
        TState? state = null;
        foreach (var stored in events.OrderBy(e => e.Version))
        {
            if (stored.Version != steps.Count + 1)
                return new(id, steps, ($"version {stored.Version} follows version {steps.Count}", stored));
            try
            {
                var happened = read(stored.Body);
                var after = evolve(state, happened);
                steps.Add(new(stored, happened, state, after));
                state = after;
            }
            catch (Exception e)
            {
                // Any exception means that the event is invalid; that is the result.
                return new(id, steps, (e.Message, stored));
            }
        }

        return new(id, steps, null);
    }

    /// <summary>The newest step decided at or before a time; null when the stream began later.</summary>
    public EventStep<TState, TEvent>? AsOf(Instant at) => Steps.LastOrDefault(s => s.Stored.At <= at);

    /// <summary>The step with a version; null when there is none.</summary>
    public EventStep<TState, TEvent>? At(long version) =>
        version >= 1 && version <= Steps.Count ? Steps[(int)version - 1] : null;
}

/// <summary>One event with the state before and after it.</summary>
public sealed record EventStep<TState, TEvent>(EventStored Stored, TEvent Happened, TState? Before, TState After)
    where TState : class;
