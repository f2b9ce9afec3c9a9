using System.Globalization;
using Hl7.Fhir.Model;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Host.Intake;
using Patient = Hl7.Fhir.Model.Patient;
using Priority = ReferralSilo.Contracts.Priority;

namespace ReferralSilo.Host.Fhir;

/// <summary>A submission or why it is refused; <see cref="Issues"/> also tells what was left out of a
/// submission.</summary>
public sealed record Mapped(SubmitReferral? Input, IReadOnlyList<FhirIssue> Issues)
{
    /// <summary>422: well-formed FHIR that cannot become a referral.</summary>
    public FhirRefusal? Refusal => Input is null ? new(422, Issues) : null;

    /// <summary>What stays with the referral; of very many the first, and how many there were.</summary>
    public IReadOnlyList<IntakeWarning> Warnings
    {
        get
        {
            List<IntakeWarning> all = [.. Issues.Where(issue => issue is { Severity: "warning", OurCode: not null })
                .Select(issue =>
                    new IntakeWarning(issue.Expression ?? "", issue.OurCode!, issue.Value is { } value
                    ? OptionalValues.Bounded(value) : null))
                .Distinct()];
            return all.Count <= FhirNames.MaxWarnings ? all
                : [.. all.Take(FhirNames.MaxWarnings - 1),
                    new("", "warnings-cut", all.Count.ToString(CultureInfo.InvariantCulture))];
        }
    }
}

/// <summary>ServiceRequest to referral. Whatever changes the meaning of the request and is not understood is
/// refused.</summary>
public static class ServiceRequestMapping
{
    /// <summary>Maps the request at <paramref name="path"/>; references reach into <paramref name="scope"/>
    /// only.</summary>
    /// <param name="request">What was sent.</param>
    /// <param name="scope">What references can reach.</param>
    /// <param name="now">When it was received.</param>
    /// <param name="path">FHIRPath of the request.</param>
    /// <param name="lineZone">IANA id of the service line's zone, for a civil day of a patient whose zone is
    /// unknown.</param>
    /// <param name="told">What the reading already had to say.</param>
    public static Mapped Map(
        ServiceRequest request, FhirScope scope, DateTimeOffset now, string path = "ServiceRequest",
            string? lineZone = null,
        IReadOnlyList<FhirIssue>? told = null)
    {
        var issues = new List<FhirIssue>(told ?? []);
        var at = scope.At(request) ?? new Located(request, path);
        var tasks = new TaskMapping(request, scope, issues);
        RefuseUnusable(request, path, issues);
        var subject = Subject(request, scope, at, issues);
        var patient = subject is null ? null : new PatientMapping(issues, now).Map(subject, scope);
        var reason = new ReasonMapping(request, scope, at, subject, issues, now);
        var requester = new RequesterMapping(request, scope, at, patient?.Location?.Country, issues);
        var coverage = new CoverageMapping(request, scope, at, subject, issues, now);
        var input = new SubmitReferral(
            ServiceLine: ServiceLineMapping.Of(request, scope, at, issues),
            Source: requester.Source,
            Referrer: requester.Referrer,
            Priority: tasks.Raised(PriorityOf(request.Priority)),
            NeedBy: new NeedByMapping(issues, now).Of(request, path, patient, lineZone),
            Reason: reason.Reason,
            VisitGoal: reason.VisitGoal,
            Patient: patient,
            Payer: coverage.Payer,
            Identifiers: IdentifierMapping.Of(request))
        {
            Order = Order(request, issues, path), MemberId = coverage.MemberId,
        };
        issues.AddRange(LeftOut(request, scope, at));
        return new(issues.Any(issue => issue.IsError) ? null : input, [.. issues.OrderBy(Rank)]);
    }

    // Of very many issues only the first are told and kept: what a person must look at comes before what is merely not
    // kept.
    private static int Rank(FhirIssue issue) => issue switch
    {
        { IsError: true } => 0,
        { OurCode: "element-not-kept" or "entry-not-kept" or "extension-not-kept" or "entry-not-referred" } => 2,
        _ => 1,
    };

