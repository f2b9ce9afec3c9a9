using NodaTime;
using NodaTime.Text;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Domain.Referrals;
using ReferralSilo.Domain.Schedules;

namespace ReferralSilo.Api.Intake;

/// <summary>Reads the patient of a submission.</summary>
public sealed class PatientReader(IntakeErrors errors, IntakeText text, LocalDate today)
{
    private const string Root = "/patient";
    private const string ExpectedPhone =
        "Expected a phone number without extension, best with its country such as +13035550123.";

    private static readonly Lazy<HashSet<string>> Zones =
        new(() => new(DateTimeZoneProviders.Tzdb.Ids, StringComparer.OrdinalIgnoreCase));

    /// <summary>Null when the name, or a phone and an email, is missing or wrong; <see cref="IntakeErrors"/> has the
    /// reason. A patient without any of their own may be reached through a contact.</summary>
    public Patient? Read(PatientInput? input)
    {
        if (input is null)
        {
            errors.Add(Root, "A patient with a name and a phone or email is needed.");
            return null;
        }
        var (patient, unreadable) = ReadFields(input);
        var (name, phones, email) = (patient.Name, patient.Phones, patient.Email);
        var hasOwn = phones.Count > 0 || email is not null;
        // A contact makes a wrong number of the patient no better: the sender can correct it.
        ReportUnreadable(unreadable, hasOwn);
        var reachable = hasOwn || input.Contacts?.Any(c => HasAddress(c, patient.Location?.Country)) == true;

        if (name is { Given: null, Family: null } && !errors.AnyUnder($"{Root}/givenName")
            && !errors.AnyUnder($"{Root}/familyName"))
            errors.Add(Root, "A given or family name is needed.");
        if (!reachable && !errors.AnyUnder($"{Root}/phones") && !errors.AnyUnder($"{Root}/email"))
            errors.Add(Root, "One contact to reach the patient is needed: a phone or an email.");
        return errors.AnyUnder(Root) ? null : patient;
    }

    /// <summary>Reads the fields that were sent for a patient who is known and can be reached: none is required. Null
    /// when one is refused; <see cref="IntakeErrors"/> has the reason.</summary>
    public Patient? ReadPart(PatientInput input)
    {
        var (patient, unreadable) = ReadFields(input);
        ReportUnreadable(unreadable, reachable: true);
        return errors.AnyUnder(Root) ? null : patient;
    }

    /// <summary>True when a number or mailbox of a contact can be read, as the first one or after a <c>;</c>.</summary>
    public static bool HasAddress(RelatedPersonInput? contact, string? country) =>
        Parts(contact?.Phone).Any(p => PhoneReader.Read(p, country) is not null)
        || Parts(contact?.Email).Any(p => EmailAddress.TryParse(p, out _));

    /// <summary>Reads only the name and birth date, which identify the patient.</summary>
    public Patient ReadIdentity(PatientInput input) =>
        new(Name(input), BirthDate(input.BirthDate), null, null, null, [], null, null);

    private static string[] Parts(string? written) => written?.Split(';', StringSplitOptions.TrimEntries) ?? [];

    private (Patient Patient, List<UnreadableContact> Unreadable) ReadFields(PatientInput input)
    {
        var location = Location(input.Location);
        var unreadable = new List<UnreadableContact>();
        var phones = Phones(input.Phones, location?.Country, unreadable);
        return (new Patient(Name(input), BirthDate(input.BirthDate), location, TimeZone(input.TimeZone),
            Language(input.Language, $"{Root}/language"), phones, Email(input.Email, unreadable),
            input.PreferredChannel, Interpreter(input.Interpreter), AccessNeeds(input.AccessNeeds)), unreadable);
    }

    private PatientName Name(PatientInput input) =>
        new(text.Line(input.GivenName, $"{Root}/givenName"), text.Line(input.FamilyName, $"{Root}/familyName"));

    private LocalDate? BirthDate(string? raw)
    {
        const string pointer = $"{Root}/birthDate";
        if (text.Line(raw, pointer) is not { } written) return null;
        if (LocalDatePattern.Iso.Parse(written).TryGetValue(default, out var date) && date <= today
            && date.Year >= IntakeLimits.EarliestYear)
            return date;
        errors.Warn(pointer, IntakeWarningCodes.BirthDateUnreadable, written);
        return null;
    }

