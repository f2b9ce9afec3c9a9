using Hl7.Fhir.Model;
using ReferralSilo.Api.Intake;
using ReferralSilo.Contracts.Referrals;

namespace ReferralSilo.Fhir;

/// <summary>Maps the patient's location for licensure and the mailing address. Warns about other addresses.</summary>
internal sealed class PatientPlace
{
    public PatientPlace(Hl7.Fhir.Model.Patient patient, string path, List<FhirIssue> issues, DateTimeOffset now)
    {
        var current = (patient.Address ?? [])
            .Select((address, index) => (Address: address, Path: $"{path}.address[{index}]"))
            .Where(item =>
                item.Address is { Use: not Hl7.Fhir.Model.Address.AddressUse.Old }
                && FhirText.IsCurrent(item.Address.Period, now))
            .OrderBy(item => item.Address.Use switch
            {
                Hl7.Fhir.Model.Address.AddressUse.Home => 0,
                Hl7.Fhir.Model.Address.AddressUse.Temp => 1,
                null => 2,
                _ => 3,
            })
            .ThenBy(item => item.Address.Type == Hl7.Fhir.Model.Address.AddressType.Postal ? 1 : 0).ToArray();
        if (current.Length == 0) return;
        var best = current.FirstOrDefault(item => LocationOf(item.Address) is not null);
        if (best.Address is null) best = current[0];
        Location = LocationOf(best.Address);
        Address = AddressOf(best.Address);
        if (FhirText.NotBlank(best.Address.Country) is { } country && Location is null)
            issues.Add(FhirIssue.Warning("place-unreadable", "This country is not understood.", $"{best.Path}.country",
                country));
        if (FhirText.NotBlank(best.Address.State) is { } state && Location?.State is null)
            issues.Add(FhirIssue.Warning("place-unreadable", "This state is not understood.", $"{best.Path}.state",
                state));
        issues.AddRange(current.Where(item => item != best)
            .Select(item => FhirIssue.Warning("element-not-kept", "One address is kept.", item.Path,
                Written(item.Address))));
    }

    public LocationInput? Location { get; }

    public AddressInput? Address { get; }

    private static LocationInput? LocationOf(Address address)
    {
        var country = PlaceNames.Country(address.Country);
        if (country is null && FhirText.NotBlank(address.Country) is not null) return null;
        var state = country is null or "US" ? PlaceNames.UsState(address.State) : FhirText.NotBlank(address.State);
        // A state alone implies the country only when it is a US state.
        return country is null && state is null ? null : new(country ?? "US", state);
    }

    private static AddressInput? AddressOf(Address address)
    {
        string[] lines = [.. (address.Line ?? []).Select(FhirText.NotBlank).OfType<string>()];
        if (lines.Length == 0 && FhirText.NotBlank(address.Text) is { } text)
            lines = [.. text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)];
        var read = new AddressInput(lines.Length == 0 ? null : lines, FhirText.NotBlank(address.City),
            FhirText.NotBlank(address.PostalCode));
        return read is { Lines: null, City: null, PostalCode: null } ? null : read;
    }

    private static string? Written(Address address) =>
        FhirText.Lines([address.Text, .. address.Line ?? [], address.City, address.District, address.State,
            address.PostalCode, address.Country]);
}