    private static void RefuseUnusable(ServiceRequest request, string path, List<FhirIssue> issues)
    {
        if (request.DoNotPerform == true)
            issues.Add(FhirIssue.Error("business-rule", "A request not to do something cannot become a referral.",
                $"{path}.doNotPerform"));
        if (request.Status is null)
            issues.Add(FhirIssue.Error("required", "The status is missing.", $"{path}.status"));
        else if (request.Status != RequestStatus.Active)
            issues.Add(FhirIssue.Error("business-rule", StatusRefusal(request.Status.Value), $"{path}.status"));
        if (request.Intent is null)
            issues.Add(FhirIssue.Error("required", "The intent is missing.", $"{path}.intent"));
        else if (request.Intent is RequestIntent.Proposal or RequestIntent.Plan or RequestIntent.Option)
            issues.Add(FhirIssue.Error("business-rule",
                "A proposal, plan or option is no order: nobody has decided on it yet.", $"{path}.intent"));
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

    private static Located? Subject(ServiceRequest request, FhirScope scope, Located at, List<FhirIssue> issues)
    {
        var path = $"{at.Path}.subject";
        var found = scope.Resolve(request.Subject, at);
        if (request.Subject is not { } subject)
            issues.Add(FhirIssue.Error("required", "The subject is missing.", path));
        else if (found.Target is { } target)
        {
            if (target.Resource is Patient) return target;
            issues.Add(FhirIssue.Error("not-supported", "Only a Patient can be referred.", path));
        }
        else if (found.Ambiguous)
            issues.Add(FhirIssue.Error("multiple-matches",
                "More than one resource of the request can be meant: it must be clear which patient is referred.",
                path));
        else if (SubjectType(subject) is "Group" or "Device" or "Location")
            issues.Add(FhirIssue.Error("not-supported", "Only a Patient can be referred.", path));
        else
            // No resource is kept by itself here, and a name or an identifier alone reaches nobody.
            issues.Add(FhirIssue.Error("required",
                "The patient must be in the request: contained, or an entry of the same Bundle, with a name and a "
                    + "phone or email.", path));
        return null;
    }

    private static string? SubjectType(ResourceReference subject) =>
        FhirText.NotBlank(subject.Type) ?? subject.Reference?.Split('/') switch
        {
            [.., var type, _] => type,
            _ => null,
        };

    internal static Priority PriorityOf(RequestPriority? priority) => priority switch
    {
        RequestPriority.Urgent => Priority.Urgent,
        RequestPriority.Asap => Priority.Asap,
        RequestPriority.Stat => Priority.Stat,
        _ => Priority.Routine,
    };

    private static OrderInput? Order(ServiceRequest request, List<FhirIssue> issues, string path)
    {
        ConceptInput[] categories = [.. (request.Category ?? []).Select(Concept).OfType<ConceptInput>()];
        if (categories.Length > IntakeLimits.Categories)
            issues.Add(FhirIssue.Warn("element-not-kept", $"At most {IntakeLimits.Categories} categories are kept.",
                $"{path}.category"));
        var service = Concept(request.Code) is { Codes.Count: > 0 } coded ? coded : null;
        var order = new OrderInput(FhirText.NotBlank(request.AuthoredOn), categories.Length == 0 ? null
            : [.. categories.Take(IntakeLimits.Categories)], service);
        return order is { AuthoredOn: null, Categories: null, Service: null } ? null : order;
    }

    // Long words are in the visit goal, which has room for them.
    private static ConceptInput? Concept(CodeableConcept? concept)
    {
        var codes = FhirText.Codes(FhirText.Codings(concept)).Take(IntakeLimits.Codes).ToArray();
        var text = FhirText.Of(concept) is { Length: <= IntakeLimits.NameCharacters } words
            && !words.Any(char.IsControl) ? words : null;
        var isOurs = codes.Length == 0 && FhirText.Codings(concept)
            .Any(coding => coding.System == FhirNames.ServiceLineSystem);
        return isOurs || text is null && codes.Length == 0 ? null : new(text, codes);
    }

    // Told in the answer, so that nobody believes them kept.
    private static IEnumerable<FhirIssue> LeftOut(ServiceRequest request, FhirScope scope, Located at)
    {
        var performers = (request.Performer ?? [])
            .Where(performer => !ServiceLineMapping.IsService(performer, scope, at)).ToArray();
        if (performers.Length > 0)
            yield return FhirIssue.Warn("element-not-kept", "Who sees the patient is decided here.",
                $"{at.Path}.performer",
                FhirText.Lines(
                    performers.Select(performer => FhirText.NotBlank(performer.Display) ?? performer.Reference)));
        var reached = scope.Reachable(at);
        for (var i = 0; i < request.Contained.Count; i++)
            if (request.Contained[i] is { } resource and not Basic && !reached.Contains(resource))
                yield return FhirIssue.Warn("entry-not-referred", "Nothing refers to this resource: it is not kept.",
                    $"{at.Path}.contained[{i}]");
    }
}
