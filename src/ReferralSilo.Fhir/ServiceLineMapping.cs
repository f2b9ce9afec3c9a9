using Hl7.Fhir.Model;

namespace ReferralSilo.Fhir;

/// <summary>Maps the service line: an extension, a HealthcareService performer, or a coding of performerType, category
/// or code in our system. Two different service lines are refused.</summary>
internal static class ServiceLineMapping
{
    public static string? Map(ServiceRequest request, FhirScope scope, Located at, List<FhirIssue> issues)
    {
        var named = Extensions(request).Concat(Performers(request, scope, at)).Concat(Codings(request))
            .Where(value => !string.IsNullOrWhiteSpace(value)).Select(value => value!.Trim()).Distinct().ToArray();
        if (named.Length > 1)
            issues.Add(FhirIssue.Error("conflict", "The request names more than one service line.",
                $"{at.Path}.performer"));
        return named.FirstOrDefault();
    }

    /// <summary>Whether a performer is a service. A person or team is ignored: the clinic decides who sees the
    /// patient.</summary>
    public static bool IsService(ResourceReference? performer, FhirScope scope, Located at) => performer is null ||
        performer.Identifier?.System == FhirNames.ServiceLineSystem || performer.Type == "HealthcareService"
        || scope.Find(performer, at)?.Resource is HealthcareService
            || performer.Reference?.Contains("HealthcareService/", StringComparison.Ordinal) == true;

    private static IEnumerable<string?> Extensions(ServiceRequest request) =>
        (request.Extension ?? []).Where(extension => extension?.Url == FhirNames.ServiceLineSystem)
            .Select(extension => extension.Value switch
            {
                FhirString text => text.Value,
                Code code => code.Value,
                _ => null,
            });

    private static IEnumerable<string?> Performers(ServiceRequest request, FhirScope scope, Located at)
    {
        foreach (var performer in (request.Performer ?? []).OfType<ResourceReference>())
        {
            if (performer.Identifier?.System == FhirNames.ServiceLineSystem) yield return performer.Identifier.Value;
            if (scope.Find(performer, at)?.Resource is HealthcareService { Active: not false } service)
                yield return (service.Identifier ?? [])
                    .FirstOrDefault(own => own?.System == FhirNames.ServiceLineSystem)?.Value;
            // A relative reference can only be our service; an absolute one is another server's.
            else if (performer.Reference?.Split('/') is ["HealthcareService", var id]) yield return id;
        }
    }

    private static IEnumerable<string?> Codings(ServiceRequest request) =>
        new[] { request.PerformerType, request.Code }.Concat(request.Category ?? []).SelectMany(FhirText.Codings)
            .Where(coding => coding.System == FhirNames.ServiceLineSystem).Select(coding => coding.Code);
}
