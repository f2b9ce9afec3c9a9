using Hl7.Fhir.Model;

namespace ReferralSilo.Host.Fhir;

/// <summary>A resource and where it stands in the request, as FHIRPath.</summary>
public sealed record Located(Resource Resource, string Path);

/// <summary>
/// What references can reach: resources contained in the one that refers, and entries of the same Bundle. Nothing is
/// ever fetched; what was sent before is not kept as a resource of its own and cannot be referred to.
/// </summary>
public sealed class FhirScope
{
    private readonly Dictionary<string, Located> byUrl = new(StringComparer.Ordinal);

    /// <summary>Of a single resource.</summary>
    public FhirScope() { }

    /// <summary>Of a Bundle: entries by full URL and by <c>Type/id</c>; the first of a name counts.</summary>
    public FhirScope(IReadOnlyList<Bundle.EntryComponent> entries)
    {
        for (var i = 0; i < entries.Count; i++)
        {
            if (entries[i]?.Resource is not { } resource) continue;
            var located = new Located(resource, $"Bundle.entry[{i}].resource");
            if (entries[i].FullUrl is { Length: > 0 } url) byUrl.TryAdd(url, located);
            if (resource.Id is { Length: > 0 } id) byUrl.TryAdd($"{resource.TypeName}/{id}", located);
        }
    }

    /// <summary>Null when it points outside the request, or nowhere.</summary>
    public Located? Find(ResourceReference? reference, Located from)
    {
        if (reference?.Reference is not { Length: > 0 } text) return null;
        if (text[0] == '#') return Contained(text[1..], from);
        var version = text.IndexOf("/_history/", StringComparison.Ordinal);
        return byUrl.GetValueOrDefault(version < 0 ? text : text[..version]);
    }

    private static Located? Contained(string id, Located from)
    {
        if (from.Resource is not DomainResource { Contained: { } contained } || id.Length == 0) return null;
        var index = contained.FindIndex(resource => resource?.Id == id);
        return index < 0 ? null : new(contained[index], $"{from.Path}.contained[{index}]");
    }

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
}
