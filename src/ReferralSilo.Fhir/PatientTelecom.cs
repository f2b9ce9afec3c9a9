using Hl7.Fhir.Model;
using ReferralSilo.Api.Intake;
using ReferralSilo.Domain.Referrals;
using Channel = ReferralSilo.Contracts.Channel;
using Kind = Hl7.Fhir.Model.ContactPoint.ContactPointSystem;

namespace ReferralSilo.Fhir;

/// <summary>Maps the patient's phones and email. Warns about unusable values, so that staff can try them.</summary>
internal sealed class PatientTelecom(List<FhirIssue> issues, DateTimeOffset now)
{
    private readonly List<string> phones = [];
    private string? email;
    private Channel? preferred;

    /// <summary>Adds an error to the issues when the patient cannot be reached.</summary>
    public (IReadOnlyList<string> Phones, string? Email, Channel? Preferred) Map(
        Hl7.Fhir.Model.Patient patient, IReadOnlyList<PatientContact> contacts, string path, string? country)
    {
        foreach (var (contact, index) in Current(patient.Telecom))
            Add(contact, $"{path}.telecom[{index}].value", country);
        if (!IsReachable && contacts.FirstOrDefault(c => IsReachableThrough(c, country)) is { } guardian)
            issues.Add(FhirIssue.Warning(GuardianCopies.Warning,
                "The patient has no phone or email. Staff must confirm the guardian before anyone writes or calls.",
                guardian.Path));
        else if (!IsReachable)
            issues.Add(FhirIssue.Error("required", "The patient cannot be reached: one valid phone or email is needed.",
                $"{path}.telecom"));
        return (phones, email, preferred);
    }

    /// <summary>No other contact is called in the place of the patient.</summary>
    private static bool IsReachableThrough(PatientContact contact, string? country) =>
        contact.IsGuardian && PatientReader.HasAddress(contact.Person, country);

    private bool IsReachable => phones.Count > 0 || email is not null;

    private void Add(ContactPoint contact, string at, string? country)
    {
        var value = contact.Value!.Trim();
        switch (contact.System ?? (value.Contains('@', StringComparison.Ordinal) ? Kind.Email : Kind.Phone))
        {
            case Kind.Email:
                if (!EmailAddress.TryParse(value, out _))
                    NotUsed("email-unreadable", "This email address is not valid.");
                else if (email is null) email = value;
                else if (email != value) NotUsed("element-not-kept", "One email address is kept.");
                break;
            case Kind.Phone or Kind.Sms:
                if (PhoneReader.Read(value, country) is not { E164: var phone })
                    NotUsed("phone-unreadable", "This phone number cannot be dialled.");
                else if (phones.Contains(phone)) return;
                else if (phones.Count == IntakeLimits.Phones)
                    NotUsed("element-not-kept", $"At most {IntakeLimits.Phones} phones are kept.");
                else phones.Add(phone);
                break;
            default:
                NotUsed("element-not-kept", "Only phones and email are kept.");
                return;
        }
        if (contact.Rank == 1) preferred ??= ChannelOf(contact.System);

        void NotUsed(string code, string text) =>
            issues.Add(FhirIssue.Warning(code, text, at, OptionalValues.Bounded(value)));
    }

    private IEnumerable<(ContactPoint Contact, int Index)> Current(List<ContactPoint>? telecom) =>
        (telecom ?? []).Select((contact, index) => (contact, index))
            .Where(item => item.contact is { Use: not ContactPoint.ContactPointUse.Old } contact
                && !string.IsNullOrWhiteSpace(contact.Value) && FhirText.IsCurrent(contact.Period, now))
            .OrderBy(item => item.contact.Rank ?? int.MaxValue)
            .ThenBy(item => item.contact.Use == ContactPoint.ContactPointUse.Mobile ? 0 : 1);

    private static Channel ChannelOf(Kind? system) => system switch
    {
        Kind.Email => Channel.Email,
        Kind.Sms => Channel.Sms,
        _ => Channel.Call,
    };
}
