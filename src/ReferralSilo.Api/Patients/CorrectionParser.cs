using NodaTime;
using ReferralSilo.Api.Intake;
using ReferralSilo.Contracts.Patients;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Domain.Patients;
using ReferralSilo.Domain.Referrals;

namespace ReferralSilo.Api.Patients;

/// <summary>Parses a correction as the intake parses a patient. A value that cannot be read is an error: its sender is
/// there and can write it again.</summary>
internal static class CorrectionParser
{
    private const string Root = "/patient";

    /// <summary>The parsed command, or its errors by JSON pointer; never both.</summary>
    public static (PatientCommand.Correct? Value, IReadOnlyDictionary<string, string[]> Errors) Parse(
        CorrectPatientInput input, LocalDate today)
    {
        var errors = new IntakeErrors();
        var text = new IntakeText(errors);
        var reason = text.Line(input.Reason, "/reason");
        if (reason is null && !errors.AnyUnder("/reason")) errors.Add("/reason", "Say why it is corrected.");
        var hasNoEmail = input.Email is not null && string.IsNullOrWhiteSpace(input.Email);
        var read = new PatientReader(errors, text, today).ReadPart(new PatientInput(input.GivenName, input.FamilyName,
            input.BirthDate, input.Location, input.TimeZone, input.Language, input.Phones,
            hasNoEmail ? null : input.Email, input.PreferredChannel));
        var safe = input.SafeContact is { } note ? Safe(note, read?.Location?.Country, text, errors) : null;
        foreach (var warning in errors.Warnings.Where(w => w.Code is not (IntakeWarningCodes.PhoneUnverified
            or IntakeWarningCodes.CharactersDropped)))
            errors.Add(warning.Field, IntakeWarningCodes.All[warning.Code]);
        if (errors.Any || read is null)
            return (null, errors.ToDictionary().ToDictionary(
                e => e.Key.StartsWith(Root + "/", StringComparison.Ordinal) ? e.Key[Root.Length..] : e.Key,
                e => e.Value));
        return (new PatientCommand.Correct(new PatientCorrections
        {
            GivenName = read.Name.Given, FamilyName = read.Name.Family, BirthDate = read.BirthDate,
            Location = read.Location, TimeZone = read.TimeZone, Language = read.Language,
            Phones = input.Phones is null ? null : read.Phones, Email = read.Email,
            HasNoEmail = hasNoEmail ? true : null, PreferredChannel = read.PreferredChannel,
        }, safe, reason!), errors.ToDictionary());
    }

    private static SafeContact Safe(SafeContactInput input, string? country, IntakeText text, IntakeErrors errors)
    {
        const string phoneAt = "/safeContact/phone";
        PhoneNumber? phone = null;
        if (text.Line(input.Phone, phoneAt) is { } written)
        {
            phone = PhoneReader.Classify(written, country)?.Number;
            if (phone is null) errors.Add(phoneAt, "Expected a phone number, best with its country.");
        }

        return new SafeContact(input.NoVoicemail == true ? true : null, phone,
            text.Line(input.Hours, "/safeContact/hours"), text.Line(input.Note, "/safeContact/note"));
    }
}
