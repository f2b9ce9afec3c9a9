using Hl7.Fhir.Model;
using ReferralSilo.Host.Intake;

namespace ReferralSilo.Host.Fhir;

/// <summary>One response per entry, in order, as FHIR wants it.</summary>
internal static class TransactionResponse
{
    private static readonly FhirIssue ContextOnly =
        FhirIssue.Information("Read as part of the referral; not kept as a resource of its own.");

    private static readonly FhirIssue NotKept = FhirIssue.Warning("not-supported", "This entry is not kept.");

    /// <param name="told">What is said of the referral; warnings on an entry are also said with that entry.</param>
    public static Bundle Of(Bundle bundle, Transaction transaction, IntakeAnswer answer, IReadOnlyList<FhirIssue> told,
        string prefer)
    {
        var response = new Bundle
        {
            Type = bundle.Type == Bundle.BundleType.Batch ? Bundle.BundleType.BatchResponse
                : Bundle.BundleType.TransactionResponse,
        };
        for (var i = 0; i < bundle.Entry.Count; i++)
        {
            if (i == transaction.Index)
            {
                response.Entry.Add(Referral(transaction, answer, told, prefer));
                continue;
            }
            var own = told.Where(issue =>
                issue.Expression?.StartsWith($"Bundle.entry[{i}].", StringComparison.Ordinal) == true).ToArray();
            IEnumerable<FhirIssue> issues = bundle.Entry[i].Resource is Basic ? [NotKept, .. own]
                : [ContextOnly, .. own];
            response.Entry.Add(new() { Response = new() { Status = "202 Accepted", Outcome = Outcome(issues) } });
        }
        return response;
    }

    private static Bundle.EntryComponent Referral(Transaction transaction, IntakeAnswer answer,
        IReadOnlyList<FhirIssue> told, string prefer)
    {
        var referral = answer.Referral!;
        var found = answer.Known;
        var entry = new Bundle.EntryComponent
        {
            Response = new()
            {
                Status = found ? "200 OK" : "201 Created",
                Location = ReferralResource.Location(referral),
                Etag = ReferralResource.ETag(referral),
            },
        };
        // What is not kept is always told: nobody asks for what they do not know of.
        if (prefer == "OperationOutcome" || told.Any(issue => issue.Severity == "warning")) entry.Response.Outcome =
            Outcome(told);
        if (prefer is not ("OperationOutcome" or "minimal")) entry.Resource = ReferralResource.Of(referral);
        return entry;
    }

    private static OperationOutcome Outcome(IEnumerable<FhirIssue> issues) => new()
    {
        Issue = [.. issues.Take(FhirNames.MaxIssues).Select(issue => new OperationOutcome.IssueComponent
        {
            SeverityElement = new() { JsonValue = issue.Severity },
            CodeElement = new() { JsonValue = issue.Code },
            Details = issue.OurCode is { } code ? new(FhirNames.CodeSystem, code) { Text = issue.Text } : null,
            Diagnostics = issue.Text,
            Expression = issue.Expression is { } expression ? [expression] : [],
        })],
    };
}
