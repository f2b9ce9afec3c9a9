using Hl7.Fhir.Model;
using ReferralSilo.Api.Intake;

namespace ReferralSilo.Fhir;

/// <summary>Builds a response Bundle with one response per entry, in the same order, as FHIR requires.</summary>
internal static class TransactionResponse
{
    private static readonly FhirIssue ContextOnly =
        FhirIssue.Information("Read as part of the referral; not stored as a resource.");

    private static readonly FhirIssue NotKept = FhirIssue.ResponseWarning("not-supported", "This entry is not kept.");

    /// <param name="issues">Issues of the referral; warnings about another entry are repeated at that entry.</param>
    public static Bundle Create(Bundle bundle, Transaction transaction, IntakeAnswer answer,
        IReadOnlyList<FhirIssue> issues, string prefer)
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
                response.Entry.Add(Referral(transaction, answer, issues, prefer));
                continue;
            }
            var entryIssues = issues.Where(issue =>
                issue.Expression?.StartsWith($"Bundle.entry[{i}].", StringComparison.Ordinal) == true).ToArray();
            IEnumerable<FhirIssue> outcome = bundle.Entry[i].Resource is Basic ? [NotKept, .. entryIssues]
                : [ContextOnly, .. entryIssues];
            response.Entry.Add(new() { Response = new() { Status = "202 Accepted", Outcome = Outcome(outcome) } });
        }
        return response;
    }

    private static Bundle.EntryComponent Referral(Transaction transaction, IntakeAnswer answer,
        IReadOnlyList<FhirIssue> issues, string prefer)
    {
        var referral = answer.Referral!;
        var existed = answer.Existed;
        var entry = new Bundle.EntryComponent
        {
            Response = new()
            {
                Status = existed ?  "200 OK" : "201 Created",
                Location = ReferralResource.Location(referral),
                Etag = ReferralResource.ETag(referral),
            },
        };
        // Warnings are always returned: a client cannot ask for what it does not know.
        if (prefer == "OperationOutcome" || issues.Any(issue => issue.Severity == "warning"))
            entry.Response.Outcome = Outcome(issues);
        if (prefer is not ("OperationOutcome" or "minimal")) entry.Resource = ReferralResource.From(referral);
        return entry;
    }

    private static OperationOutcome Outcome(IEnumerable<FhirIssue> issues) => new()
    {
        Issue = [.. issues.Take(FhirNames.MaxIssues).Select(issue => new OperationOutcome.IssueComponent
        {
            SeverityElement = new() { JsonValue = issue.Severity },
            CodeElement = new() { JsonValue = issue.Code },
            Details = issue.DetailCode is { } code ? new(FhirNames.CodeSystem, code) { Text = issue.Text } : null,
            Diagnostics = issue.Text,
            Expression = issue.Expression is { } expression ? [expression] : [],
        })],
    };
}
