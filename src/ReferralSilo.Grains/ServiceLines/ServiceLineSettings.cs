using ReferralSilo.Contracts.ServiceLines;
using ReferralSilo.Grains.Committing;

namespace ReferralSilo.Grains.ServiceLines;

/// <summary>Settings of all service lines: configured by people, rarely changed, versioned. One grain for the
/// cluster.</summary>
[Alias("service-line-settings"), GrainInterfaceType("service-line-settings")]
public interface IServiceLineSettingsGrain : IGrainWithStringKey
{
    /// <summary>The one key.</summary>
    public const string Key = "all";

    /// <summary>Stream kind by which the ledger knows an operation whose answer is kept here.</summary>
    public const string StreamKind = "service-line-settings";

    /// <summary>All settings, or null when they are still at <paramref name="seenRevision"/>.</summary>
    [Alias("read")]
    Task<AllServiceLines?> Read(long seenRevision);

    /// <summary>
    /// Replaces one line's settings, already checked. Refusals: <c>version-mismatch</c> when the order names a version
    /// that is not the line's, <c>operation-abandoned</c>.
    /// </summary>
    [Alias("put")]
    Task<CommandOutcome<ServiceLineView>> Put(CommandEnvelope<PutServiceLine> order);

    /// <summary>What became of an operation that was taken for a <see cref="Put"/>; one that did not arrive is refused
    /// for ever.</summary>
    [Alias("settle")]
    Task<CommandOutcome<ServiceLineView>> Resolve(string operation);
}

/// <summary>Settings of one line, as they are to be.</summary>
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
