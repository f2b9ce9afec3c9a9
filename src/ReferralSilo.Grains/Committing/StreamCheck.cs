using ReferralSilo.Domain.Stored;
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
    where TEvent : class
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
            var row = mapper.Row(null, state);
            if (row is null != stream.Row is null)
                found.Add(row is null ? "has a list row that its kind does not have" : "has no list row");
            else if (row is not null && Differing(row, stream.Row!) is { } column)
                found.Add($"its column {column} is not what its state says");
            return found;
        }
        catch (NewerFormException e)
        {
            return [e.Message];
        }
        // A stream that the domain cannot read or fold is a finding. The exception message may quote the body,
        // so only the exception type is reported.
        catch (Exception e)
        {
            return [$"its events do not fold ({e.GetType().Name})"];
        }
    }

    private static string? Differing(InlineRow computed, InlineRow stored)
    {
        for (var i = 0; i < computed.Values.Count; i++)
            if (!Equals(computed.Values[i], stored.Values[i])) return computed.Table.Columns[i].Name;
        return computed.Tokens is { } tokens && !tokens.ToHashSet().SetEquals(stored.Tokens ?? []) ? "tokens" : null;
    }
}
