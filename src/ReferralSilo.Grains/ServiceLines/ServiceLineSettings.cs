using ReferralSilo.Contracts.ServiceLines;
using ReferralSilo.Grains.Committing;

namespace ReferralSilo.Grains.ServiceLines;

/// <summary>Settings of all service lines, edited by staff, rarely changed, versioned. One grain per cluster.</summary>
[Alias("service-line-settings"), GrainInterfaceType("service-line-settings")]
public interface IServiceLineSettingsGrain : IGrainWithStringKey
{
    /// <summary>Key of the only grain.</summary>
    public const string Key = "all";

    /// <summary>Stream kind in the ledger of operations whose answers are kept here.</summary>
    public const string StreamKind = "service-line-settings";

    /// <summary>All settings, or null when they are still at <paramref name="seenRevision"/>.</summary>
    [Alias("read")]
    Task<AllServiceLines?> Read(long seenRevision);

    /// <summary>Replaces one line's settings, which are already validated. Refusals: <c>version-mismatch</c> when the
    /// version condition is not met, <c>operation-abandoned</c>.</summary>
    [Alias("put")]
    Task<CommandOutcome<ServiceLineView>> Put(CommandEnvelope<PutServiceLine> envelope);

    /// <summary>Returns the outcome of an operation reserved for a <see cref="Put"/>; one that did not arrive is
    /// refused from now on.</summary>
    [Alias("settle")]
    Task<CommandOutcome<ServiceLineView>> Resolve(string operation);
}

/// <summary>The new settings of one line.</summary>
[GenerateSerializer, Immutable, Alias("put-service-line")]
public sealed record PutServiceLine([property: Id(0)] string Id, [property: Id(1)] ServiceLineInput Settings);

/// <summary>Settings of all service lines at one revision.</summary>
[GenerateSerializer, Immutable, Alias("all-service-lines")]
public sealed record AllServiceLines([property: Id(0)] long Revision,
    [property: Id(1)] IReadOnlyList<ServiceLineView> Lines);

/// <summary>The grain storage that keeps settings (Microsoft.Orleans.Persistence.AdoNet).</summary>
public static class SettingsStore
{
    public const string Name = "settings";
}
