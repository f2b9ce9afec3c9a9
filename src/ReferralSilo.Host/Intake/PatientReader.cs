using NodaTime;
using NodaTime.Text;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Domain.Referrals;
using ReferralSilo.Domain.Schedules;

namespace ReferralSilo.Host.Intake;

/// <summary>The patient part of a submission.</summary>
public sealed class PatientReader(IntakeErrors errors, IntakeText text, LocalDate today)
{
    private const string At = "/patient";
    private const string PhoneWanted =
        "Expected a phone number without extension, best with its country such as +13035550123.";

    private static readonly Lazy<HashSet<string>> Zones =
        new(() => new(DateTimeZoneProviders.Tzdb.Ids, StringComparer.OrdinalIgnoreCase));

    /// <summary>Null when the name or every way to reach them is missing or wrong; <see cref="IntakeErrors"/> says
    /// which.</summary>
    public Patient? Read(PatientInput? input)
    {
        if (input is null)
        {
            errors.Add(At, "A patient with a name and a phone or email is needed.");
            return null;
        }
        var name = new PatientName(text.Line(input.GivenName, $"{At}/givenName"),
            text.Line(input.FamilyName, $"{At}/familyName"));
        var location = Location(input.Location);
        var unread = new List<Unread>();
        var phones = Phones(input.Phones, location?.Country, unread);
        var email = Email(input.Email, unread);
        JudgeUnread(unread, phones.Count > 0 || email is not null);
        var patient = new Patient(name, BirthDate(input.BirthDate), location, TimeZone(input.TimeZone),
            Language(input.Language, $"{At}/language"), phones, email, input.PreferredChannel,
            Interpreter(input.Interpreter), AccessNeeds(input.AccessNeeds));

        if (name is { Given: null, Family: null } && !errors.Under($"{At}/givenName")
            && !errors.Under($"{At}/familyName"))
            errors.Add(At, "A given or family name is needed.");
        if (phones.Count == 0 && email is null && !errors.Under($"{At}/phones") && !errors.Under($"{At}/email"))
            errors.Add(At, "One way to reach the patient is needed: a phone or an email.");
        return errors.Under(At) ? null : patient;
    }

    /// <summary>Only what says who it is: name and birth date.</summary>
    public Patient Who(PatientInput input) => new(
        new PatientName(text.Line(input.GivenName, $"{At}/givenName"), text.Line(input.FamilyName, $"{At}/familyName")),
            BirthDate(input.BirthDate),
        null, null, null, [], null, null);

    private LocalDate? BirthDate(string? raw)
    {
        const string pointer = $"{At}/birthDate";
        if (text.Line(raw, pointer) is not { } written) return null;
        if (LocalDatePattern.Iso.Parse(written).TryGetValue(default, out var date) && date <= today
            && date.Year >= IntakeLimits.EarliestYear) return date;
        errors.Warn(pointer, IntakeWarningCodes.BirthDateUnreadable, written);
        return null;
    }

    private PatientLocation? Location(LocationInput? input)
    {
        const string countryAt = $"{At}/location/country", stateAt = $"{At}/location/state";
        var (writtenCountry, writtenState) = (text.Line(input?.Country, countryAt), text.Line(input?.State, stateAt));
        var country = PlaceNames.Country(writtenCountry);
        if (country is null && writtenCountry is not null)
        {
            // Which country's states these are is not known: no licence may rest on a guess.
            errors.Warn(countryAt, IntakeWarningCodes.CountryUnreadable, writtenCountry);
            if (writtenState is not null) errors.Warn(stateAt, IntakeWarningCodes.StateUnreadable, writtenState);
            return null;
        }

        if (writtenState is null || country is not (null or PhoneReader.DefaultCountry)) return country is null ? null
            : new(country, writtenState);
        if (PlaceNames.UsState(writtenState) is { } state) return new(PhoneReader.DefaultCountry, state);
        errors.Warn(stateAt, IntakeWarningCodes.StateUnreadable, writtenState);
        return country is null ? null : new(country, null);
    }

    private string? TimeZone(string? raw)
    {
        const string pointer = $"{At}/timeZone";
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

    /// <summary>An interpreter is needed for a language that cannot be read: it binds the match all the same, so nobody
    /// is seen without one.</summary>
    private string? Interpreter(string? raw) =>
        Language(raw, $"{At}/interpreter") ?? (string.IsNullOrWhiteSpace(raw) ? null : SlotNeed.UnknownLanguage);

    private List<string>? AccessNeeds(IReadOnlyList<string>? raw)
    {
        if (raw is not { Count: > 0 }) return null;
        if (raw.Count > IntakeLimits.AccessNeeds)
        {
            errors.Add($"{At}/accessNeeds", $"At most {IntakeLimits.AccessNeeds} access needs are kept.");
            return null;
        }
        var needs = raw.Select((need, i) => text.Line(need, $"{At}/accessNeeds/{i}")).OfType<string>()
            .Distinct(StringComparer.Ordinal).ToList();
        return needs.Count == 0 ? null : needs;
    }

    /// <summary>What cannot be dialled is named in <paramref name="unread"/>.</summary>
    private List<PhoneNumber> Phones(IReadOnlyList<string>? raw, string? country, List<Unread> unread)
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
            var written = text.Line(raw[i], pointer);
            if (errors.Under(pointer)) continue;
            if (written is null || PhoneReader.Judge(written, country) is not { } phone)
                unread.Add(new(pointer, IntakeWarningCodes.PhoneUnreadable, written, PhoneWanted));
            else if (!phones.Contains(phone.Number))
            {
                phones.Add(phone.Number);
                if (!phone.Known) errors.Warn(pointer, IntakeWarningCodes.PhoneUnverified, null);
            }
        }
        return phones;
    }

    private EmailAddress? Email(string? raw, List<Unread> unread)
    {
        const string pointer = $"{At}/email";
        if (text.Line(raw, pointer, EmailAddress.MaxLength) is not { } written) return null;
        if (EmailAddress.TryParse(written, out var email)) return email;
        unread.Add(new(pointer, IntakeWarningCodes.EmailUnreadable, written,
            "Expected an email address such as dana@example.org."));
        return null;
    }

    /// <summary>One way to reach the patient is needed: only where there is none does one that cannot be read
    /// refuse.</summary>
    private void JudgeUnread(List<Unread> unread, bool reachable)
    {
        foreach (var way in unread)
            if (reachable) errors.Warn(way.Pointer, way.Code, way.Written);
            else errors.Add(way.Pointer, way.Wanted);
    }

    private sealed record Unread(string Pointer, string Code, string? Written, string Wanted);
}
