using Hl7.Fhir.Model;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Json;
using ReferralSilo.Contracts.Referrals;
using Patient = Hl7.Fhir.Model.Patient;

namespace ReferralSilo.Fhir;

/// <summary>Maps a referral to the ServiceRequest of a response: patient and referrer are contained, and no reference
/// points outside.</summary>
public static class ReferralResource
{
    private const string PatientId = "patient", RequesterId = "requester", RoleId = "role", PracticeId = "practice",
        CoverageId = "coverage";

    public static ServiceRequest From(ReferralView referral)
    {
        var request = new ServiceRequest
        {
            Id = referral.Id,
            Meta = new() { VersionId = referral.Version.ToString(System.Globalization.CultureInfo.InvariantCulture) },
            Identifier = [Number(referral), .. referral.Identifiers.Select(IdentifierOf)],
            Status = StatusOf(referral.Stage),
            Intent = RequestIntent.Order,
            Priority = PriorityOf(referral.Priority),
            Subject = new($"#{PatientId}"),
            AuthoredOnElement = referral.Order?.AuthoredOn is { } authored ? new(authored) : new(referral.ReceivedAt),
            Extension = [new(FhirNames.StageExtension, new Code(referral.Stage.WireName())),
                .. referral.Warnings.Select(WarningOf)],
        };
        if (referral.Emergency is { } emergency)
            request.Extension.Add(new()
            {
                Url = FhirNames.EmergencyExtension,
                Extension = [new("text", new FhirString(emergency.Text)),
                    new("phone", new FhirString(emergency.Phone))],
            });
        request.Contained.Add(PatientOf(referral.Patient));
        if (referral.VisitGoal is not null || referral.Order?.Service is not null)
            request.Code =
                ConceptOf(new(referral.VisitGoal ?? referral.Order?.Service?.Text, referral.Order?.Service?.Codes));
        request.Category.AddRange((referral.Order?.Categories ?? []).Select(ConceptOf));
        // The need-by is the last moment: a period without a start.
        if (referral.NeedBy is { } needBy) request.Occurrence = new Period { EndElement = new(needBy) };
        if (referral.Reason is { } reason) request.ReasonCode.Add(ConceptOf(new(reason.Text, reason.Codes)));
        if (referral.ServiceLine is { } line)
            request.Performer.Add(new()
            {
                Type = "HealthcareService", Identifier = new(FhirNames.ServiceLineSystem, line),
            });
        if (referral.Referrer is { } referrer)
        {
            request.Contained.Add(PractitionerOf(referrer));
            request.Requester = new($"#{RequesterId}") { Display = referrer.Name };
        }
        if (referral.Referrer?.Practice is { } practice) AddPractice(request, practice);
        if (referral.Payer is not null || referral.MemberId is not null)
        {
            request.Contained.Add(CoverageOf(referral));
            request.Insurance.Add(new($"#{CoverageId}"));
        }
        if (request.Status == RequestStatus.Revoked && referral.Outcome is { } outcome)
            request.Extension.Add(new(FhirNames.StatusReasonExtension, new CodeableConcept { Text = outcome }));
        return request;
    }

    /// <summary>A weak ETag, as FHIR requires.</summary>
    public static string ETag(ReferralView referral) => $"W/\"{referral.Version}\"";

    public static string Location(ReferralView referral) =>
        $"{FhirNames.Base}/ServiceRequest/{Uri.EscapeDataString(referral.Id)}";

    private static Identifier Number(ReferralView referral) => new(FhirNames.NumberSystem, referral.Number)
    {
        Type = new(FhirNames.IdentifierTypes, "FILL"),
    };

    private static Identifier IdentifierOf(IdentifierInput input) => new(input.System, input.Value)
    {
        Type = input.Type is { } type ? new(FhirNames.IdentifierTypes, type) : null,
    };

    private static RequestStatus StatusOf(Stage stage) => stage switch
    {
        Stage.Completed or Stage.Closed => RequestStatus.Completed,
        Stage.Declined or Stage.Redirected or Stage.Withdrawn or Stage.Unreachable => RequestStatus.Revoked,
        _ => RequestStatus.Active,
    };

