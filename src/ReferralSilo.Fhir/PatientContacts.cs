using Hl7.Fhir.Model;
using ReferralSilo.Api.Intake;
using ReferralSilo.Contracts.Referrals;
using Kind = Hl7.Fhir.Model.ContactPoint.ContactPointSystem;
using Patient = Hl7.Fhir.Model.Patient;

namespace ReferralSilo.Fhir;

/// <summary>A contact person of the patient.</summary>
/// <param name="Person">The person as stored.</param>
/// <param name="IsGuardian">True for a guardian or parent.</param>
/// <param name="Path">FHIRPath of the person.</param>
internal sealed record PatientContact(RelatedPersonInput Person, bool IsGuardian, string Path)
{
    /// <inheritdoc/>
    public override string ToString() => Path;
}

/// <summary>Maps guardians and other contacts: Patient.contact and each RelatedPerson of the Bundle about this
/// patient.</summary>
internal sealed class PatientContacts(FhirScope scope, Located at, List<FhirIssue> issues, DateTimeOffset now)
{
    // v3 RoleCode and v2-0131/0063: guardian, power of attorney, parent and its kinds.
    private static readonly string[] Guardians = ["GUARD", "GUADLTM", "POWATT", "HPOWATT", "PRN", "PARNT", "MTH", "FTH",
        "NMTH", "NFTH", "ADOPTM", "ADOPTF", "ADOPTP", "GRD", "PAR", "guardian", "legal-guardian", "parent", "mother",
        "father"];

    public IReadOnlyList<PatientContact> Map(Patient patient)
    {
        List<PatientContact> all = [.. Contacts(patient), .. Related()];
        all.RemoveAll(contact => contact.Person is { Name: null, Phone: null, Email: null });
        foreach (var contact in all.Skip(IntakeLimits.Contacts))
            issues.Add(FhirIssue.Warning("element-not-kept", $"At most {IntakeLimits.Contacts} contacts are kept.",
                contact.Path, contact.Person.Name));
        return [.. all.Take(IntakeLimits.Contacts)];
    }

    private IEnumerable<PatientContact> Contacts(Patient patient) =>
        (patient.Contact ?? []).Select((contact, index) => (contact, index))
            .Where(item => item.contact is not null && FhirText.IsCurrent(item.contact.Period, now))
            .Select(item =>
                Contact(item.contact.Name is { } name ? [name] : [], item.contact.Relationship, item.contact.Telecom,
                $"{at.Path}.contact[{item.index}]"));

    private IEnumerable<PatientContact> Related()
    {
        foreach (var (person, located) in scope.All<RelatedPerson>())
        {
            // A RelatedPerson without a resolvable patient counts as well: the Bundle is about one patient.
            var about = scope.Resolve(person.Patient, located).Target;
            if (person.Active == false || !FhirText.IsCurrent(person.Period, now) || about is not null
                && !ReferenceEquals(about.Resource, at.Resource))
                issues.Add(FhirIssue.Warning("entry-not-kept",
                    "This person record is not in use, or is related to another patient.", located.Path));
            else yield return Contact(person.Name, person.Relationship, person.Telecom, located.Path);
        }
    }

    private PatientContact Contact(IEnumerable<HumanName?>? names, List<CodeableConcept>? relationship,
        List<ContactPoint>? telecom, string path) =>
        new(new(FhirText.Name(names), FhirText.DisplayOrCode(relationship?.FirstOrDefault()),
            Values(telecom, Kind.Phone, Kind.Sms, path), Values(telecom, Kind.Email, null, path)),
            (relationship ?? []).Any(concept => FhirText.HasCode(concept, Guardians)), path);

    /// <summary>All numbers or mailboxes in one text, so that each is known to be this person's.</summary>
    private string? Values(List<ContactPoint>? telecom, Kind one, Kind? other, string path)
    {
        string? all = null;
        foreach (var value in (telecom ?? []).OfType<ContactPoint>()
            .Where(contact => contact.Use != ContactPoint.ContactPointUse.Old && FhirText.IsCurrent(contact.Period, now)
                && SystemOf(contact) is { } system && (system == one || system == other))
            .Select(contact => FhirText.NotBlank(contact.Value)?.Trim()).OfType<string>().Distinct())
        {
            var joined = all is null ? value : $"{all}; {value}";
            if (all is null || joined.Length <= IntakeLimits.NameCharacters) all = joined;
            else issues.Add(FhirIssue.Warning("element-not-kept", "Not all contact points of this person are kept.",
                path, OptionalValues.Bounded(value)));
        }

        return all;
    }

    private static Kind? SystemOf(ContactPoint contact) =>
        contact.System ?? (contact.Value?.Contains('@', StringComparison.Ordinal) == true ? Kind.Email : Kind.Phone);
}
