using System.Text.RegularExpressions;
using NodaTime;
using NodaTime.Text;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Domain.Parsing;
using ReferralSilo.Domain.Referrals;

namespace ReferralSilo.Host.Intake;

/// <summary>The patient part of a submission.</summary>
public sealed partial class PatientReader(IntakeErrors errors, IntakeText text, LocalDate today)
{
    private const string At = "/patient";
    private static readonly Lazy<HashSet<string>> Zones = new(() => [.. DateTimeZoneProviders.Tzdb.Ids]);

    /// <summary>Null when the name or every way to reach them is missing or wrong; <see cref="IntakeErrors"/> says which.</summary>
    public Patient? Read(PatientInput? input)
    {
        if (input is null)
        {
            errors.Add(At, "A patient with a name and a phone or email is needed.");
            return null;
        }
        var name = new PatientName(text.Line(input.GivenName, $"{At}/givenName"), text.Line(input.FamilyName, $"{At}/familyName"));
        var location = Location(input.Location);
        var phones = Phones(input.Phones, location?.Country);
        var email = Email(input.Email);
        var patient = new Patient(name, BirthDate(input.BirthDate), location, TimeZone(input.TimeZone),
            Language(input.Language), phones, email, input.PreferredChannel);

        if (name is { Given: null, Family: null } && !errors.Under($"{At}/givenName") && !errors.Under($"{At}/familyName"))
            errors.Add(At, "A given or family name is needed.");
        if (phones.Count == 0 && email is null && !errors.Under($"{At}/phones") && !errors.Under($"{At}/email"))
            errors.Add(At, "One way to reach the patient is needed: a phone or an email.");
        return errors.Under(At) ? null : patient;
    }

    private LocalDate? BirthDate(string? raw)
    {
        const string pointer = $"{At}/birthDate";
        if (text.Line(raw, pointer) is not { } written) return null;
        if (!LocalDatePattern.Iso.Parse(written).TryGetValue(default, out var date))
            errors.Add(pointer, "Expected a date such as 1988-04-12.");
        else if (date > today)
            errors.Add(pointer, "A birth date cannot lie in the future.");
        else if (date.Year < IntakeLimits.EarliestYear)
            errors.Add(pointer, $"A birth date before {IntakeLimits.EarliestYear} is not accepted.");
        else
            return date;
        return null;
    }

    private PatientLocation? Location(LocationInput? input)
    {
        var country = text.Line(input?.Country, $"{At}/location/country")?.ToUpperInvariant();
        var state = text.Line(input?.State, $"{At}/location/state", IntakeLimits.NameCharacters);
        if (country is not null && !(country.Length == 2 && country.All(char.IsAsciiLetterUpper)))
        {
            errors.Add($"{At}/location/country", "Expected a two-letter country code such as US.");
            return null;
        }
        if (country is null && state is null) return null;
        country ??= PhoneReader.DefaultCountry;
        if (country != "US" || state is null) return new(country, state);
        state = state.ToUpperInvariant();
        if (UsStates.IsValid(state)) return new(country, state);
        errors.Add($"{At}/location/state", "Expected the two letters of a US state or territory such as CO.");
        return null;
    }

    private string? TimeZone(string? raw)
    {
        const string pointer = $"{At}/timeZone";
        if (text.Line(raw, pointer, IntakeLimits.TimeZoneCharacters) is not { } zone) return null;
        if (Zones.Value.Contains(zone)) return zone;
        errors.Add(pointer, "Expected a zone of the time zone database such as America/Denver.");
        return null;
    }

    private string? Language(string? raw)
    {
        const string pointer = $"{At}/language";
        if (text.Line(raw, pointer, IntakeLimits.LanguageCharacters) is not { } language) return null;
        if (LanguageTag().IsMatch(language)) return language;
        errors.Add(pointer, "Expected a language tag such as en or es-MX.");
        return null;
    }

    private List<PhoneNumber> Phones(IReadOnlyList<string>? raw, string? country)
    {
        var phones = new List<PhoneNumber>();
        if (raw is null) return phones;
        if (raw.Count > IntakeLimits.Phones)
        {
            errors.Add($"{At}/phones", $"At most {IntakeLimits.Phones} phones are kept.");
            return phones;
        }
        for (var i = 0; i < raw.Count; i++)
        {
            var pointer = $"{At}/phones/{i}";
            if (text.Line(raw[i], pointer) is not { } written)
            {
                if (!errors.Under(pointer)) errors.Add(pointer, "A phone number is empty.");
            }
            else if (PhoneReader.Read(written, country) is not { } phone)
                errors.Add(pointer, "Expected a valid phone number without extension, best with its country such as +13035550123.");
            else if (!phones.Contains(phone))
                phones.Add(phone);
        }
        return phones;
    }

    private EmailAddress? Email(string? raw)
    {
        const string pointer = $"{At}/email";
        if (text.Line(raw, pointer, EmailAddress.MaxLength) is not { } written) return null;
        if (EmailAddress.TryParse(written, out var email)) return email;
        errors.Add(pointer, "Expected an email address such as dana@example.org.");
        return null;
    }

    [GeneratedRegex("^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$", RegexOptions.CultureInvariant)]
    private static partial Regex LanguageTag();
}
