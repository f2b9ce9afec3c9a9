using Hl7.Fhir.Model;
using ReferralSilo.Contracts.Referrals;
using Patient = Hl7.Fhir.Model.Patient;
using Priority = ReferralSilo.Contracts.Priority;

namespace ReferralSilo.Host.Fhir;

/// <summary>A submission or why it is refused; <see cref="Issues"/> also tells what was left out of a submission.</summary>
public sealed record Mapped(SubmitReferral? Input, IReadOnlyList<FhirIssue> Issues)
{
    /// <summary>422: well-formed FHIR that cannot become a referral.</summary>
    public FhirRefusal? Refusal => Input is null ? new(422, Issues) : null;
}

/// <summary>ServiceRequest to referral. Whatever changes the meaning of the request and is not understood is refused.</summary>
public static class ServiceRequestMapping
{
    /// <summary>Maps the request at <paramref name="path"/>; references reach into <paramref name="scope"/> only.</summary>
    public static Mapped Map(ServiceRequest request, FhirScope scope, DateTimeOffset now, string path = "ServiceRequest")
    {
        var issues = new List<FhirIssue>();
        var at = new Located(request, path);
        RefuseUnusable(request, path, issues);
        var patient = Subject(request, scope, at, issues, now);
        var reason = new ReasonMapping(request, scope, at);
        var input = new SubmitReferral(
            ServiceLine: ServiceLineMapping.Of(request, scope, at, issues),
            Source: RequesterMapping.Source(request, scope, at),
            Referrer: RequesterMapping.Of(request, scope, at, patient?.Location?.Country),
            Priority: PriorityOf(request.Priority),
            NeedBy: Occurrence(request.Occurrence, patient?.TimeZone),
            Reason: reason.Reason,
            VisitGoal: reason.VisitGoal,
            Patient: patient,
            Payer: Payer(request, scope, at),
            Identifiers: IdentifierMapping.Of(request));
        issues.AddRange(LeftOut(request, scope, at));
        return new(issues.Any(issue => issue.IsError) ? null : input, issues);
    }

    private static void RefuseUnusable(ServiceRequest request, string path, List<FhirIssue> issues)
    {
        if (request.DoNotPerform == true)
            issues.Add(FhirIssue.Error("business-rule", "A request not to do something cannot become a referral.", $"{path}.doNotPerform"));
        if (request.Status is null)
            issues.Add(FhirIssue.Error("required", "The status is missing.", $"{path}.status"));
        else if (request.Status != RequestStatus.Active)
            issues.Add(FhirIssue.Error("business-rule", StatusRefusal(request.Status.Value), $"{path}.status"));
        if (request.Intent is null)
            issues.Add(FhirIssue.Error("required", "The intent is missing.", $"{path}.intent"));
        else if (request.Intent == RequestIntent.Option)
            issues.Add(FhirIssue.Error("business-rule", "An option that nobody has chosen yet cannot become a referral.", $"{path}.intent"));
    }

    private static string StatusRefusal(RequestStatus status) => status switch
    {
        RequestStatus.Draft => "A draft is not ready for action; send it when it is active.",
        RequestStatus.OnHold => "A request on hold is not to be acted on; send it when it is active.",
        RequestStatus.Completed => "A completed request asks for nothing more.",
        RequestStatus.Revoked => "A revoked request cannot become a referral.",
        RequestStatus.EnteredInError => "A request entered in error cannot become a referral.",
        _ => "Only an active request can become a referral.",
    };

    private static PatientInput? Subject(ServiceRequest request, FhirScope scope, Located at, List<FhirIssue> issues, DateTimeOffset now)
    {
        var path = $"{at.Path}.subject";
        if (request.Subject is not { } subject)
            issues.Add(FhirIssue.Error("required", "The subject is missing.", path));
        else if (scope.Find(subject, at) is { } found)
        {
            if (found.Resource is Patient patient) return new PatientMapping(issues, now).Map(patient, found.Path);
            issues.Add(FhirIssue.Error("not-supported", "Only a Patient can be referred.", path));
        }
        else if (SubjectType(subject) is "Group" or "Device" or "Location")
            issues.Add(FhirIssue.Error("not-supported", "Only a Patient can be referred.", path));
        else
            // No resource is kept by itself here, and a name or an identifier alone reaches nobody.
            issues.Add(FhirIssue.Error("required",
                "The patient must be in the request: contained, or an entry of the same Bundle, with a name and a phone or email.", path));
        return null;
    }

    private static string? SubjectType(ResourceReference subject) =>
        FhirText.NotBlank(subject.Type) ?? subject.Reference?.Split('/') switch
        {
            [.., var type, _] => type,
            _ => null,
        };

    private static Priority PriorityOf(RequestPriority? priority) => priority switch
    {
        RequestPriority.Urgent => Priority.Urgent,
        RequestPriority.Asap => Priority.Asap,
        RequestPriority.Stat => Priority.Stat,
        _ => Priority.Routine,
    };

    private static DateTimeOffset? Occurrence(DataType? occurrence, string? zone) => (occurrence switch
    {
        FhirDateTime moment => moment.Value,
        Period period => period.End,
        Timing { Repeat.Bounds: Period bounds } => bounds.End,
        Timing timing => (timing.Event ?? []).LastOrDefault(),
        _ => null,
    }) is { } text ? FhirMoment.End(text, zone) : null;

    private static string? Payer(ServiceRequest request, FhirScope scope, Located at) =>
        (request.Insurance ?? []).OfType<ResourceReference>().Select(insurance =>
            FhirText.NotBlank(insurance.Display)
            ?? (scope.Find(insurance, at)?.Resource is Coverage coverage
                ? (coverage.Payor ?? []).OfType<ResourceReference>().Select(payor => FhirText.NotBlank(payor.Display)
                    ?? (scope.Find(payor, new(coverage, ""))?.Resource as Organization)?.Name).FirstOrDefault(name => name is not null)
                : null)).FirstOrDefault(name => name is not null);

    // Told in the answer, so that nobody believes them kept.
    private static IEnumerable<FhirIssue> LeftOut(ServiceRequest request, FhirScope scope, Located at)
    {
        if (request.SupportingInfo is { Count: > 0 }) yield return Kept("supportingInfo");
        if (request.RelevantHistory is { Count: > 0 }) yield return Kept("relevantHistory");
        if (request.Specimen is { Count: > 0 }) yield return Kept("specimen");
        if (request.BasedOn is { Count: > 0 }) yield return Kept("basedOn");
        if (request.Replaces is { Count: > 0 }) yield return Kept("replaces");
        if (request.Requisition is not null) yield return Kept("requisition");
        if (request.Encounter is not null) yield return Kept("encounter");
        if (request.Quantity is not null) yield return Kept("quantity");
        if (request.AsNeeded is not null) yield return Kept("asNeeded");
        if (request.LocationCode is { Count: > 0 }) yield return Kept("locationCode");
        if (request.LocationReference is { Count: > 0 }) yield return Kept("locationReference");
        if ((request.Performer ?? []).Any(performer => !ServiceLineMapping.IsService(performer, scope, at))) yield return Kept("performer");
        FhirIssue Kept(string element) => FhirIssue.Warning("not-supported", "This element is not kept.", $"{at.Path}.{element}");
    }
}
