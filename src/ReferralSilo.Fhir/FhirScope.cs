using System.Text.RegularExpressions;
using Hl7.Fhir.Model;

namespace ReferralSilo.Fhir;

/// <summary>A resource and its path in the request.</summary>
/// <param name="Resource">The resource.</param>
/// <param name="Path">FHIRPath of the resource.</param>
public sealed record Located(Resource Resource, string Path)
{
    /// <summary>The resource that contains this one, or this one itself: the scope of <c>#id</c>.</summary>
    public Located Container { get => field ?? this; init; }

    /// <summary>Full URL of the resource's entry; null without one.</summary>
    public string? FullUrl { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Path;
}

/// <summary>The target of a reference: one resource, or none. Ambiguous when more than one resource matches.</summary>
public sealed record ResolvedReference(Located? Target, bool Ambiguous = false)
{
    internal static ResolvedReference None { get; } = new((Located?)null);

    internal static ResolvedReference OneOf(IReadOnlyList<Located> targets) => targets.Count switch
    {
        0 => None,
        1 => new(targets[0]),
        _ => new(null, Ambiguous: true),
    };
}

/// <summary>
/// Resolves references within the request: to contained resources and entries of the same Bundle. Nothing is fetched.
/// R4 "Resolving references in Bundles": an absolute reference is a full URL; a relative one belongs to the server of
/// the referring entry. Only where no server is named (no full URL, or a urn) the type and id alone match an entry, and
/// only when no other entry matches: a refusal is better than another patient's record.
/// </summary>
public sealed partial class FhirScope
{
    private readonly List<Entry> entries = [];

    // Contained resources by id, indexed once per container: a body may have tens of thousands.
    private readonly Dictionary<Resource, ILookup<string?, Located>> contained =
        new(ReferenceEqualityComparer.Instance);

    /// <summary>Scope of a single resource.</summary>
    public FhirScope() { }

    /// <summary>Scope of a Bundle.</summary>
    public FhirScope(IReadOnlyList<Bundle.EntryComponent> entries)
    {
        for (var i = 0; i < entries.Count; i++)
            if (entries[i]?.Resource is { } resource)
                this.entries.Add(
                    new(new(resource, $"Bundle.entry[{i}].resource") { FullUrl = NotBlank(entries[i].FullUrl) },
                        entries[i].Request));
    }

    /// <summary>The entry of a resource; null when the resource is not an entry.</summary>
    public Located? At(Resource resource) =>
        entries.Find(entry => ReferenceEquals(entry.Located.Resource, resource))?.Located;

    /// <summary>All entries of one resource type.</summary>
    public IEnumerable<(T Resource, Located Located)> All<T>() where T : Resource =>
        entries.Select(entry => entry.Located).Where(located => located.Resource is T)
            .Select(located => ((T)located.Resource, located));

    /// <summary>The target; null when it is outside the request, missing or ambiguous.</summary>
    public Located? Find(ResourceReference? reference, Located from) => Resolve(reference, from).Target;

    /// <summary>Resolves a reference of <paramref name="from"/>.</summary>
    public ResolvedReference Resolve(ResourceReference? reference, Located from)
    {
        if (NotBlank(reference?.Reference) is not { } text) return ByIdentifier(reference);
        var found = ByText(text, from);
        // The reference's identifier matches another resource of the same type: the target is unclear.
        return found.Target is { } target && ByIdentifier(reference).Target is { } named
            && !ReferenceEquals(named.Resource, target.Resource)
            && named.Resource.TypeName == target.Resource.TypeName
            ? new(null, Ambiguous: true)
            : found;
    }

    private ResolvedReference ByText(string text, Located from)
    {
        if (text[0] == '#') return Contained(text[1..], from.Container);
        var (url, version) = Split(text);
        var name = url.IndexOf('?', StringComparison.Ordinal);
        if (name > 0) return Conditional(url[..name], url[(name + 1)..]);
        if (IsAbsolute(url)) return OfVersion(entries.Where(entry => entry.Url == url), version);
        return OfVersion(Relative(url, from.Container.FullUrl), version);
    }

    private IEnumerable<Entry> Relative(string reference, string? referring)
    {
        var named = entries.Where(entry => entry.IsNamed(reference)).ToArray();
        if (Root(referring) is not { } root) return named;
        var own = named.Where(entry => entry.Url == root + reference).ToArray();
        // Entries of another server never match; entries without a server only when no other entry matches.
        return own.Length > 0 ? own : named.Any(entry => entry.Root is null) ? named : [];
    }

    private static ResolvedReference OfVersion(IEnumerable<Entry> named, string? version) =>
        ResolvedReference.OneOf([.. named.Select(entry => entry.Located).Where(located =>
            version is null || located.Resource.Meta?.VersionId is not { } own || own == version)]);

    // Contained resources share the scope of their container.
    private ResolvedReference Contained(string id, Located container)
    {
        if (id.Length == 0) return new(container);
        if (container.Resource is not DomainResource { Contained: { } within }) return ResolvedReference.None;
        if (!contained.TryGetValue(container.Resource, out var byId))
            contained[container.Resource] = byId = within.Select((resource, index) => (resource, index))
                .Where(item => item.resource is not null)
                .Select(item =>
                    new Located(item.resource, $"{container.Path}.contained[{item.index}]") { Container = container,
                    FullUrl = container.FullUrl })
                .ToLookup(located => located.Resource.Id?.TrimStart('#'));
        return ResolvedReference.OneOf([.. byId[id]]);
    }

