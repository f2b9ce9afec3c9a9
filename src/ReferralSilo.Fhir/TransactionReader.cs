using Hl7.Fhir.Model;

namespace ReferralSilo.Fhir;

/// <summary>The ServiceRequest of a Bundle and the resources that it can reach.</summary>
/// <param name="Request">The request.</param>
/// <param name="Index">Index of its entry.</param>
/// <param name="Scope">The resources that references can reach.</param>
/// <param name="IfNoneExist">Condition of its entry; null without one.</param>
/// <param name="Issues">Warnings about entries that are not kept.</param>
public sealed record Transaction(ServiceRequest Request, int Index, FhirScope Scope, string? IfNoneExist,
    IReadOnlyList<FhirIssue> Issues)
{
    /// <summary>FHIRPath of the request.</summary>
    public string Path => $"Bundle.entry[{Index}].resource";
}

/// <summary>Accepts exactly one ServiceRequest, in a Bundle of any accepted type. Resources it refers to and resources
/// about it (Task, RelatedPerson) are used; every other entry gets a warning.</summary>
public static class TransactionReader
{
    private static readonly HashSet<Bundle.BundleType?> AcceptedTypes =
        [Bundle.BundleType.Transaction, Bundle.BundleType.Batch, Bundle.BundleType.Collection,
            Bundle.BundleType.Message, Bundle.BundleType.Document];

    public static (Transaction? Transaction, FhirRefusal? Refusal) Read(Bundle bundle)
    {
        if (!AcceptedTypes.Contains(bundle.Type))
            return (null,
                FhirRefusal.Of(422, "not-supported",
                "A Bundle of type transaction, batch, collection, message or document is accepted.", "Bundle.type"));
        var entries = bundle.Entry ?? [];
        var hasRequests = bundle.Type is Bundle.BundleType.Transaction or Bundle.BundleType.Batch;
        var issues = entries.SelectMany((entry, index) => Issues(entry, index, hasRequests)).ToList();
        var requests = entries.Select((entry, index) => (Request: entry?.Resource as ServiceRequest, index))
            .Where(item => item.Request is not null).ToArray();
        if (requests.Length == 0)
            issues.Add(FhirIssue.Error("required", "A ServiceRequest is needed.", "Bundle.entry"));
        if (requests.Length > 1)
            issues.Add(FhirIssue.Error("not-supported",
                "Only one ServiceRequest per Bundle: several cannot be stored atomically.",
                $"Bundle.entry[{requests[1].index}].resource"));
        if (issues.Count > 0) return (null, new(422, issues));

        var scope = new FhirScope(entries);
        var (request, at) = requests[0];
        issues.AddRange(NotReferredTo(entries, scope, scope.At(request!)!));
        return (new(request!, at, scope, Condition(entries[at].Request), issues), null);
    }

    private static IEnumerable<FhirIssue> Issues(Bundle.EntryComponent? entry, int index, bool hasRequests)
    {
        var path = $"Bundle.entry[{index}]";
        if (entry?.Resource is not { } resource)
        {
            yield return FhirIssue.Error("required", "The entry has no resource.", $"{path}.resource");
            yield break;
        }
        // In a collection, message or document an entry has no request.
        if (!hasRequests) yield break;
        if (entry.Request is not { } request)
        {
            yield return FhirIssue.Error("required", "The entry of a transaction or batch needs a request.",
                $"{path}.request");
            yield break;
        }
        // The other resources are read and not stored, so create and update mean the same.
        var update = request.Method == Bundle.HTTPVerb.PUT
            && (resource is not ServiceRequest || Condition(request) is not null);
        if (request.Method != Bundle.HTTPVerb.POST && !update)
            yield return FhirIssue.Error("not-supported",
                "Only POST is accepted, and PUT for what the ServiceRequest refers to.", $"{path}.request.method");
        if (resource is not ServiceRequest) yield break;
        if (!update && request.Url?.Trim('/') != resource.TypeName)
            yield return FhirIssue.Error("value", $"The url of this entry must be {resource.TypeName}.",
                $"{path}.request.url");
        if (request.IfMatch is not null || request.IfNoneMatch is not null || request.IfModifiedSince is not null)
            yield return FhirIssue.Error("not-supported", "Only ifNoneExist is accepted as a condition.",
                $"{path}.request");
    }

    // PUT ServiceRequest?identifier=… means the same as POST with that condition: one referral, however often it is
    // sent.
    private static string? Condition(Bundle.RequestComponent? request) =>
        request is { Method: Bundle.HTTPVerb.PUT, Url: { } url }
            && url.StartsWith("ServiceRequest?", StringComparison.Ordinal)
            ? url["ServiceRequest?".Length..] : request?.IfNoneExist;

    private static IEnumerable<FhirIssue> NotReferredTo(IReadOnlyList<Bundle.EntryComponent> entries, FhirScope scope,
        Located request)
    {
        var reached = scope.Reachable(request);
        for (var i = 0; i < entries.Count; i++)
            if (entries[i].Resource is { } resource and not (Basic or Hl7.Fhir.Model.Task or RelatedPerson)
                && !reached.Contains(resource))
                yield return FhirIssue.Warning("entry-not-referred",
                    "The ServiceRequest does not refer to this entry: it is not kept.", $"Bundle.entry[{i}].resource");
    }
}
