using ReferralSilo.Contracts.ServiceLines;

namespace ReferralSilo.Grains.ServiceLines;

/// <summary>Settings of all service lines: configured by people, rarely changed, versioned. One grain for the cluster.</summary>
[Alias("service-line-settings"), GrainInterfaceType("service-line-settings")]
public interface IServiceLineSettingsGrain : IGrainWithStringKey
{
    /// <summary>The one key.</summary>
    public const string Key = "all";

    /// <summary>All settings, or null when they are still at <paramref name="seenRevision"/>.</summary>
    [Alias("read")]
    Task<AllServiceLines?> Read(long seenRevision);

    /// <summary>
    /// Replaces one line's settings, already checked. Null when <paramref name="ifVersion"/> is given and is not its
    /// version.
    /// </summary>
    [Alias("put")]
    Task<ServiceLineView?> Put(string id, ServiceLineInput settings, long? ifVersion);
}

/// <summary>Settings of all service lines at one revision.</summary>
[GenerateSerializer, Immutable, Alias("all-service-lines")]
public sealed record AllServiceLines([property: Id(0)] long Revision, [property: Id(1)] IReadOnlyList<ServiceLineView> Lines);

/// <summary>What is stored.</summary>
public sealed class ServiceLineSettingsState
{
    public long Revision { get; set; }

    public Dictionary<string, ServiceLineView> Lines { get; set; } = [];
}

/// <inheritdoc cref="IServiceLineSettingsGrain"/>
[GrainType("service-line-settings")]
public sealed class ServiceLineSettingsGrain(
    [PersistentState("service-lines", SettingsStore.Name)] IPersistentState<ServiceLineSettingsState> store) : Grain, IServiceLineSettingsGrain
{
    public Task<AllServiceLines?> Read(long seenRevision) =>
        Task.FromResult(store.State.Revision == seenRevision && seenRevision > 0 ? null : All());

    public async Task<ServiceLineView?> Put(string id, ServiceLineInput settings, long? ifVersion)
    {
        var before = store.State;
        var version = before.Lines.TryGetValue(id, out var known) ? known.Version : 0;
        if (ifVersion is { } expected && expected != version) return null;
        var next = new ServiceLineView(id, version + 1, settings);
        store.State = new ServiceLineSettingsState
        {
            Revision = before.Revision + 1,
            Lines = new Dictionary<string, ServiceLineView>(before.Lines) { [id] = next },
        };
        try
        {
            await store.WriteStateAsync();
        }
        catch
        {
            // Whether it was written is not known: show nothing that may not be durable.
            store.State = before;
            DeactivateOnIdle();
            throw new Committing.OutcomeUnknownException();
        }

        return next;
    }

    private AllServiceLines All() => new(store.State.Revision, [.. store.State.Lines.Values.OrderBy(l => l.Id, StringComparer.Ordinal)]);
}

/// <summary>The grain storage that keeps settings (Microsoft.Orleans.Persistence.AdoNet).</summary>
public static class SettingsStore
{
    public const string Name = "settings";
}
