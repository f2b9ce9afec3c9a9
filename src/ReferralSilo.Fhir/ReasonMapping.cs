using Hl7.Fhir.Model;
using ReferralSilo.Api.Intake;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Domain.Codes;
using LocalDate = NodaTime.LocalDate;

namespace ReferralSilo.Fhir;

/// <summary>Maps the reason (reasonCode, reasonReference, note) and the visit goal (code, orderDetail, bodySite,
/// patientInstruction). A refuted or erroneous Condition is not a reason; a past one is kept as history.</summary>
internal sealed class ReasonMapping
{
    private readonly List<FhirIssue> issues;
    private readonly List<CodeableConcept> reasons = [];
    private readonly List<string?> texts = [];
    private readonly DateTimeOffset now;

    public ReasonMapping(ServiceRequest request, FhirScope scope, Located at, Located? patient, List<FhirIssue> issues,
        DateTimeOffset now)
    {
        (this.issues, this.now) = (issues, now);
        reasons.AddRange((request.ReasonCode ?? []).OfType<CodeableConcept>());
        foreach (var (reference, index) in (request.ReasonReference ?? [])
            .Select((reference, index) => (reference, index)))
            if (reference is not null)
                AddReference(reference, scope, at, patient, $"{at.Path}.reasonReference[{index}]");
        texts.InsertRange(0, reasons.Select(FhirText.Display));
        texts.AddRange(Notes(request.Note));
        var goals = new[] { request.Code }.Concat(request.OrderDetail ?? []).Concat(request.BodySite ?? [])
            .Select(FhirText.Display).Append(request.PatientInstruction);
        VisitGoal = Cut(FhirText.Lines(goals), $"{at.Path}.patientInstruction");

        var codes = Codes(reasons.Count > 0 ? reasons : request.Code is { } service ? [service] : [],
            $"{at.Path}.reasonCode");
        // A request without a reason still asks for a service: that is the reason.
        var text = Cut(FhirText.Lines(texts), $"{at.Path}.note") ?? (reasons.Count == 0 ? VisitGoal : null);
        Reason = text is null && codes.Count == 0 ? null : new(text, codes);
    }

    public ReasonInput? Reason { get; }

    public string? VisitGoal { get; }

    private void AddReference(ResourceReference reference, FhirScope scope, Located at, Located? patient, string path)
    {
        var found = scope.Resolve(reference, at);
        switch (found.Target?.Resource)
        {
            case Condition condition when IsAboutOtherPatient(condition.Subject):
            case Observation observation when IsAboutOtherPatient(observation.Subject):
                Warn("other-patient", "This reason is about another patient and is not used.", null);
                break;
            case Condition condition when FhirText.HasCode(condition.VerificationStatus, "refuted", "entered-in-error"):
                Warn("reason-refuted", "This condition was refuted or entered in error: it is not a reason.",
                    FhirText.DisplayOrCode(condition.Code));
                break;
            case Condition condition
                when FhirText.HasCode(condition.ClinicalStatus, "inactive", "remission", "resolved"):
                texts.Add(FhirText.DisplayOrCode(condition.Code) is { } past ? $"History of {past}" : null);
                texts.AddRange(Notes(condition.Note));
                Warn("reason-past", "This condition is over or in remission: it is kept as history.",
                    FhirText.DisplayOrCode(condition.Code));
                break;
            case Condition condition:
                Add(condition.Code);
                texts.AddRange(Notes(condition.Note));
                break;
            case Observation { Status: ObservationStatus.EnteredInError or ObservationStatus.Cancelled } observation:
                Warn("reason-refuted", "This observation was cancelled or entered in error: it is not a reason.",
                    FhirText.DisplayOrCode(observation.Code));
                break;
            case Observation observation:
                Add(observation.Code);
                if (Value(observation) is { } value) texts.Add($"{FhirText.DisplayOrCode(observation.Code)}: {value}");
                texts.AddRange(Notes(observation.Note));
                break;
            default:
                texts.Add(reference.Display);
                if (found.Target is null && FhirText.NotBlank(reference.Display) is null)
                    issues.Add(FhirReferences.NotFound(found, reference, path));
                break;
        }

        void Add(CodeableConcept? concept)
        {
            texts.Add(reference.Display);
            if (concept is not null) reasons.Add(concept);
        }

        bool IsAboutOtherPatient(ResourceReference? subject) =>
            found.Target is { } from && FhirReferences.IsAboutOtherPatient(scope, subject, from, patient);

        void Warn(string code, string text, string? value) => issues.Add(FhirIssue.Warning(code, text, path, value));
    }

    // The emergency rules read the text of the reason, so notes belong there.
    private static IEnumerable<string?> Notes(List<Annotation>? notes) =>
        (notes ?? []).OfType<Annotation>().Select(note => note.Text);

    private static string? Value(Observation observation) => observation.Value switch
    {
        FhirString text => FhirText.NotBlank(text.Value),
        CodeableConcept concept => FhirText.DisplayOrCode(concept),
        _ => null,
    };

    // Codes that cannot be kept as codes are kept in the text, where rules and people find them.
    private List<CodeInput> Codes(IEnumerable<CodeableConcept> concepts, string path)
    {
        var codings = new List<Coding>();
        foreach (var coding in concepts.SelectMany(FhirText.Codings))
        {
            if (FhirText.NotBlank(coding.Code) is not { } code) texts.Add(coding.Display);
            else if (FhirText.NotBlank(coding.System) is { } system)
                codings.Add(new(system, code, Short(coding.Display)));
            else if (CodeWithoutSystem.IsIcd10Cm(code.Trim()))
            {
                codings.Add(new(CodeSystems.Icd10Cm, code, Short(coding.Display)));
                issues.Add(FhirIssue.Warning(IntakeWarningCodes.CodeSystemAssumed,
                    "This code came without its system and is read as ICD-10-CM.", path, code));
            }
            else
            {
                texts.AddRange([coding.Display, code]);
                issues.Add(FhirIssue.Warning("code-without-system",
                    "This code came without its system and is kept as text.", path, code));
            }
        }
        List<CodeInput> codes = [.. FhirText.Codes(codings)];
        if (codes.Count <= IntakeLimits.Codes) return codes;
        texts.AddRange(codes.Skip(IntakeLimits.Codes).SelectMany(code => new[] { code.Display, code.Code }));
        issues.Add(FhirIssue.Warning("codes-in-words", $"Codes after the first {IntakeLimits.Codes} are kept as text.",
            path));
        return codes[..IntakeLimits.Codes];
    }

    // A display that is too long for a code goes into the text, so that the code is still kept.
    private string? Short(string? display)
    {
        if (display is not { Length: > IntakeLimits.NameCharacters }) return display;
        texts.Add(display);
        return null;
    }

    private string? Cut(string? text, string path)
    {
        if (text is null || text.Length <= IntakeLimits.FhirTextCharacters) return text;
        issues.Add(FhirIssue.Warning("text-cut",
            $"The first {IntakeLimits.FhirTextCharacters} characters of all texts together are kept.", path,
            OptionalValues.Bounded(text[IntakeLimits.FhirTextCharacters..])));
        return TextCutter.Cut(text, IntakeLimits.FhirTextCharacters, LocalDate.FromDateTime(now.UtcDateTime));
    }
}
