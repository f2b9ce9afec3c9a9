using ReferralSilo.Storage;
using ReferralSilo.Storage.Maintenance;

namespace ReferralSilo.Grains.Committing;

/// <summary>Checks the stored streams of one kind.</summary>
public interface IStreamCheck
{
    string Kind { get; }

    /// <summary>Returns the findings.</summary>
    IReadOnlyList<string> Check(CheckedStream stream);
}

/// <summary>Checks a stored stream against the domain: the events must produce the stored state, and the columns must
/// match that state.</summary>
public sealed class StreamCheck<TState, TEvent>(IAggregateMapper<TState, TEvent> mapper) : IStreamCheck
    where TState : class
{
    public string Kind => mapper.Kind;

    public IReadOnlyList<string> Check(CheckedStream stream)
    {
        try
        {
            var state = mapper.Read(stream.State.Span);
            var folded = stream.Events.Aggregate(
                (TState?)null, (s, e) => mapper.Evolve(s, mapper.ReadEvent(e.Body.Span)))!;
            var found = new List<string>();
            // This program serializes both, so a field added since then has its default value in both.
            if (!mapper.Write(state).AsSpan().SequenceEqual(mapper.Write(folded)))
                found.Add($"its state is not what its {stream.Version} events make");
            if (mapper.DueAt(state) != stream.DueAt) found.Add("its next clock is not what its state says");
            if (mapper.Search(null, state) is { } columns
                && Differing(columns, stream.Columns, mapper.NewTokens(state)) is { } column)
                found.Add($"its column {column} is not what its state says");
            return found;
        }
        // A stream that the domain cannot read or fold is a finding. The exception message may quote the body,
        // so only the exception type is reported.
        catch (Exception e)
        {
            return [$"its events do not fold ({e.GetType().Name})"];
        }
    }

    private static string? Differing(SearchColumns computed, SearchColumns stored, IEnumerable<long> mayLack) =>
        computed.Stage != stored.Stage ? "stage"
        : computed.Open != stored.Open ? "open"
        : computed.ServiceLine != stored.ServiceLine ? "service_line"
        : computed.Priority != stored.Priority ? "priority"
        : computed.Source != stored.Source ? "source"
        : computed.Campaign != stored.Campaign ? "campaign"
        : computed.AssignedTo != stored.AssignedTo ? "assigned_to"
        : computed.ReceivedAt != stored.ReceivedAt ? "received_at"
        : stored.Tokens!.Except(computed.Tokens!).Any()
            || computed.Tokens!.Except(stored.Tokens!).Except(mayLack).Any() ? "tokens"
        : null;
}
