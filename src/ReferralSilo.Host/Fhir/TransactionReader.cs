using Hl7.Fhir.Model;

namespace ReferralSilo.Host.Fhir;

/// <summary>The one ServiceRequest of a transaction with what it refers to.</summary>
/// <param name="Request">The request.</param>
/// <param name="Index">Its entry.</param>
/// <param name="Scope">What references can reach.</param>
/// <param name="IfNoneExist">Condition of the entry.</param>
public sealed record Transaction(ServiceRequest Request, int Index, FhirScope Scope, string? IfNoneExist)
{
    /// <summary>FHIRPath of the request.</summary>
    public string Path => $"Bundle.entry[{Index}].resource";
}

/// <summary>
/// A transaction is all or nothing, and one referral is one unit of work: so exactly one ServiceRequest, and beside it
/// only what it refers to. Anything else would be accepted and lost.
/// </summary>
public static class TransactionReader
{
    private static readonly HashSet<string> Context = new(StringComparer.Ordinal)
    {
        "Patient", "Practitioner", "PractitionerRole", "Organization", "Coverage", "HealthcareService", "Condition",
    };

    public static (Transaction? Transaction, FhirRefusal? Refusal) Read(Bundle bundle)
    {
        if (bundle.Type != Bundle.BundleType.Transaction)
            return (null, FhirRefusal.Of(422, "not-supported", "Only a Bundle of type transaction is accepted; send each request of a batch by itself.", "Bundle.type"));
        var entries = bundle.Entry ?? [];
        var issues = entries.SelectMany((entry, index) => Issues(entry, index)).ToList();
        var requests = entries.Select((entry, index) => (Request: entry?.Resource as ServiceRequest, index)).Where(item => item.Request is not null).ToArray();
        if (requests.Length == 0)
            issues.Add(FhirIssue.Error("required", "A ServiceRequest is needed.", "Bundle.entry"));
        if (requests.Length > 1)
            issues.Add(FhirIssue.Error("not-supported", "One ServiceRequest per transaction: several cannot be kept all or nothing.", $"Bundle.entry[{requests[1].index}].resource"));
        if (issues.Count > 0) return (null, new(422, issues));

        var scope = new FhirScope(entries);
        var (request, at) = requests[0];
        var reached = scope.Reachable(new(request!, $"Bundle.entry[{at}].resource"));
        issues.AddRange(entries.Select((entry, index) => (entry.Resource, index)).Where(item => !reached.Contains(item.Resource!))
            .Select(item => FhirIssue.Error("not-supported", "This entry is not referred to by the ServiceRequest and cannot be kept by itself.", $"Bundle.entry[{item.index}].resource")));
        return issues.Count > 0 ? (null, new(422, issues)) : (new(request!, at, scope, entries[at].Request?.IfNoneExist), null);
    }

    private static IEnumerable<FhirIssue> Issues(Bundle.EntryComponent? entry, int index)
    {
        var path = $"Bundle.entry[{index}]";
        if (entry?.Resource is not { } resource)
        {
            yield return FhirIssue.Error("required", "The entry has no resource.", $"{path}.resource");
            yield break;
        }
        if (resource is not ServiceRequest && !Context.Contains(resource.TypeName))
            yield return FhirIssue.Error("not-supported", $"A {resource.TypeName} cannot be kept.", $"{path}.resource");
        if (entry.Request is not { } request)
        {
            yield return FhirIssue.Error("required", "The entry of a transaction needs a request.", $"{path}.request");
            yield break;
        }
        if (request.Method != Bundle.HTTPVerb.POST)
            yield return FhirIssue.Error("not-supported", "Only POST is accepted.", $"{path}.request.method");
        if (request.Url?.Trim('/') != resource.TypeName)
            yield return FhirIssue.Error("value", $"The url of this entry must be {resource.TypeName}.", $"{path}.request.url");
        if (request.IfMatch is not null || request.IfNoneMatch is not null || request.IfModifiedSince is not null)
            yield return FhirIssue.Error("not-supported", "Only ifNoneExist is accepted as a condition.", $"{path}.request");
    }
}