    // A conditional reference of a transaction (Patient?identifier=system|value) is resolved among the entries only.
    private ResolvedReference Conditional(string type, string query)
    {
        var condition = Query(query);
        return ResolvedReference.OneOf([.. entries.Where(entry => entry.Located.Resource.TypeName == type
            && (Query(entry.Condition) == condition || Identifier(query) is var (system, value)
                && Has(entry.Located.Resource, system, value)))
            .Select(entry => entry.Located)]);
    }

    private ResolvedReference ByIdentifier(ResourceReference? reference) =>
        NotBlank(reference?.Identifier?.System) is { } system && NotBlank(reference?.Identifier?.Value) is { } value
            ? ResolvedReference.OneOf([.. entries.Select(entry => entry.Located).Where(located =>
                Has(located.Resource, system, value)
                && (NotBlank(reference!.Type) is not { } type || type == located.Resource.TypeName))])
            : ResolvedReference.None;

    private static bool Has(Resource resource, string system, string value)
    {
        var own = resource switch
        {
            Hl7.Fhir.Model.Patient patient => patient.Identifier,
            Practitioner practitioner => practitioner.Identifier,
            PractitionerRole role => role.Identifier,
            Organization organization => organization.Identifier,
            Coverage coverage => coverage.Identifier,
            HealthcareService service => service.Identifier,
            _ => null,
        };
        return (own ?? []).Any(identifier => identifier?.System == system && identifier.Value == value);
    }

    private static (string System, string Value)? Identifier(string query) =>
        query.StartsWith("identifier=", StringComparison.Ordinal) && !query.Contains('&', StringComparison.Ordinal)
        && Uri.UnescapeDataString(query["identifier=".Length..])
            .Split('|') is [{ Length: > 0 } system, { Length: > 0 } value]
            ? (system, value) : null;

    private static string? Query(string? query) =>
        query is null ? null : Uri.UnescapeDataString(query[(query.IndexOf('?', StringComparison.Ordinal) + 1)..]);

    private static (string Url, string? Version) Split(string reference)
    {
        const string history = "/_history/";
        var at = reference.IndexOf(history, StringComparison.Ordinal);
        return at < 0 ? (reference, null) : (reference[..at], reference[(at + history.Length)..]);
    }

    private static bool IsAbsolute(string url) =>
        url.StartsWith("urn:", StringComparison.OrdinalIgnoreCase) || url.Contains("://", StringComparison.Ordinal);

    /// <summary>The server part of a RESTful URL with its last slash; null for any other URL.</summary>
    private static string? Root(string? url) =>
        url is not null && Restful().Match(Split(url).Url) is { Success: true } match ? match.Groups["root"].Value
        : null;

    private static string? NotBlank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    [GeneratedRegex("^(?<root>https?://[^?#]+/)[A-Z][A-Za-z]{1,40}/[A-Za-z0-9.-]{1,64}$",
        RegexOptions.CultureInvariant)]
    private static partial Regex Restful();

    /// <summary>All resources that are reachable from one, itself included.</summary>
    public HashSet<Resource> Reachable(Located from)
    {
        var reached = new HashSet<Resource>(ReferenceEqualityComparer.Instance) { from.Resource };
        var queue = new Queue<Located>([from]);
        while (queue.TryDequeue(out var next))
            foreach (var reference in References(next.Resource))
                if (Find(reference, next) is { } found && reached.Add(found.Resource)) queue.Enqueue(found);
        return reached;
    }

    private static IEnumerable<ResourceReference> References(Base element)
    {
        if (element is ResourceReference own) yield return own;
        foreach (var (_, value) in element.EnumerateElements())
        {
            var children = value switch
            {
                Base child => [child],
                System.Collections.IEnumerable list and not string => list.OfType<Base>(),
                _ => [],
            };
            foreach (var child in children)
                foreach (var reference in References(child)) yield return reference;
        }
    }

    private sealed record Entry(Located Located, Bundle.RequestComponent? Request)
    {
        private readonly string type = Located.Resource.TypeName;

        /// <summary>Full URL without the version.</summary>
        public string? Url { get; } = Located.FullUrl is { } url ? Split(url).Url : null;

        /// <summary>The entry's server; null when none is named.</summary>
        public string? Root { get; } = FhirScope.Root(Located.FullUrl);

        /// <summary>The condition of a conditional create or update.</summary>
        public string? Condition =>
            NotBlank(Request?.IfNoneExist)
            ?? (Request?.Url?.Contains('?', StringComparison.Ordinal) == true ? Request.Url : null);

        /// <summary>Whether the entry matches a type and id. A RESTful full URL defines the id; without one the
        /// resource or a PUT defines it.</summary>
        public bool IsNamed(string reference) => Root is { } root ? Url == root + reference
            : $"{type}/{Located.Resource.Id}" == reference || Url == reference || Request?.Url?.Trim('/') == reference;
    }
}
