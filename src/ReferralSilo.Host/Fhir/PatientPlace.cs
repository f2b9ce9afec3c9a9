using Hl7.Fhir.Model;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Host.Intake;

namespace ReferralSilo.Host.Fhir;

/// <summary>Where a FHIR Patient is, as far as licensure needs it. What is not understood is left out and so missing.</summary>
internal static class PatientPlace
{
    public static LocationInput? Of(Hl7.Fhir.Model.Patient patient, DateTimeOffset now) =>
        (patient.Address ?? []).OfType<Address>()
            .Where(address => address.Use != Address.AddressUse.Old && FhirText.IsCurrent(address.Period, now))
            .OrderBy(address => address.Use switch
            {
                Address.AddressUse.Home => 0,
                Address.AddressUse.Temp => 1,
                null => 2,
                _ => 3,
            })
            .ThenBy(address => address.Type == Address.AddressType.Postal ? 1 : 0)
            .Select(Of)
            .FirstOrDefault(location => location is not null);

    private static LocationInput? Of(Address address)
    {
        var country = PlaceNames.Country(address.Country);
        if (country is null && FhirText.NotBlank(address.Country) is not null) return null;
        var state = country is null or "US" ? PlaceNames.UsState(address.State) : FhirText.NotBlank(address.State);
        // A state alone says the country only when it is a US state.
        return country is null && state is null ? null : new(country ?? "US", state);
    }
}
