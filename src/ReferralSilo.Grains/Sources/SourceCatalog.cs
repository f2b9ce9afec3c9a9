using ReferralSilo.Domain;
using ReferralSilo.Domain.Sources;
using ReferralSilo.Grains.Committing;

namespace ReferralSilo.Grains.Sources;

/// <summary>This silo's copy of all sources, so that intake needs no call to know which sources may
/// submit.</summary>
public sealed class SourceCatalog(StreamCatalog<Source, SourceEvent> streams)
{
    public async ValueTask<IEnumerable<Snapshot<Source>>> All() => (await streams.All()).Values;

    public async ValueTask<Source?> Find(SourceId id) =>
        (await streams.All()).TryGetValue(id.Value, out var found) ? found.State : null;

    /// <summary>The source that has a campaign with this tracking code; null when none or several have one.</summary>
    public async ValueTask<Source?> ByCode(string code)
    {
        var found = (await All()).Where(s => s.State.Find(code) is not null).Take(2).ToList();
        return found.Count == 1 ? found[0].State : null;
    }

    /// <inheritdoc cref="StreamCatalog{TState,TEvent}.ReadChange"/>
    public Task ReadChange() => streams.ReadChange();

    /// <summary>Reads the sources again.</summary>
    public Task Read() => streams.Read();
}