    private PatientLocation? Location(LocationInput? input)
    {
        const string countryAt = $"{Root}/location/country", stateAt = $"{Root}/location/state";
        var (writtenCountry, writtenState) = (text.Line(input?.Country, countryAt), text.Line(input?.State, stateAt));
        var country = PlaceNames.Country(writtenCountry);
        if (country is null && writtenCountry is not null)
        {
            // The state of an unknown country is unknown too: licensure may not depend on a guess.
            errors.Warn(countryAt, IntakeWarningCodes.CountryUnreadable, writtenCountry);
            if (writtenState is not null) errors.Warn(stateAt, IntakeWarningCodes.StateUnreadable, writtenState);
            return null;
        }

        if (writtenState is null || country is not (null or PhoneReader.DefaultCountry))
            return country is null ? null : new(country, writtenState);
        if (PlaceNames.UsState(writtenState) is { } state) return new(PhoneReader.DefaultCountry, state);
        errors.Warn(stateAt, IntakeWarningCodes.StateUnreadable, writtenState);
        return country is null ? null : new(country, null);
    }

    private string? TimeZone(string? raw)
    {
        const string pointer = $"{Root}/timeZone";
        if (text.Line(raw, pointer, IntakeLimits.TimeZoneCharacters) is not { } written) return null;
        if (Zones.Value.TryGetValue(written, out var zone)) return zone;
        errors.Warn(pointer, IntakeWarningCodes.TimeZoneUnreadable, written);
        return null;
    }

    private string? Language(string? raw, string pointer)
    {
        if (text.Line(raw, pointer, IntakeLimits.LanguageCharacters) is not { } written) return null;
        if (Languages.Canonical(written) is { } language) return language;
        errors.Warn(pointer, IntakeWarningCodes.LanguageUnreadable, written);
        return null;
    }

    /// <summary>An unreadable interpreter language still requires an interpreter in the match, so that the patient is
    /// not seen without one.</summary>
    private string? Interpreter(string? raw) =>
        Language(raw, $"{Root}/interpreter") ?? (string.IsNullOrWhiteSpace(raw) ? null : SlotNeed.UnknownLanguage);

    private List<string>? AccessNeeds(IReadOnlyList<string>? raw)
    {
        if (raw is not { Count: > 0 }) return null;
        if (raw.Count > IntakeLimits.AccessNeeds)
        {
            errors.Add($"{Root}/accessNeeds", $"At most {IntakeLimits.AccessNeeds} access needs are kept.");
            return null;
        }
        var needs = raw.Select((need, i) => text.Line(need, $"{Root}/accessNeeds/{i}")).OfType<string>()
            .Distinct(StringComparer.Ordinal).ToList();
        return needs.Count == 0 ? null : needs;
    }

    /// <summary>Adds what cannot be dialled to <paramref name="unreadable"/>.</summary>
    private List<PhoneNumber> Phones(IReadOnlyList<string>? raw, string? country, List<UnreadableContact> unreadable)
    {
        var phones = new List<PhoneNumber>();
        if (raw is null) return phones;
        if (raw.Count > IntakeLimits.Phones)
        {
            errors.Add($"{Root}/phones", $"At most {IntakeLimits.Phones} phones are kept.");
            return phones;
        }
        for (var i = 0; i < raw.Count; i++)
        {
            var pointer = $"{Root}/phones/{i}";
            var written = text.Line(raw[i], pointer);
            if (errors.AnyUnder(pointer)) continue;
            if (written is null || PhoneReader.Classify(written, country) is not { } phone)
                unreadable.Add(new(pointer, IntakeWarningCodes.PhoneUnreadable, written, ExpectedPhone));
            else if (!phones.Contains(phone.Number))
            {
                phones.Add(phone.Number);
                if (!phone.IsKnownRange) errors.Warn(pointer, IntakeWarningCodes.PhoneUnverified, null);
            }
        }
        return phones;
    }

    private EmailAddress? Email(string? raw, List<UnreadableContact> unreadable)
    {
        const string pointer = $"{Root}/email";
        if (text.Line(raw, pointer, EmailAddress.MaxLength) is not { } written) return null;
        if (EmailAddress.TryParse(written, out var email)) return email;
        unreadable.Add(new(pointer, IntakeWarningCodes.EmailUnreadable, written,
            "Expected an email address such as dana@example.org."));
        return null;
    }

    /// <summary>An unreadable phone or email is an error only when no other one of the patient can be
    /// read.</summary>
    private void ReportUnreadable(List<UnreadableContact> unreadable, bool reachable)
    {
        foreach (var contact in unreadable)
            if (reachable) errors.Warn(contact.Pointer, contact.Code, contact.Written);
            else errors.Add(contact.Pointer, contact.Expected);
    }

    private sealed record UnreadableContact(string Pointer, string Code, string? Written, string Expected);
}
