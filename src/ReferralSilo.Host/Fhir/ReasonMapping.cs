using Hl7.Fhir.Model;
using ReferralSilo.Contracts.Referrals;

namespace ReferralSilo.Host.Fhir;

/// <summary>Why (reasonCode, reasonReference, note) and what for (code, orderDetail, bodySite, patientInstruction).</summary>
internal sealed class ReasonMapping
{
    public ReasonMapping(ServiceRequest request, FhirScope scope, Located at)
    {
        List<CodeableConcept> reasons = [.. (request.ReasonCode ?? []).OfType<CodeableConcept>()];
        var told = new List<string?>();
        foreach (var reference in (request.ReasonReference ?? []).OfType<ResourceReference>())
        {
            told.Add(reference.Display);
            var concept = scope.Find(reference, at)?.Resource switch
            {
                Condition condition => condition.Code,
                Observation observation => observation.Code,
                _ => null,
            };
            if (concept is { } found) reasons.Add(found);
        }
        told.InsertRange(0, reasons.Select(FhirText.Of));
        told.AddRange((request.Note ?? []).OfType<Annotation>().Select(note => note.Text));
        var goal = new[] { request.Code }.Concat(request.OrderDetail ?? []).Concat(request.BodySite ?? []).Select(FhirText.Of)
            .Append(request.PatientInstruction);
        VisitGoal = FhirText.Lines(goal);

        // A request that gives no reason is at least a request for something: that is why the patient comes.
        var text = FhirText.Lines(told) ?? (reasons.Count == 0 ? VisitGoal : null);
        var codes = (reasons.Count > 0 ? reasons.SelectMany(FhirText.Codings) : FhirText.Codings(request.Code)).Where(IsWhole)
            .Select(coding => new CodeInput(coding.System!, coding.Code!, FhirText.NotBlank(coding.Display)))
            .DistinctBy(code => (code.System, code.Code)).ToArray();
        Reason = text is null && codes.Length == 0 ? null : new(text, codes);
    }

    public ReasonInput? Reason { get; }

    public string? VisitGoal { get; }

    private static bool IsWhole(Coding coding) =>
        FhirText.NotBlank(coding.System) is not null && FhirText.NotBlank(coding.Code) is not null
        && coding.System != FhirNames.ServiceLineSystem;
}