    private static RequestPriority PriorityOf(Priority priority) => priority switch
    {
        Priority.Urgent => RequestPriority.Urgent,
        Priority.Asap => RequestPriority.Asap,
        Priority.Stat => RequestPriority.Stat,
        _ => RequestPriority.Routine,
    };

    private static CodeableConcept ConceptOf(ConceptInput concept) => new()
    {
        Text = concept.Text,
        Coding = [.. (concept.Codes ?? []).Select(code => new Coding(code.System, code.Code, code.Display))],
    };

    // Element and code only: the value is for staff.
    private static Extension WarningOf(IntakeWarning warning) => new()
    {
        Url = FhirNames.WarningExtension,
        Extension = [new("field", new FhirString(warning.Field)), new("code", new Code(warning.Code))],
    };

    private static void AddPractice(ServiceRequest request, string practice)
    {
        request.Contained.Add(new Organization { Id = PracticeId, Name = practice });
        request.Contained.Add(new PractitionerRole
        {
            Id = RoleId, Practitioner = new($"#{RequesterId}"), Organization = new($"#{PracticeId}"),
        });
        request.Requester!.Reference = $"#{RoleId}";
    }

    private static Coverage CoverageOf(ReferralView referral) => new()
    {
        Id = CoverageId,
        Status = FinancialResourceStatusCodes.Active,
        SubscriberId = referral.MemberId,
        Beneficiary = new($"#{PatientId}"),
        Payor = referral.Payer is { } payer ? [new() { Display = payer }] : [],
    };

    private static Patient PatientOf(PatientInput input)
    {
        var patient = new Patient { Id = PatientId, BirthDate = input.BirthDate };
        patient.Name.Add(new() { Family = input.FamilyName, Given = input.GivenName is { } given ? [given] : [] });
        patient.Telecom.AddRange((input.Phones ?? [])
            .Select(phone => new ContactPoint(ContactPoint.ContactPointSystem.Phone, null, phone)));
        if (input.Email is { } email) patient.Telecom.Add(new(ContactPoint.ContactPointSystem.Email, null, email));
        if (input.Location is not null || input.Address is not null)
            patient.Address.Add(new()
            {
                Line = input.Address?.Lines ?? [], City = input.Address?.City, PostalCode = input.Address?.PostalCode,
                Country = input.Location?.Country, State = input.Location?.State,
            });
        if (input.Gender is { } gender) patient.GenderElement = new() { JsonValue = gender };
        patient.Identifier.AddRange((input.Identifiers ?? []).Select(own => new Identifier(own.System, own.Value)
        {
            Type = own.Type is { } type ? new(FhirNames.IdentifierTypes, type) : null,
        }));
        patient.Contact.AddRange((input.Contacts ?? []).Select(ContactOf));
        if (input.Language is { } language)
            patient.Communication.Add(new() { Language = new(FhirNames.LanguageSystem, language), Preferred = true });
        if (input.TimeZone is { } zone) patient.Extension.Add(new(FhirNames.TimeZoneExtension, new Code(zone)));
        if (input.Interpreter is not null)
            patient.Extension.Add(new(FhirNames.InterpreterExtension, new FhirBoolean(true)));
        return patient;
    }

    private static Patient.ContactComponent ContactOf(RelatedPersonInput person)
    {
        var contact = new Patient.ContactComponent { Name = person.Name is { } name ? new() { Text = name } : null };
        if (person.Relationship is { } relationship) contact.Relationship.Add(new() { Text = relationship });
        contact.Telecom.AddRange(Values(person.Phone).Select(phone =>
            new ContactPoint(ContactPoint.ContactPointSystem.Phone, null, phone)));
        contact.Telecom.AddRange(Values(person.Email).Select(email =>
            new ContactPoint(ContactPoint.ContactPointSystem.Email, null, email)));
        return contact;

        static string[] Values(string? text) => text?.Split(';',
            StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];
    }

    private static Practitioner PractitionerOf(ReferrerInput referrer)
    {
        var practitioner = new Practitioner { Id = RequesterId };
        if (referrer.Name is { } name) practitioner.Name.Add(new() { Text = name });
        if (referrer.Npi is { } npi) practitioner.Identifier.Add(new(FhirNames.NpiSystem, npi));
        if (referrer.Phone is { } phone)
            practitioner.Telecom.Add(new(ContactPoint.ContactPointSystem.Phone, null, phone));
        return practitioner;
    }
}
