using System.Text.Json;
using ReferralSilo.Contracts.Json;
using ReferralSilo.Contracts.ServiceLines;
using ReferralSilo.Domain;
using ReferralSilo.Domain.ServiceLines;
using ReferralSilo.Grains.Committing;

namespace ReferralSilo.Grains.Settings;

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

    /// <summary>Creates a line or changes its settings. Refusals: <c>version-mismatch</c> when the version condition is
    /// not met, <c>invalid-input</c> when the changed parts do not fit the others,
    /// <c>operation-abandoned</c>.</summary>
    [Alias("put")]
    Task<CommandOutcome<ServiceLineView>> Put(CommandEnvelope<PutServiceLine> envelope);

    /// <summary>The recorded outcome of an operation reserved for a <see cref="Put"/>; unknown when it did not
    /// arrive.</summary>
    [Alias("find")]
    Task<CommandOutcome<ServiceLineView>> Find(string operation);

    /// <summary>Returns the outcome of an operation reserved for a <see cref="Put"/>; one that did not arrive is
    /// refused from now on.</summary>
    [Alias("settle")]
    Task<CommandOutcome<ServiceLineView>> Resolve(string operation);
}

/// <summary>New settings of one line.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Settings">The settings, each part valid.</param>
/// <param name="Given">Names of the parts that change, as in the JSON; the others stay as they are. Null for
/// all.</param>
[GenerateSerializer, Immutable, Alias("put-service-line")]
public sealed record PutServiceLine([property: Id(0)] string Id, [property: Id(1)] ServiceLineInput Settings,
    [property: Id(2)] IReadOnlyList<string>? Given = null)
{
    /// <summary>The settings after the change, or why these parts do not fit those that stay.</summary>
    /// <param name="before">The present settings; null for a new line.</param>
    public (ServiceLineInput Settings, Refusal? Refusal) ApplyTo(ServiceLineInput? before)
    {
        var next = before is null || Given is null ? Settings : Merge(before, Given);
        var errors = ServiceLineParser.Parse(new ServiceLineId(Id), 0, next).Errors;
        if (errors.Count == 0) return (next, null);
        var text = errors.First().Value[0];
        return (next, new Refusal("invalid-input", text, null,
            [.. errors.Where(e => e.Value.Contains(text)).Select(e => e.Key)]));
    }

    private ServiceLineInput Merge(ServiceLineInput before, IReadOnlyList<string> given)
    {
        var merged = JsonSerializer.SerializeToNode(before, ContractsJson.Options)!.AsObject();
        var sent = JsonSerializer.SerializeToNode(Settings, ContractsJson.Options)!.AsObject();
        foreach (var part in given) merged[part] = sent[part]?.DeepClone();
        return merged.Deserialize<ServiceLineInput>(ContractsJson.Options)!;
    }
}

/// <summary>Settings of all service lines at one revision.</summary>
[GenerateSerializer, Immutable, Alias("all-service-lines")]
public sealed record AllServiceLines([property: Id(0)] long Revision,
    [property: Id(1)] IReadOnlyList<ServiceLineView> Lines);

/// <summary>The grain storage that keeps settings (Microsoft.Orleans.Persistence.AdoNet).</summary>
public static class SettingsStore
{
    public const string Name = "settings";
}
