using Hl7.Fhir.Model;
using Hl7.Fhir.Utility;
using ReferralSilo.Api.Intake;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Domain.Schedules;
using Patient = Hl7.Fhir.Model.Patient;

namespace ReferralSilo.Fhir;

/// <summary>Maps a FHIR Patient. Skips old names, numbers and addresses.</summary>
internal sealed class PatientMapping(List<FhirIssue> issues, DateTimeOffset now)
{
    /// <summary>Maps the patient; adds errors to the issues when it cannot be used.</summary>
    public PatientInput Map(Located located, FhirScope scope)
    {
        var (patient, path) = ((Patient)located.Resource, located.Path);
        RefuseUnusable(patient, path);
        var place = new PatientPlace(patient, path, issues, now);
        var contacts = new PatientContacts(scope, located, issues, now).Map(patient);
        var telecom = new PatientTelecom(issues, now).Map(patient, contacts, path, place.Location?.Country);
        var (given, family) = Name(patient);
        if (given is null && family is null)
            issues.Add(FhirIssue.Error("required", "The patient needs a given or family name.", $"{path}.name"));
        var language = Language(patient, path);
        // The interpreter's language is not stated: use the patient's language, or "unknown", which no clinician
        // speaks.
        var interpreter = NeedsInterpreter(patient) ? language ?? SlotNeed.UnknownLanguage : null;
        return new(given, family, BirthDate(patient, path), place.Location, TimeZone(patient), language,
            telecom.Phones, telecom.Email, telecom.Preferred, interpreter)
        {
            Gender = patient.Gender?.GetLiteral(), Address = place.Address, Identifiers = Identifiers(patient, path),
            Contacts = contacts.Count == 0 ? null : [.. contacts.Select(contact => contact.Person)],
        };
    }

    // active, deceased and link are modifier elements: they change the meaning of the record.
    private void RefuseUnusable(Patient patient, string path)
    {
        if (patient.Active == false)
            issues.Add(FhirIssue.Error("business-rule", "This patient record is no longer in use.", $"{path}.active"));
        if ((patient.Link ?? []).Any(link => link?.Type == Patient.LinkType.ReplacedBy))
            issues.Add(FhirIssue.Error("business-rule", "This patient record was replaced by another; send that one.",
                $"{path}.link"));
        // Often an error in the sender's record: staff must check before anyone calls the family.
        if (patient.Deceased is FhirDateTime or FhirBoolean { Value: true })
            issues.Add(FhirIssue.Warning("patient-deceased", "The record says that the patient has died.",
                $"{path}.deceased", (patient.Deceased as FhirDateTime)?.Value));
    }

    private (string? Given, string? Family) Name(Patient patient)
    {
        var name = (patient.Name ?? []).OfType<HumanName>()
            .Where(name =>
                name.Use is not (HumanName.NameUse.Old or HumanName.NameUse.Maiden)
                && FhirText.IsCurrent(name.Period, now))
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

    // A name that is only text is the family name: a program cannot split it reliably.
    private static string? FamilyOf(HumanName name) =>
        FhirText.NotBlank(name.Family) is { } family
            ? string.Join(' ', (name.Suffix ?? []).Where(suffix => !string.IsNullOrWhiteSpace(suffix))
                .Prepend(family.Trim()))
            : GivenOf(name) is null ? FhirText.NotBlank(name.Text) : null;

    private static string? GivenOf(HumanName name) =>
        FhirText.NotBlank(string.Join(' ', (name.Given ?? []).Where(given => !string.IsNullOrWhiteSpace(given))
            .Select(given => given!.Trim())));

    // Only a complete date counts; otherwise the birth date stays missing and is requested.
    private string? BirthDate(Patient patient, string path)
    {
        if (patient.BirthDate is not { } date) return null;
        if (date.Length == 10) return date;
        issues.Add(FhirIssue.Warning("birth-date-partial", "A partial birth date is not the birth date.",
            $"{path}.birthDate", date));
        return null;
    }

    private List<PatientIdentifierInput>? Identifiers(Patient patient, string path)
    {
        List<PatientIdentifierInput> own = [.. (patient.Identifier ?? []).OfType<Identifier>()
            .Where(identifier =>
                identifier.Use != Identifier.IdentifierUse.Old && FhirText.NotBlank(identifier.Value) is not null
                && FhirText.IsCurrent(identifier.Period, now))
            .Select(identifier =>
                new PatientIdentifierInput(identifier.Value!, FhirText.NotBlank(identifier.System), TypeOf(identifier)))
                .Distinct()];
        if (own.Count > IntakeLimits.Identifiers)
            issues.Add(FhirIssue.Warning("element-not-kept",
                $"At most {IntakeLimits.Identifiers} identifiers are kept.", $"{path}.identifier",
                OptionalValues.Bounded(string.Join('\n', own.Skip(IntakeLimits.Identifiers)
                    .Select(identifier => $"{identifier.System}|{identifier.Value}")))));
        return own.Count == 0 ? null : own[..Math.Min(own.Count, IntakeLimits.Identifiers)];
    }

    /// <summary>The type of HL7 v2 table 0203 (MR, PI, SS), or any other code or text.</summary>
    private static string? TypeOf(Identifier identifier) =>
        FhirText.Codings(identifier.Type).OrderBy(coding => coding.System == FhirNames.IdentifierTypes ? 0 : 1)
            .Select(coding => FhirText.NotBlank(coding.Code)).FirstOrDefault(code => code is not null)
        ?? FhirText.NotBlank(identifier.Type?.Text);

    private string? Language(Patient patient, string path)
    {
        var spoken = (patient.Communication ?? []).Where(item => item?.Language is not null).ToArray();
        if (spoken.Length == 0) return null;
        var best = spoken.FirstOrDefault(item => item.Preferred == true) ?? (spoken.Length == 1 ? spoken[0] : null);
        // The intake understands or reports codes outside BCP 47 (ISO 639, names).
        var language = FhirText.Codings(best?.Language)
            .OrderBy(coding => coding.System == FhirNames.LanguageSystem ? 0 : 1)
            .Select(coding => FhirText.NotBlank(coding.Code)).FirstOrDefault(code => code is not null)
                ?? FhirText.NotBlank(best?.Language?.Text);
        var others = string.Join(", ", spoken.Where(item => item != best)
            .Select(item => FhirText.DisplayOrCode(item.Language)).Where(other => other is not null));
        if (language is null)
            issues.Add(FhirIssue.Warning("language-unclear", "No language is marked as preferred.",
                $"{path}.communication", OptionalValues.Bounded(others)));
        return language;
    }

    private static bool NeedsInterpreter(Patient patient) => (patient.Extension ?? []).Any(extension =>
        extension is { Url: FhirNames.InterpreterExtension, Value: FhirBoolean { Value: true } });

    private static string? TimeZone(Patient patient) =>
        (patient.Extension ?? [])
            .Concat((patient.Address ?? []).OfType<Address>().SelectMany(address => address.Extension ?? []))
            .Where(extension => extension?.Url == FhirNames.TimeZoneExtension)
            .Select(extension => extension.Value switch
            {
                Code code => FhirText.NotBlank(code.Value),
                FhirString text => FhirText.NotBlank(text.Value),
                _ => null,
            })
            .FirstOrDefault(zone => zone is not null);
}
