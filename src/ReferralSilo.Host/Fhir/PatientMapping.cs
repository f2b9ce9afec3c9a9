using Hl7.Fhir.Model;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Domain.Referrals;
using ReferralSilo.Host.Intake;
using Channel = ReferralSilo.Contracts.Channel;
using Patient = Hl7.Fhir.Model.Patient;

namespace ReferralSilo.Host.Fhir;

/// <summary>A FHIR Patient as the patient of a referral. Old names, numbers and addresses are left out.</summary>
internal sealed class PatientMapping(List<FhirIssue> issues, DateTimeOffset now)
{
    /// <summary>Errors are in the issues when it cannot be taken.</summary>
    public PatientInput Map(Patient patient, string path)
    {
        RefuseUnusable(patient, path);
        var location = PatientPlace.Of(patient, now);
        var reach = Telecom(patient, path, location?.Country);
        var (given, family) = Name(patient);
        if (given is null && family is null)
            issues.Add(FhirIssue.Error("required", "The patient needs a given or family name.", $"{path}.name"));
        return new(given, family, BirthDate(patient, path), location, TimeZone(patient), Language(patient),
            reach.Phones, reach.Email, reach.Preferred);
    }

    // active, deceased and link are modifier elements: they change what the record means.
    private void RefuseUnusable(Patient patient, string path)
    {
        if (patient.Active == false)
            issues.Add(FhirIssue.Error("business-rule", "This patient record is no longer in use.", $"{path}.active"));
        if (patient.Deceased is FhirDateTime or FhirBoolean { Value: true })
            issues.Add(FhirIssue.Error("business-rule", "A patient who has died cannot be referred.", $"{path}.deceased"));
        if ((patient.Link ?? []).Any(link => link?.Type == Patient.LinkType.ReplacedBy))
            issues.Add(FhirIssue.Error("business-rule", "This patient record was replaced by another; send that one.", $"{path}.link"));
    }

    private (string? Given, string? Family) Name(Patient patient)
    {
        var name = (patient.Name ?? []).OfType<HumanName>()
            .Where(name => name.Use is not (HumanName.NameUse.Old or HumanName.NameUse.Maiden) && FhirText.IsCurrent(name.Period, now))
            .Where(name => FamilyOf(name) is not null || GivenOf(name) is not null)
            .OrderBy(name => name.Use switch
            {
                HumanName.NameUse.Official => 0,
                HumanName.NameUse.Usual => 1,
                null => 2,
                HumanName.NameUse.Temp => 3,
                _ => 4,
            })
            .FirstOrDefault();
        return name is null ? (null, null) : (GivenOf(name), FamilyOf(name));
    }

    // A name that is only text goes whole into the family name: how to cut it in two is not for a program to guess.
    private static string? FamilyOf(HumanName name) =>
        FhirText.NotBlank(name.Family) ?? (GivenOf(name) is null ? FhirText.NotBlank(name.Text) : null);

    private static string? GivenOf(HumanName name) =>
        FhirText.NotBlank(string.Join(' ', (name.Given ?? []).Where(given => !string.IsNullOrWhiteSpace(given)).Select(given => given!.Trim())));

    // Only a whole date counts; with a year alone the birth date stays missing and is asked for.
    private string? BirthDate(Patient patient, string path)
    {
        if (patient.BirthDate is not { } date) return null;
        if (date.Length == 10) return date;
        issues.Add(FhirIssue.Warning("incomplete", "A partial birth date is not kept.", $"{path}.birthDate"));
        return null;
    }

    private (IReadOnlyList<string> Phones, string? Email, Channel? Preferred) Telecom(Patient patient, string path, string? country)
    {
        var phones = new List<string>();
        string? email = null;
        Channel? preferred = null;
        foreach (var (contact, index) in Current(patient.Telecom))
        {
            var at = $"{path}.telecom[{index}].value";
            var value = contact.Value!.Trim();
            if (contact.System is ContactPoint.ContactPointSystem.Email)
            {
                if (!EmailAddress.TryParse(value, out _)) Dropped("This email address is not valid.", at);
                else email ??= value;
            }
            else if (contact.System is ContactPoint.ContactPointSystem.Phone or ContactPoint.ContactPointSystem.Sms)
            {
                if (PhoneReader.Read(value, country) is not { E164: var phone }) Dropped("This phone number cannot be dialled.", at);
                else if (phones.Contains(phone)) continue;
                else if (phones.Count == IntakeLimits.Phones) Dropped($"At most {IntakeLimits.Phones} phones are kept.", at);
                else phones.Add(phone);
            }
            else continue;
            if (contact.Rank == 1) preferred ??= ChannelOf(contact.System);
        }
        if (phones.Count == 0 && email is null)
            issues.Add(FhirIssue.Error("required", "The patient cannot be reached: one valid phone or email is needed.", $"{path}.telecom"));
        return (phones, email, preferred);
    }

    private IEnumerable<(ContactPoint Contact, int Index)> Current(List<ContactPoint>? telecom) =>
        (telecom ?? []).Select((contact, index) => (contact, index))
            .Where(item => item.contact is { Use: not ContactPoint.ContactPointUse.Old } contact
                && !string.IsNullOrWhiteSpace(contact.Value) && FhirText.IsCurrent(contact.Period, now))
            .OrderBy(item => item.contact.Rank ?? int.MaxValue)
            .ThenBy(item => item.contact.Use == ContactPoint.ContactPointUse.Mobile ? 0 : 1);

    private void Dropped(string text, string at) => issues.Add(FhirIssue.Warning("value", text, at));

    private static Channel ChannelOf(ContactPoint.ContactPointSystem? system) => system switch
    {
        ContactPoint.ContactPointSystem.Email => Channel.Email,
        ContactPoint.ContactPointSystem.Sms => Channel.Sms,
        _ => Channel.Call,
    };

    private static string? Language(Patient patient)
    {
        var spoken = (patient.Communication ?? []).Where(item => item?.Language is not null).ToArray();
        var best = spoken.FirstOrDefault(item => item.Preferred == true) ?? (spoken.Length == 1 ? spoken[0] : null);
        return FhirText.Codings(best?.Language).Where(coding => coding.System == FhirNames.LanguageSystem)
            .Select(coding => FhirText.NotBlank(coding.Code)).FirstOrDefault();
    }

    private static string? TimeZone(Patient patient) =>
        (patient.Extension ?? []).Concat((patient.Address ?? []).OfType<Address>().SelectMany(address => address.Extension ?? []))
            .Where(extension => extension?.Url == FhirNames.TimeZoneExtension)
            .Select(extension => extension.Value switch
            {
                Code code => FhirText.NotBlank(code.Value),
                FhirString text => FhirText.NotBlank(text.Value),
                _ => null,
            })
            .FirstOrDefault(zone => zone is not null);
}
