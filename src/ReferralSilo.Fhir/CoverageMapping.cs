using Hl7.Fhir.Model;

namespace ReferralSilo.Fhir;

/// <summary>Maps the payer and the member id: the first coverage in force. Warns about the others.</summary>
internal sealed class CoverageMapping
{
    public CoverageMapping(ServiceRequest request, FhirScope scope, Located at, Located? patient,
        List<FhirIssue> issues, DateTimeOffset now)
    {
        var insurance = request.Insurance ?? [];
        for (var i = 0; i < insurance.Count; i++)
        {
            if (insurance[i] is not { } reference) continue;
            var path = $"{at.Path}.insurance[{i}]";
            var found = scope.Resolve(reference, at);
            var coverage = found.Target?.Resource as Coverage;
            var name = FhirText.NotBlank(reference.Display)
                ?? (coverage is null ? null : NameOf(coverage, scope, found.Target!));
            if (coverage is not null
                && FhirReferences.IsAboutOtherPatient(scope, coverage.Beneficiary, found.Target!, patient))
                issues.Add(FhirIssue.Warning("other-patient", "This coverage is for another patient and is not used.",
                    path));
            else if (coverage is not null && !IsInForce(coverage, now))
                issues.Add(FhirIssue.Warning("coverage-not-in-force",
                    "This coverage is not in force: it is not used as payer.", path, name));
            else if (Payer is not null || MemberId is not null)
                issues.Add(FhirIssue.Warning("element-not-kept", "Only the first coverage in force is kept.", path,
                    name ?? MemberOf(coverage)));
            else if (name is null && coverage is null && found.Target?.Resource is not Basic)
                issues.Add(FhirReferences.NotFound(found, reference, path));
            else
                (Payer, MemberId) = (name, MemberOf(coverage));
        }
    }

    public string? Payer { get; }

    public string? MemberId { get; }

    private static bool IsInForce(Coverage coverage, DateTimeOffset now) =>
        coverage.Status is null or FinancialResourceStatusCodes.Active && FhirText.IsCurrent(coverage.Period, now);

    private static string? NameOf(Coverage coverage, FhirScope scope, Located at) =>
        (coverage.Payor ?? []).OfType<ResourceReference>().Select(payor => FhirText.NotBlank(payor.Display)
            ?? FhirText.NotBlank((scope.Find(payor, at)?.Resource as Organization)?.Name))
                .FirstOrDefault(name => name is not null);

    private static string? MemberOf(Coverage? coverage) => FhirText.NotBlank(coverage?.SubscriberId)
        ?? (coverage?.Identifier ?? []).OfType<Identifier>().Where(own => own.Use != Identifier.IdentifierUse.Old)
            .Select(own => FhirText.NotBlank(own.Value)).FirstOrDefault(value => value is not null);
}
