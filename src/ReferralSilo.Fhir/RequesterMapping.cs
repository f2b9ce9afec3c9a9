using Hl7.Fhir.Model;
using ReferralSilo.Api.Intake;
using ReferralSilo.Contracts.Referrals;

namespace ReferralSilo.Fhir;

/// <summary>Maps the referrer: a Practitioner, PractitionerRole or Organization in the request, or the text of the
/// reference. A contained role can refer to a practitioner and an organization that are contained beside it.</summary>
internal sealed class RequesterMapping
{
    private readonly List<FhirIssue> issues;

    public RequesterMapping(ServiceRequest request, FhirScope scope, Located at, string? country,
        List<FhirIssue> issues)
    {
        this.issues = issues;
        if (request.Requester is not { } requester) return;
        var path = $"{at.Path}.requester";
        var found = Find(scope, requester, at, path);
        var role = found?.Resource as PractitionerRole;
        var person = role is null ? found?.Resource as Practitioner
            : (scope.Find(role.Practitioner, found!) ?? scope.Find(role.Practitioner, at))?.Resource as Practitioner;
        var organization = role is null ? found?.Resource as Organization
            : Find(scope, role.Organization, found!, $"{found!.Path}.organization")?.Resource as Organization;
        if (organization is { Active: false }) NotInUse(found!.Path);
        if (person is { Active: false } || role is { Active: false }) NotInUse(found!.Path);
        var practice = FhirText.NotBlank(organization?.Name) ?? FhirText.NotBlank(role?.Organization?.Display);
        var name = FhirText.Name(person?.Name) ?? FhirText.NotBlank(role?.Practitioner?.Display)
            ?? (found?.Resource is Organization ? practice : null)
            ?? FhirText.NotBlank(requester.Display);
        var npi = Npi(person?.Identifier) ?? Npi([role?.Practitioner?.Identifier]) ?? Npi([requester.Identifier]);
        List<ContactPoint>?[] telecoms =
            [role?.Telecom, person?.Telecom, found?.Resource is Organization ? organization?.Telecom : null];
        // A phone that cannot be dialled is passed on: the intake stores it in a warning.
        var phone = telecoms.Select(telecom =>
            Phones(telecom).Select(value => PhoneReader.Read(value, country)?.E164)
            .FirstOrDefault(e164 => e164 is not null))
            .FirstOrDefault(e164 => e164 is not null) ?? telecoms.SelectMany(Phones).FirstOrDefault();
        if (name is not null || npi is not null || phone is not null || practice is not null)
            Referrer = new(name, npi, phone) { Practice = practice };
        Source = (organization?.Identifier ?? []).Append(requester.Identifier).Append(role?.Organization?.Identifier)
            .FirstOrDefault(identifier => identifier?.System == FhirNames.SourceSystem)?.Value;
    }

    public ReferrerInput? Referrer { get; }

    /// <summary>The referral source, if the request names it by our id; usually the sender's account defines
    /// it.</summary>
    public string? Source { get; }

    private Located? Find(FhirScope scope, ResourceReference? reference, Located from, string path)
    {
        if (reference is null) return null;
        var found = scope.Resolve(reference, from);
        var hasText = FhirText.NotBlank(reference.Display) is not null || reference.Identifier is not null;
        if (found.Target is null && (found.Ambiguous || !hasText))
            issues.Add(FhirReferences.NotFound(found, reference, path));
        return found.Target;
    }

    private void NotInUse(string path) =>
        issues.Add(FhirIssue.Warning("not-in-use", "The record says that it is no longer in use.", $"{path}.active"));

    private static string? Npi(IEnumerable<Identifier?>? identifiers) =>
        (identifiers ?? []).FirstOrDefault(identifier => identifier is
        { System: FhirNames.NpiSystem or FhirNames.NpiOid, Use: not Identifier.IdentifierUse.Old })?.Value;

    private static IEnumerable<string> Phones(IEnumerable<ContactPoint?>? telecom) =>
        (telecom ?? [])
            .Where(contact => contact is { System: ContactPoint.ContactPointSystem.Phone,
                Use: not ContactPoint.ContactPointUse.Old }).Select(contact => contact!.Value?.Trim())
            .Where(value => !string.IsNullOrEmpty(value)).OfType<string>();
}
