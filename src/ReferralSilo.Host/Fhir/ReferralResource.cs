using Hl7.Fhir.Model;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Json;
using ReferralSilo.Contracts.Referrals;
using Patient = Hl7.Fhir.Model.Patient;

namespace ReferralSilo.Host.Fhir;

/// <summary>A referral as the ServiceRequest that is read here: patient and referrer contained, nothing points outside.</summary>
public static class ReferralResource
{
    private const string PatientId = "patient", RequesterId = "requester";

    public static ServiceRequest Of(ReferralView referral)
    {
        var request = new ServiceRequest
        {
            Id = referral.Id,
            Meta = new() { VersionId = referral.Version.ToString(System.Globalization.CultureInfo.InvariantCulture) },
            Identifier = [Number(referral), .. referral.Identifiers.Select(own => new Identifier(own.System, own.Value))],
            Status = StatusOf(referral.Stage),
            Intent = RequestIntent.Order,
            Priority = PriorityOf(referral.Priority),
            Subject = new($"#{PatientId}"),
            AuthoredOnElement = new(referral.ReceivedAt),
            Extension = [new(FhirNames.StageExtension, new Code(referral.Stage.Wire()))],
        };
        request.Contained.Add(PatientOf(referral.Patient));
        if (referral.VisitGoal is { } goal) request.Code = new() { Text = goal };
        // The last moment, not the only one: a period without a start.
        if (referral.NeedBy is { } needBy) request.Occurrence = new Period { EndElement = new(needBy) };
        if (referral.Reason is { } reason) request.ReasonCode.Add(ReasonOf(reason));
        if (referral.ServiceLine is { } line)
            request.Performer.Add(new() { Type = "HealthcareService", Identifier = new(FhirNames.ServiceLineSystem, line) });
        if (referral.Referrer is { } referrer)
        {
            request.Contained.Add(PractitionerOf(referrer));
            request.Requester = new($"#{RequesterId}") { Display = referrer.Name };
        }
        if (request.Status == RequestStatus.Revoked && referral.Outcome is { } why)
            request.Extension.Add(new(FhirNames.StatusReasonExtension, new CodeableConcept { Text = why }));
        return request;
    }

    /// <summary>Weak, as FHIR wants it.</summary>
    public static string ETag(ReferralView referral) => $"W/\"{referral.Version}\"";

    public static string Location(ReferralView referral) => $"{FhirNames.Base}/ServiceRequest/{Uri.EscapeDataString(referral.Id)}";

    private static Identifier Number(ReferralView referral) => new(FhirNames.NumberSystem, referral.Number)
    {
        Type = new(FhirNames.IdentifierTypes, "FILL"),
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

    private static CodeableConcept ReasonOf(ReasonInput reason) => new()
    {
        Text = reason.Text,
        Coding = [.. (reason.Codes ?? []).Select(code => new Coding(code.System, code.Code, code.Display))],
    };

    private static Patient PatientOf(PatientInput input)
    {
        var patient = new Patient { Id = PatientId, BirthDate = input.BirthDate };
        patient.Name.Add(new() { Family = input.FamilyName, Given = input.GivenName is { } given ? [given] : [] });
        patient.Telecom.AddRange((input.Phones ?? []).Select(phone => new ContactPoint(ContactPoint.ContactPointSystem.Phone, null, phone)));
        if (input.Email is { } email) patient.Telecom.Add(new(ContactPoint.ContactPointSystem.Email, null, email));
        if (input.Location is { } place) patient.Address.Add(new() { Country = place.Country, State = place.State });
        if (input.Language is { } language)
            patient.Communication.Add(new() { Language = new(FhirNames.LanguageSystem, language), Preferred = true });
        if (input.TimeZone is { } zone) patient.Extension.Add(new(FhirNames.TimeZoneExtension, new Code(zone)));
        return patient;
    }

    private static Practitioner PractitionerOf(ReferrerInput referrer)
    {
        var practitioner = new Practitioner { Id = RequesterId };
        if (referrer.Name is { } name) practitioner.Name.Add(new() { Text = name });
        if (referrer.Npi is { } npi) practitioner.Identifier.Add(new(FhirNames.NpiSystem, npi));
        if (referrer.Phone is { } phone) practitioner.Telecom.Add(new(ContactPoint.ContactPointSystem.Phone, null, phone));
        return practitioner;
    }
}
