using Hl7.Fhir.Model;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Host.Intake;

namespace ReferralSilo.Host.Fhir;

/// <summary>Who asks: a Practitioner, a PractitionerRole or an Organization in the request, or what the reference itself says.</summary>
internal static class RequesterMapping
{
    public static ReferrerInput? Of(ServiceRequest request, FhirScope scope, Located at, string? country)
    {
        if (request.Requester is not { } requester) return null;
        var found = scope.Find(requester, at);
        if (found?.Resource is PractitionerRole role)
        {
            var person = scope.Find(role.Practitioner, found) ?? scope.Find(role.Practitioner, at);
            return Whole(
                Person(person?.Resource) ?? FhirText.NotBlank(role.Practitioner?.Display) ?? FhirText.NotBlank(requester.Display),
                Npi((person?.Resource as Practitioner)?.Identifier) ?? Npi([role.Practitioner?.Identifier]) ?? Npi([requester.Identifier]),
                Phone(role.Telecom, country) ?? Phone((person?.Resource as Practitioner)?.Telecom, country));
        }
        return found?.Resource switch
        {
            Practitioner person => Whole(Person(person) ?? requester.Display, Npi(person.Identifier), Phone(person.Telecom, country)),
            Organization organization => Whole(organization.Name ?? requester.Display, null, Phone(organization.Telecom, country)),
            _ => Whole(requester.Display, Npi([requester.Identifier]), null),
        };
    }

    /// <summary>The referral source that the request names by our own id; usually the sign-in says it.</summary>
    public static string? Source(ServiceRequest request, FhirScope scope, Located at)
    {
        var found = scope.Find(request.Requester, at);
        var organization = found?.Resource switch
        {
            Organization itself => itself,
            PractitionerRole role => scope.Find(role.Organization, found)?.Resource as Organization,
            _ => null,
        };
        var named = (organization?.Identifier ?? []).Append(request.Requester?.Identifier)
            .Append((found?.Resource as PractitionerRole)?.Organization?.Identifier);
        return named.FirstOrDefault(identifier => identifier?.System == FhirNames.SourceSystem)?.Value;
    }

    private static ReferrerInput? Whole(string? name, string? npi, string? phone) =>
        FhirText.NotBlank(name) is null && npi is null && phone is null ? null : new(FhirText.NotBlank(name), npi, phone);

    private static string? Person(Resource? resource)
    {
        var names = ((resource as Practitioner)?.Name ?? []).OfType<HumanName>().Where(name => name.Use != HumanName.NameUse.Old);
        return names.Select(name => FhirText.NotBlank(name.Text)
            ?? FhirText.NotBlank(string.Join(' ', (name.Given ?? []).Append(name.Family).Where(part => !string.IsNullOrWhiteSpace(part)))))
            .FirstOrDefault(name => name is not null);
    }

    private static string? Npi(IEnumerable<Identifier?>? identifiers) =>
        (identifiers ?? []).FirstOrDefault(identifier =>
            identifier is { System: FhirNames.NpiSystem, Use: not Identifier.IdentifierUse.Old })?.Value;

    // Optional here: a practice number with an extension must not cost the patient the referral.
    private static string? Phone(IEnumerable<ContactPoint?>? telecom, string? country) =>
        (telecom ?? []).Where(contact => contact is { System: ContactPoint.ContactPointSystem.Phone, Use: not ContactPoint.ContactPointUse.Old })
            .Select(contact => contact!.Value is { } value ? PhoneReader.Read(value.Trim(), country)?.E164 : null)
            .FirstOrDefault(phone => phone is not null);
}
