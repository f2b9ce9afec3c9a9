using Microsoft.Extensions.DependencyInjection;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Storage;

namespace ReferralSilo.Host.Tests.Kept;

/// <summary>Reads all streams of a ledger.</summary>
internal static class KeptStreams
{
    /// <summary>Kind and stored name of each event in the ledger, each once.</summary>
    public static async Task<string[]> EventNames(ILedger ledger) =>
        [.. (await All(ledger)).Select(e => $"{e.Stream.Kind} {e.Event.Type}").Distinct()
            .Order(StringComparer.Ordinal)];

    public static async Task<IReadOnlyList<PositionedEvent>> All(ILedger ledger)
    {
        var all = new List<PositionedEvent>();
        for (var after = LedgerPosition.Start; ;)
        {
            var page = await ledger.ReadAll(after, 1000);
            if (page.Count == 0) return all;
            all.AddRange(page);
            after = page[^1].Position;
        }
    }

    /// <summary>Reads each stream of a kind by its state and by its events; both must give the same.</summary>
    public static async Task<int> Check<TState, TEvent>(IServiceProvider services)
        where TState : class
        where TEvent : class
    {
        var mapper = services.GetRequiredService<IAggregateMapper<TState, TEvent>>();
        var ledger = services.GetRequiredService<ILedger>();
        var streams = (await All(ledger)).Where(e => e.Stream.Kind == mapper.Kind).GroupBy(e => e.Stream).ToList();
        foreach (var events in streams)
        {
            Assert.All(events, e => Assert.True(e.IsReadable));
            var folded = events.Aggregate((TState?)null,
                (s, e) => mapper.Evolve(s, mapper.ReadEvent(e.Event.Body.Span)));
            var stored = (await ledger.Read(events.Key))!;
            Assert.Equal(events.Count(), stored.Version);
            Assert.Equal(mapper.Form.WriteState(folded!), mapper.Form.WriteState(mapper.Read(stored.State.Span)));
        }

        return streams.Count;
    }
}
