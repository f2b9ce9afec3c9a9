using System.Globalization;
using Hl7.Fhir.Model;
using ReferralSilo.Api.Intake;
using ReferralSilo.Contracts.Referrals;
using Patient = Hl7.Fhir.Model.Patient;
using Priority = ReferralSilo.Contracts.Priority;

namespace ReferralSilo.Fhir;

/// <summary>A submission or a refusal. <see cref="Issues"/> also has warnings about values that were left
/// out.</summary>
public sealed record MappingResult(SubmitReferral? Input, IReadOnlyList<FhirIssue> Issues)
{
    /// <summary>422: valid FHIR that cannot become a referral.</summary>
    public FhirRefusal? Refusal => Input is null ? new(422, Issues) : null;

    /// <summary>The warnings to store with the referral. Above the limit: the first ones, and one warning with the
    /// total count.</summary>
    public IReadOnlyList<IntakeWarning> Warnings
    {
        get
        {
            List<IntakeWarning> all = [.. Issues.Where(issue => issue is { Severity: "warning", DetailCode: not null })
                .Select(issue =>
                    new IntakeWarning(issue.Expression ?? "", issue.DetailCode!, issue.Value is { } value
                    ? OptionalValues.Bounded(value) : null))
                .Distinct()];
            return all.Count <= FhirNames.MaxWarnings ? all
                : [.. all.Take(FhirNames.MaxWarnings - 1),
                    new("", "warnings-cut", all.Count.ToString(CultureInfo.InvariantCulture))];
        }
    }
}

/// <summary>Maps a ServiceRequest to a referral. Refuses elements that change its meaning and are not
/// supported.</summary>
public static class ServiceRequestMapping
{
    /// <summary>Maps the request at <paramref name="path"/>; references are resolved in <paramref name="scope"/>
    /// only.</summary>
    /// <param name="request">The request.</param>
    /// <param name="scope">The resources that references can reach.</param>
    /// <param name="now">When the request was received.</param>
    /// <param name="path">FHIRPath of the request.</param>
    /// <param name="lineZone">IANA id of the service line's zone, for civil days of a patient whose zone is
    /// unknown.</param>
    /// <param name="readerIssues">Issues of the readers before the mapping.</param>
    public static MappingResult Map(ServiceRequest request, FhirScope scope, DateTimeOffset now,
        string path = "ServiceRequest", string? lineZone = null, IReadOnlyList<FhirIssue>? readerIssues = null)
    {
        var issues = new List<FhirIssue>(readerIssues ?? []);
        var at = scope.At(request) ?? new Located(request, path);
        var tasks = new TaskMapping(request, scope, issues);
        RefuseUnusable(request, path, issues);
        var subject = Subject(request, scope, at, issues);
        var patient = subject is null ? null : new PatientMapping(issues, now).Map(subject, scope);
        var reason = new ReasonMapping(request, scope, at, subject, issues, now);
        var requester = new RequesterMapping(request, scope, at, patient?.Location?.Country, issues);
        var coverage = new CoverageMapping(request, scope, at, subject, issues, now);
        var input = new SubmitReferral(
            ServiceLine: ServiceLineMapping.Map(request, scope, at, issues),
            Source: requester.Source,
            Referrer: requester.Referrer,
            Priority: tasks.Raised(PriorityOf(request.Priority)),
            NeedBy: new NeedByMapping(issues, now).Map(request, path, patient, lineZone),
            Reason: reason.Reason,
            VisitGoal: reason.VisitGoal,
            Patient: patient,
            Payer: coverage.Payer,
            Identifiers: IdentifierMapping.Map(request))
        {
            Order = Order(request, issues, path), MemberId = coverage.MemberId,
        };
        issues.AddRange(NotKept(request, scope, at));
        return new(issues.Any(issue => issue.IsError) ? null : input, [.. issues.OrderBy(Rank)]);
    }

    // The number of issues is limited: those for staff come before those that only name what is not kept.
    private static int Rank(FhirIssue issue) => issue switch
    {
        { IsError: true } => 0,
        { DetailCode: "element-not-kept" or "entry-not-kept" or "extension-not-kept" or "entry-not-referred" } => 2,
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
                "A proposal, plan or option is not an order: it is not decided yet.", $"{path}.intent"));
    }

    private static string StatusRefusal(RequestStatus status) => status switch
    {
        RequestStatus.Draft => "A draft is not ready for action; send it when it is active.",
        RequestStatus.OnHold => "A request on hold is not to be acted on; send it when it is active.",
        RequestStatus.Completed => "A completed request cannot become a referral.",
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
                "The reference matches more than one resource: it must be clear which patient is referred.",
                path));
        else if (SubjectType(subject) is "Group" or "Device" or "Location")
            issues.Add(FhirIssue.Error("not-supported", "Only a Patient can be referred.", path));
        else
            // Resources are not stored on their own, and a name or an identifier is not enough to reach a patient.
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
            issues.Add(FhirIssue.Warning("element-not-kept", $"At most {IntakeLimits.Categories} categories are kept.",
                $"{path}.category"));
        var service = Concept(request.Code) is { Codes.Count: > 0 } coded ? coded : null;
        var order = new OrderInput(FhirText.NotBlank(request.AuthoredOn), categories.Length == 0 ? null
            : [.. categories.Take(IntakeLimits.Categories)], service);
        return order is { AuthoredOn: null, Categories: null, Service: null } ? null : order;
    }

    // A long text is in the visit goal, which has room for it.
    private static ConceptInput? Concept(CodeableConcept? concept)
    {
        var codes = FhirText.Codes(FhirText.Codings(concept)).Take(IntakeLimits.Codes).ToArray();
        var text = FhirText.Display(concept) is { Length: <= IntakeLimits.NameCharacters } display
            && !display.Any(char.IsControl) ? display : null;
        var isOurs = codes.Length == 0 && FhirText.Codings(concept)
            .Any(coding => coding.System == FhirNames.ServiceLineSystem);
        return isOurs || text is null && codes.Length == 0 ? null : new(text, codes);
    }

    // Warns about elements that are not kept, so that the sender knows.
    private static IEnumerable<FhirIssue> NotKept(ServiceRequest request, FhirScope scope, Located at)
    {
        var performers = (request.Performer ?? [])
            .Where(performer => !ServiceLineMapping.IsService(performer, scope, at)).ToArray();
        if (performers.Length > 0)
            yield return FhirIssue.Warning("element-not-kept",
                "The performer is not kept: this clinic decides who sees the patient.", $"{at.Path}.performer",
                FhirText.Lines(performers.Select(performer => FhirText.NotBlank(performer.Display)
                    ?? performer.Reference)));
        var reached = scope.Reachable(at);
        for (var i = 0; i < request.Contained.Count; i++)
            if (request.Contained[i] is { } resource and not Basic && !reached.Contains(resource))
                yield return FhirIssue.Warning("entry-not-referred", "No resource refers to this one: it is not kept.",
                    $"{at.Path}.contained[{i}]");
    }
}
