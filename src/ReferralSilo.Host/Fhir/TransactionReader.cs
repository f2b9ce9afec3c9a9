using Hl7.Fhir.Model;

namespace ReferralSilo.Host.Fhir;

/// <summary>The one ServiceRequest of a Bundle with what it refers to.</summary>
/// <param name="Request">The request.</param>
/// <param name="Index">Its entry.</param>
/// <param name="Scope">What references can reach.</param>
/// <param name="IfNoneExist">Condition of the entry.</param>
/// <param name="Issues">What of the Bundle is not kept.</param>
public sealed record Transaction(
    ServiceRequest Request, int Index, FhirScope Scope, string? IfNoneExist, IReadOnlyList<FhirIssue> Issues)
{
    /// <summary>FHIRPath of the request.</summary>
    public string Path => $"Bundle.entry[{Index}].resource";
}

/// <summary>
/// One referral is one unit of work: exactly one ServiceRequest, whatever the Bundle is called. Beside it counts what
/// it refers to and what is about it (Task, RelatedPerson); every other entry is named in the warnings.
/// </summary>
public static class TransactionReader
{
    private static readonly HashSet<Bundle.BundleType?> Taken =
        [Bundle.BundleType.Transaction, Bundle.BundleType.Batch, Bundle.BundleType.Collection,
            Bundle.BundleType.Message, Bundle.BundleType.Document];

    public static (Transaction? Transaction, FhirRefusal? Refusal) Read(Bundle bundle)
    {
        if (!Taken.Contains(bundle.Type))
            return (null,
                FhirRefusal.Of(422, "not-supported",
                "A Bundle of type transaction, batch, collection, message or document is accepted.", "Bundle.type"));
        var entries = bundle.Entry ?? [];
        var ordered = bundle.Type is Bundle.BundleType.Transaction or Bundle.BundleType.Batch;
        var issues = entries.SelectMany((entry, index) => Issues(entry, index, ordered)).ToList();
        var requests = entries.Select((entry, index) => (Request: entry?.Resource as ServiceRequest, index))
            .Where(item => item.Request is not null).ToArray();
        if (requests.Length == 0)
            issues.Add(FhirIssue.Error("required", "A ServiceRequest is needed.", "Bundle.entry"));
        if (requests.Length > 1)
            issues.Add(FhirIssue.Error("not-supported",
                "One ServiceRequest per Bundle: several cannot be kept all or nothing.",
                $"Bundle.entry[{requests[1].index}].resource"));
        if (issues.Count > 0) return (null, new(422, issues));

        var scope = new FhirScope(entries);
        var (request, at) = requests[0];
        issues.AddRange(NotReferred(entries, scope, scope.At(request!)!));
        return (new(request!, at, scope, Condition(entries[at].Request), issues), null);
    }

    private static IEnumerable<FhirIssue> Issues(Bundle.EntryComponent? entry, int index, bool ordered)
    {
        var path = $"Bundle.entry[{index}]";
        if (entry?.Resource is not { } resource)
        {
            yield return FhirIssue.Error("required", "The entry has no resource.", $"{path}.resource");
            yield break;
        }
        // What is no order of the sender (collection, message, document) says nothing on what to do with an entry.
        if (!ordered) yield break;
        if (entry.Request is not { } request)
        {
            yield return FhirIssue.Error("required", "The entry of a transaction or batch needs a request.",
                $"{path}.request");
            yield break;
        }
        // The rest is read, not kept as a resource, so it is the same whether the sender creates or updates it.
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

    // PUT ServiceRequest?identifier=… asks for the same as POST with that condition: one order, however often it is
    // sent.
    private static string? Condition(Bundle.RequestComponent? request) =>
        request is { Method: Bundle.HTTPVerb.PUT, Url: { } url }
            && url.StartsWith("ServiceRequest?", StringComparison.Ordinal)
            ? url["ServiceRequest?".Length..] : request?.IfNoneExist;

    private static IEnumerable<FhirIssue> NotReferred(IReadOnlyList<Bundle.EntryComponent> entries, FhirScope scope,
        Located request)
    {
        var reached = scope.Reachable(request);
        for (var i = 0; i < entries.Count; i++)
            if (entries[i].Resource is { } resource and not (Basic or Hl7.Fhir.Model.Task or RelatedPerson)
                && !reached.Contains(resource))
                yield return FhirIssue.Warn("entry-not-referred",
                    "The ServiceRequest does not refer to this entry: it is not kept.", $"Bundle.entry[{i}].resource");
    }
}
