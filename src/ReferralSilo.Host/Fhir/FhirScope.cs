using System.Text.RegularExpressions;
using Hl7.Fhir.Model;

namespace ReferralSilo.Host.Fhir;

/// <summary>A resource and where it stands in the request.</summary>
/// <param name="Resource">The resource.</param>
/// <param name="Path">As FHIRPath.</param>
public sealed record Located(Resource Resource, string Path)
{
    /// <summary>The resource that contains this one, or itself: <c>#id</c> is looked up there.</summary>
    public Located Container { get => field ?? this; init; }

    /// <summary>Full URL of the entry it came in; null without one.</summary>
    public string? FullUrl { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Path;
}

/// <summary>What a reference leads to: one resource, none in the request, or more than one and so none.</summary>
public sealed record Found(Located? Target, bool Ambiguous = false)
{
    internal static Found Nothing { get; } = new((Located?)null);

    internal static Found OneOf(IReadOnlyList<Located> targets) => targets.Count switch
    {
        0 => Nothing,
        1 => new(targets[0]),
        _ => new(null, Ambiguous: true),
    };
}

/// <summary>
/// What references can reach: resources contained in the one that refers, and entries of the same Bundle. Nothing is
/// ever fetched. R4 "Resolving references in Bundles": an absolute reference is a full URL; a relative one belongs to
/// the server of the entry that refers. Only where no server is named (no full URL, or a urn) the type and id alone
/// lead to an entry, and only when no other has them: another patient's record is worse than a refusal.
/// </summary>
public sealed partial class FhirScope
{
    private readonly List<Entry> entries = [];

    // By id, once for each resource that contains others: a body may hold tens of thousands of both.
    private readonly Dictionary<Resource, ILookup<string?, Located>> contained =
        new(ReferenceEqualityComparer.Instance);

    /// <summary>Of a single resource.</summary>
    public FhirScope() { }

    /// <summary>Of a Bundle.</summary>
    public FhirScope(IReadOnlyList<Bundle.EntryComponent> entries)
    {
        for (var i = 0; i < entries.Count; i++)
            if (entries[i]?.Resource is { } resource)
                this.entries.Add(
                    new(new(resource, $"Bundle.entry[{i}].resource") { FullUrl = NotBlank(entries[i].FullUrl) },
                    entries[i].Request));
    }

    /// <summary>The entry with that index, as something that can refer.</summary>
    public Located? At(Resource resource) =>
        entries.Find(entry => ReferenceEquals(entry.Located.Resource, resource))?.Located;

    /// <summary>Every entry of one kind.</summary>
    public IEnumerable<(T Resource, Located Located)> All<T>() where T : Resource =>
        entries.Select(entry => entry.Located).Where(located => located.Resource is T)
            .Select(located => ((T)located.Resource, located));

    /// <summary>Null when it points outside the request, nowhere, or to more than one resource.</summary>
    public Located? Find(ResourceReference? reference, Located from) => Resolve(reference, from).Target;

    /// <summary>What a reference of <paramref name="from"/> leads to.</summary>
    public Found Resolve(ResourceReference? reference, Located from)
    {
        if (NotBlank(reference?.Reference) is not { } text) return ByIdentifier(reference);
        var found = ByText(text, from);
        // Its identifier names another resource of the same kind: which one is meant is not known.
        return found.Target is { } target && ByIdentifier(reference).Target is { } named
            && !ReferenceEquals(named.Resource, target.Resource)
            && named.Resource.TypeName == target.Resource.TypeName
            ? new(null, Ambiguous: true)
            : found;
    }

    private Found ByText(string text, Located from)
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
        // Entries of another server are never meant, entries of no named server only when nothing else has the name.
        return own.Length > 0 ? own : named.Any(entry => entry.Root is null) ? named : [];
    }

    private static Found OfVersion(IEnumerable<Entry> named, string? version) => Found.OneOf(
        [.. named.Where(entry =>
            version is null || entry.Located.Resource.Meta?.VersionId is not { } own || own == version)
            .Select(entry => entry.Located)]);

    // What is contained is resolved in what contains it, also from within a contained resource.
    private Found Contained(string id, Located container)
    {
        if (id.Length == 0) return new(container);
        if (container.Resource is not DomainResource { Contained: { } within }) return Found.Nothing;
        if (!contained.TryGetValue(container.Resource, out var byId))
            contained[container.Resource] = byId = within.Select((resource, index) => (resource, index))
                .Where(item => item.resource is not null)
                .Select(item =>
                    new Located(item.resource, $"{container.Path}.contained[{item.index}]") { Container = container,
                    FullUrl = container.FullUrl })
                .ToLookup(located => located.Resource.Id?.TrimStart('#'));
        return Found.OneOf([.. byId[id]]);
    }

    // In a transaction a reference may ask: Patient?identifier=system|value. It is answered from the entries alone.
    private Found Conditional(string type, string query)
    {
        var asked = Query(query);
        return Found.OneOf([.. entries.Where(entry => entry.Located.Resource.TypeName == type
            && (Query(entry.Condition) == asked || Identifier(query) is var (system, value)
                && Has(entry.Located.Resource, system, value)))
            .Select(entry => entry.Located)]);
    }

    private Found ByIdentifier(ResourceReference? reference) =>
        NotBlank(reference?.Identifier?.System) is { } system && NotBlank(reference?.Identifier?.Value) is { } value
            ? Found.OneOf(
                [.. entries.Select(entry => entry.Located).Where(located => Has(located.Resource, system, value)
                && (NotBlank(reference!.Type) is not { } type || type == located.Resource.TypeName))])
            : Found.Nothing;

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

    /// <summary>The server of a RESTful URL with its last slash; null for any other.</summary>
    private static string? Root(string? url) =>
        url is not null && Restful().Match(Split(url).Url) is { Success: true } match ? match.Groups["root"].Value
        : null;

    private static string? NotBlank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    [GeneratedRegex("^(?<root>https?://[^?#]+/)[A-Z][A-Za-z]{1,40}/[A-Za-z0-9.-]{1,64}$",
        RegexOptions.CultureInvariant)]
    private static partial Regex Restful();

    /// <summary>Every resource that can be reached from one, itself included.</summary>
    public HashSet<Resource> Reachable(Located from)
    {
        var reached = new HashSet<Resource>(ReferenceEqualityComparer.Instance) { from.Resource };
        var waiting = new Queue<Located>([from]);
        while (waiting.TryDequeue(out var next))
            foreach (var reference in References(next.Resource))
                if (Find(reference, next) is { } found && reached.Add(found.Resource)) waiting.Enqueue(found);
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

        /// <summary>Full URL without a version.</summary>
        public string? Url { get; } = Located.FullUrl is { } url ? Split(url).Url : null;

        /// <summary>Its server; null when none is named.</summary>
        public string? Root { get; } = FhirScope.Root(Located.FullUrl);

        /// <summary>What its creation depends on.</summary>
        public string? Condition =>
            NotBlank(Request?.IfNoneExist)
            ?? (Request?.Url?.Contains('?', StringComparison.Ordinal) == true ? Request.Url : null);

        /// <summary>Whether it has that type and id. A full URL of a server says the id; without one the resource or a
        /// PUT does.</summary>
        public bool IsNamed(string reference) => Root is { } root ? Url == root + reference
            : $"{type}/{Located.Resource.Id}" == reference || Url == reference || Request?.Url?.Trim('/') == reference;
    }
}
