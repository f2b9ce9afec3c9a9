using ReferralSilo.Grains.Committing;
using ReferralSilo.Grains.Referrals;
using ReferralSilo.Grains.Schedules;
using ReferralSilo.Grains.Sources;
using ReferralSilo.Storage;
using ReferralSilo.Storage.Maintenance;
using ReferralSilo.Storage.Sealing;

namespace ReferralSilo.Host.Setup.Commands;

/// <summary>
/// Checks a stored stream against the domain: the events must produce the stored state,
/// and the columns must match that state.
/// </summary>
internal sealed class StreamRules(KeyedHash hash)
{
    private readonly ReferralMapper _referrals = new(hash);
    private readonly ScheduleMapper _schedules = new();
    private readonly SourceMapper _sources = new();
    private readonly NumberBlocksMapper _numbers = new();

    public IEnumerable<string> Check(CheckedStream stream) => stream.Stream.Kind switch
    {
        ReferralMapper.StreamKind =>
            Check(_referrals, stream, state => SearchTokens.OrderTokens(hash, state.Case)),
        ScheduleMapper.StreamKind => Check(_schedules, stream),
        SourceMapper.StreamKind => Check(_sources, stream),
        NumberBlocksMapper.StreamKind => Check(_numbers, stream),
        _ => ["its kind is unknown to this program"],
    };

    private static List<string> Check<TState, TEvent>(IAggregateMapper<TState, TEvent> form, CheckedStream stream,
        Func<TState, IEnumerable<long>>? mayLack = null)
        where TState : class
    {
        try
        {
            var state = form.Read(stream.State.Span);
            var folded = stream.Events.Aggregate((TState?)null, (s, e) => form.Evolve(s, form.ReadEvent(e.Body.Span)))!;
            var found = new List<string>();
            // This program serializes both, so a field added since then has its default value in both.
            if (!form.Write(state).AsSpan()
                .SequenceEqual(form.Write(folded))) found.Add(
                $"its state is not what its {stream.Version} events make");
            if (form.DueAt(state) != stream.DueAt) found.Add("its next clock is not what its state says");
            if (form.Search(null, state) is { } columns
                && Differing(columns, stream.Columns, mayLack?.Invoke(state) ?? []) is { } column)
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

    /// <param name="a">Columns computed from the state.</param>
    /// <param name="b">Stored columns.</param>
    /// <param name="mayLack">Tokens that may be missing in rows written by an older program version.</param>
    private static string? Differing(SearchColumns a, SearchColumns b, IEnumerable<long> mayLack) =>
        a.Stage != b.Stage ? "stage"
        : a.Open != b.Open ? "open"
        : a.ServiceLine != b.ServiceLine ? "service_line"
        : a.Priority != b.Priority ? "priority"
        : a.Source != b.Source ? "source"
        : a.Campaign != b.Campaign ? "campaign"
        : a.AssignedTo != b.AssignedTo ? "assigned_to"
        : a.ReceivedAt != b.ReceivedAt ? "received_at"
        : b.Tokens!.Except(a.Tokens!).Any() || a.Tokens!.Except(b.Tokens!).Except(mayLack).Any() ? "tokens"
        : null;
}
