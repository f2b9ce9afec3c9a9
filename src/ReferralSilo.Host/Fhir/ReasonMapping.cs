using Hl7.Fhir.Model;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Domain.ServiceLines;
using ReferralSilo.Host.Intake;
using LocalDate = NodaTime.LocalDate;

namespace ReferralSilo.Host.Fhir;

/// <summary>
/// Why (reasonCode, reasonReference, note) and what for (code, orderDetail, bodySite, patientInstruction). A Condition
/// that was refuted or entered in error is no reason; one that is over is told as history.
/// </summary>
internal sealed class ReasonMapping
{
    private readonly List<FhirIssue> issues;
    private readonly List<CodeableConcept> reasons = [];
    private readonly List<string?> told = [];
    private readonly DateTimeOffset now;

    public ReasonMapping(ServiceRequest request, FhirScope scope, Located at, Located? patient, List<FhirIssue> issues,
        DateTimeOffset now)
    {
        (this.issues, this.now) = (issues, now);
        reasons.AddRange((request.ReasonCode ?? []).OfType<CodeableConcept>());
        foreach (var (reference, index) in (request.ReasonReference ?? [])
            .Select((reference, index) => (reference, index)))
            if (reference is not null) Refer(reference, scope, at, patient, $"{at.Path}.reasonReference[{index}]");
        told.InsertRange(0, reasons.Select(FhirText.Of));
        told.AddRange(Notes(request.Note));
        VisitGoal = Cut(
            FhirText.Lines(new[] { request.Code }.Concat(request.OrderDetail ?? []).Concat(request.BodySite ?? [])
            .Select(FhirText.Of)
            .Append(request.PatientInstruction)), $"{at.Path}.patientInstruction");

        var codes = Codes(reasons.Count > 0 ? reasons : request.Code is { } asked ? [asked] : [],
            $"{at.Path}.reasonCode");
        // A request that gives no reason is at least a request for something: that is why the patient comes.
        var text = Cut(FhirText.Lines(told), $"{at.Path}.note") ?? (reasons.Count == 0 ? VisitGoal : null);
        Reason = text is null && codes.Count == 0 ? null : new(text, codes);
    }

    public ReasonInput? Reason { get; }

    public string? VisitGoal { get; }

    private void Refer(ResourceReference reference, FhirScope scope, Located at, Located? patient, string path)
    {
        var found = scope.Resolve(reference, at);
        switch (found.Target?.Resource)
        {
            case Condition condition when IsOther(condition.Subject):
            case Observation observation when IsOther(observation.Subject):
                Warn("other-patient", "This reason is of another patient and is not used.", null);
                break;
            case Condition condition when FhirText.Says(condition.VerificationStatus, "refuted", "entered-in-error"):
                Warn("reason-refuted", "This condition was refuted or entered in error: it is no reason.",
                    FhirText.OrCode(condition.Code));
                break;
            case Condition condition when FhirText.Says(condition.ClinicalStatus, "inactive", "remission", "resolved"):
                told.Add(FhirText.OrCode(condition.Code) is { } past ? $"History of {past}" : null);
                told.AddRange(Notes(condition.Note));
                Warn("reason-past", "This condition is over or in remission: it is told as history.",
                    FhirText.OrCode(condition.Code));
                break;
            case Condition condition:
                Take(condition.Code);
                told.AddRange(Notes(condition.Note));
                break;
            case Observation { Status: ObservationStatus.EnteredInError or ObservationStatus.Cancelled } observation:
                Warn("reason-refuted", "This observation was cancelled or entered in error: it is no reason.",
                    FhirText.OrCode(observation.Code));
                break;
            case Observation observation:
                Take(observation.Code);
                if (Value(observation) is { } value) told.Add($"{FhirText.OrCode(observation.Code)}: {value}");
                told.AddRange(Notes(observation.Note));
                break;
            default:
                told.Add(reference.Display);
                if (found.Target is null && FhirText.NotBlank(reference.Display) is null)
                    issues.Add(FhirReferences.NotFound(found, reference, path));
                break;
        }

        void Take(CodeableConcept? concept)
        {
            told.Add(reference.Display);
            if (concept is not null) reasons.Add(concept);
        }

        bool IsOther(ResourceReference? subject) =>
            found.Target is { } from && FhirReferences.IsOther(scope, subject, from, patient);

        void Warn(string code, string text, string? value) => issues.Add(FhirIssue.Warn(code, text, path, value));
    }

    // The rules for emergencies read the words of the reason: what is written beside it belongs there.
    private static IEnumerable<string?> Notes(List<Annotation>? notes) =>
        (notes ?? []).OfType<Annotation>().Select(note => note.Text);

    private static string? Value(Observation observation) => observation.Value switch
    {
        FhirString text => FhirText.NotBlank(text.Value),
        CodeableConcept concept => FhirText.OrCode(concept),
        _ => null,
    };

    // What has no place as a code is kept in words, where rules and people still find it.
    private List<CodeInput> Codes(IEnumerable<CodeableConcept> concepts, string path)
    {
        var codings = new List<Coding>();
        foreach (var coding in concepts.SelectMany(FhirText.Codings))
        {
            if (FhirText.NotBlank(coding.Code) is not { } code) told.Add(coding.Display);
            else if (FhirText.NotBlank(coding.System) is { } system) codings.Add(
                new(system, code, Short(coding.Display)));
            else if (LooseCode.IsIcd10Cm(code.Trim()))
            {
                codings.Add(new(CodeSystems.Icd10Cm, code, Short(coding.Display)));
                issues.Add(FhirIssue.Warn(IntakeWarningCodes.CodeSystemAssumed,
                    "This code came without its system and is read as ICD-10-CM.", path, code));
            }
            else
            {
                told.AddRange([coding.Display, code]);
                issues.Add(FhirIssue.Warn("code-without-system",
                    "This code came without its system and is kept in words.", path, code));
            }
        }
        List<CodeInput> codes = [.. FhirText.Codes(codings)];
        if (codes.Count <= IntakeLimits.Codes) return codes;
        told.AddRange(codes.Skip(IntakeLimits.Codes).SelectMany(code => new[] { code.Display, code.Code }));
        issues.Add(FhirIssue.Warn("codes-in-words", $"Codes after the first {IntakeLimits.Codes} are kept in words.",
            path));
        return codes[..IntakeLimits.Codes];
    }

    // A display that is too long for a code goes into the words; the code must not go with it.
    private string? Short(string? display)
    {
        if (display is not { Length: > IntakeLimits.NameCharacters }) return display;
        told.Add(display);
        return null;
    }

    private string? Cut(string? text, string path)
    {
        if (text is null || text.Length <= IntakeLimits.FhirTextCharacters) return text;
        issues.Add(FhirIssue.Warn("text-cut",
            $"Of all texts together the first {IntakeLimits.FhirTextCharacters} characters are kept.", path,
            OptionalValues.Bounded(text[IntakeLimits.FhirTextCharacters..])));
        return CutText.Of(text, IntakeLimits.FhirTextCharacters, LocalDate.FromDateTime(now.UtcDateTime));
    }
}
