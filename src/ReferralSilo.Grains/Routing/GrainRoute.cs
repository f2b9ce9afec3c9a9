using System.Collections.Frozen;

namespace ReferralSilo.Grains.Routing;

/// <summary>A kind of grain that clocks, outbox and boards find by name.</summary>
/// <param name="Name">Kind of its streams, and of its outbox destinations, <c>{name}/{key}</c>.</param>
/// <param name="Interface">Its grain interface, which says what it can receive.</param>
/// <param name="Get">The grain of a key.</param>
/// <param name="Boards">Kinds of the boards that it publishes, <c>{kind}/{key}</c>.</param>
public sealed record GrainRoute(string Name, Type Interface, Func<IGrainFactory, string, IGrainWithStringKey> Get,
    IReadOnlyList<string> Boards)
{
    /// <summary>The key when there is one grain only; its boards have no key.</summary>
    public string? OnlyKey { get; init; }

    /// <summary>True when there are few grains of this kind: their references are then kept, because creating one reads
    /// attributes each time.</summary>
    public bool IsFew { get; init; }

    public string Destination(string key) => $"{Name}/{key}";

    public static GrainRoute To<TGrain>(string name, params IReadOnlyList<string> boards)
        where TGrain : IGrainWithStringKey =>
        new(name, typeof(TGrain), static (grains, key) => grains.GetGrain<TGrain>(key), boards);
}

/// <summary>All kinds of grains that are found by name; each feature registers its own.</summary>
public sealed class GrainRoutes(IEnumerable<GrainRoute> routes)
{
    private readonly FrozenDictionary<string, GrainRoute> _byName = routes.ToFrozenDictionary(r => r.Name);

    private readonly FrozenDictionary<string, GrainRoute> _byBoard =
        routes.SelectMany(r => r.Boards.Select(b => (Kind: b, Route: r))).ToFrozenDictionary(b => b.Kind, b => b.Route);

    public GrainRoute? ByName(string name) => _byName.GetValueOrDefault(name);

    public GrainRoute? ByBoard(string kind) => _byBoard.GetValueOrDefault(kind);

    /// <summary>The grain of the kind.</summary>
    /// <exception cref="InvalidOperationException">No such kind, or it does not have the interface.</exception>
    public TGrain Get<TGrain>(IGrainFactory grains, string name, string key) where TGrain : IGrainWithStringKey =>
        ByName(name) is { } route && route.Get(grains, key) is TGrain grain ? grain
            : throw new InvalidOperationException($"There is no {typeof(TGrain).Name} of kind {name}.");
}
