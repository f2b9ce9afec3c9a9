using Hl7.Fhir.Model;
using ReferralSilo.Host.Intake;

namespace ReferralSilo.Host.Fhir;

/// <summary>One response per entry, in order, as FHIR wants it.</summary>
internal static class TransactionResponse
{
    private static readonly FhirIssue ContextOnly =
        FhirIssue.Information("Read as part of the referral; not kept as a resource of its own.");

    public static Bundle Of(Bundle bundle, Transaction transaction, IntakeAnswer answer, IReadOnlyList<FhirIssue> told, string prefer)
    {
        var response = new Bundle { Type = Bundle.BundleType.TransactionResponse };
        for (var i = 0; i < bundle.Entry.Count; i++)
            response.Entry.Add(i == transaction.Index ? Referral(transaction, answer, told, prefer)
                : new() { Response = new() { Status = "202 Accepted", Outcome = Outcome([ContextOnly]) } });
        return response;
    }

    private static Bundle.EntryComponent Referral(Transaction transaction, IntakeAnswer answer, IReadOnlyList<FhirIssue> told, string prefer)
    {
        var referral = answer.Referral!;
        var found = answer.Replayed && !string.IsNullOrWhiteSpace(transaction.IfNoneExist);
        var entry = new Bundle.EntryComponent
        {
            Response = new()
            {
                Status = found ? "200 OK" : "201 Created",
                Location = ReferralResource.Location(referral),
                Etag = ReferralResource.ETag(referral),
            },
        };
        if (prefer == "OperationOutcome") entry.Response.Outcome = Outcome(told);
        else if (prefer != "minimal") entry.Resource = ReferralResource.Of(referral);
        return entry;
    }

    private static OperationOutcome Outcome(IEnumerable<FhirIssue> issues) => new()
    {
        Issue = [.. issues.Take(FhirNames.MaxIssues).Select(issue => new OperationOutcome.IssueComponent
        {
            SeverityElement = new() { JsonValue = issue.Severity },
            CodeElement = new() { JsonValue = issue.Code },
            Diagnostics = issue.Text,
            Expression = issue.Expression is { } expression ? [expression] : [],
        })],
    };
}
