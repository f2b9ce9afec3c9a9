using System.Text.Json;
using NodaTime;
using ReferralSilo.Faults.Histories;

namespace ReferralSilo.Faults.Checks;

/// <summary>One stream's events in their order, with the state before and after each.</summary>
/// <param name="Id">Of the stream.</param>
/// <param name="Steps">Up to the first impossible one.</param>
/// <param name="Broken">Why the line cannot be followed further, and the event where; null when all of it can.</param>
public sealed record EventLine<TState, TEvent>(
    string Id, IReadOnlyList<EventStep<TState, TEvent>> Steps, (string Why, EventStored At)? Broken)
        where TState : class
{
    /// <summary>The state at its end; null for none.</summary>
    public TState? Last => Steps.Count == 0 ? null : Steps[^1].After;

    /// <summary>Its last event; null for none.</summary>
    public EventStored? Newest => Steps.Count == 0 ? null : Steps[^1].Line;

    public static EventLine<TState, TEvent> Of(
        string id, IEnumerable<EventStored> events, Func<JsonElement, TEvent> read,
            Func<TState?, TEvent, TState> evolve)
    {
        var steps = new List<EventStep<TState, TEvent>>();
        TState? state = null;
        foreach (var stored in events.OrderBy(e => e.Version))
        {
            if (stored.Version != steps.Count + 1) return new(id, steps,
                ($"version {stored.Version} follows version {steps.Count}", stored));
            try
            {
                var happened = read(stored.Body);
                var after = evolve(state, happened);
                steps.Add(new(stored, happened, state, after));
                state = after;
            }
            catch (Exception e)
            {
                // Whatever a damaged line throws, the line is damaged: that is the verdict.
                return new(id, steps, (e.Message, stored));
            }
        }

        return new(id, steps, null);
    }

    /// <summary>The newest step decided by a moment; null when it began later.</summary>
    public EventStep<TState, TEvent>? AsOf(Instant at) => Steps.LastOrDefault(s => s.Line.At <= at);

    /// <summary>The step that made a version; null when there is none.</summary>
    public EventStep<TState, TEvent>? At(long version) =>
        version >= 1 && version <= Steps.Count ? Steps[(int)version - 1] : null;
}

/// <summary>One event with the state before and after it.</summary>
public sealed record EventStep<TState, TEvent>(EventStored Line, TEvent Happened, TState? Before, TState After)
    where TState : class;
