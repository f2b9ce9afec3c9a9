using NodaTime;
using NodaTime.Text;
using ReferralSilo.Api.Intake;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Patients;
using ReferralSilo.Domain;
using ReferralSilo.Domain.Referrals;

namespace ReferralSilo.Api.Patients;

/// <summary>Parses what staff enter of a guardian or caregiver, and of what a patient keeps private. A value that
/// cannot be read is an error: its sender is there and can write it again.</summary>
internal static class RelatedPersonParser
{
    private const string Phone = "/phone", Email = "/email", NeedsReason = "Say how it is known.";

    /// <summary>The person and the reason, or the errors by JSON pointer.</summary>
    /// <param name="input">As sent.</param>
    /// <param name="id">Id of the person.</param>
    /// <param name="needsReason">True when a reason is required.</param>
    /// <param name="country">ISO country of numbers without one; null for that of the installation.</param>
    /// <param name="today">The latest civil day anywhere.</param>
    public static (RelatedPerson? Value, string? Reason, IReadOnlyDictionary<string, string[]> Errors) Parse(
        RelatedPersonDetailsInput input, string id, bool needsReason, string? country, LocalDate today)
    {
        var errors = new IntakeErrors();
        var text = new IntakeText(errors);
        var reason = Reason(input.Reason, needsReason, text, errors);
        if (input.Relationship is null) errors.Add("/relationship", "Say what the person is to the patient.");
        var name = text.Line(input.Name, "/name");
        if (name is null && !errors.AnyUnder("/name")) errors.Add("/name", "Name the person.");
        var (phone, email) = (PhoneOf(input.Phone, country, text, errors), EmailOf(input.Email, text, errors));
        var (from, until) = (Day(input.From, "/from", text, errors), Day(input.Until, "/until", text, errors));
        if (until < from) errors.Add("/until", "The last day is not before the first one.");
        var born = Day(input.BirthDate, "/birthDate", text, errors);
        if (born > today || born?.Year < IntakeLimits.EarliestYear)
            errors.Add("/birthDate", "Expected a date that is not in the future, such as 1988-04-12.");
        var language = Language(input.Language, text, errors);
        List<Channel> channels = [.. (input.Channels ?? []).Distinct().Order()];
        foreach (var channel in channels)
            if (channel == Channel.Email ? email is null : phone is null)
                errors.Add("/channels", channel == Channel.Email ? "Emails need a mailbox." : "Texts and calls need a "
                    + "phone number.");
        if (input.Messages != RelatedMessages.No && !channels.Exists(c => c is Channel.Sms or Channel.Email))
            errors.Add("/messages", "Say by which channel the person is written to: sms or email.");
        return errors.Any ? (null, null, errors.ToDictionary()) : (new RelatedPerson(id, default)
        {
            Relationship = input.Relationship, Name = name, Phone = phone, Email = email, Language = language,
            BirthDate = born, Messages = input.Messages == RelatedMessages.No ? null : input.Messages,
            Channels = channels.Count == 0 ? null : channels, MayConsent = input.MayConsent ? true : null,
            ReceivesDetails = input.ReceivesDetails ? true : null, From = from, Until = until,
        }, reason, errors.ToDictionary());
    }

    /// <summary>The topic and the reason, or the errors by JSON pointer.</summary>
    public static (PrivateTopic? Value, string? Reason, IReadOnlyDictionary<string, string[]> Errors) Parse(
        PrivateTopicInput input, string? country)
    {
        var errors = new IntakeErrors();
        var text = new IntakeText(errors);
        var reason = Reason(input.Reason, true, text, errors);
        var (line, referral) = (text.Line(input.ServiceLine, "/serviceLine"), text.Line(input.Referral, "/referral"));
        if (line is null == referral is null && !errors.Any)
            errors.Add("/serviceLine", "Name a service line or a referral.");
        var (phone, email) = (PhoneOf(input.Phone, country, text, errors), EmailOf(input.Email, text, errors));
        return errors.Any ? (null, null, errors.ToDictionary()) : (new PrivateTopic(default)
        {
            ServiceLine = line is null ? null : new ServiceLineId(line),
            Referral = referral is null ? null : new ReferralId(referral),
            Phone = input.Private ? phone : null, Email = input.Private ? email : null,
            Ended = input.Private ? null : true,
        }, reason, errors.ToDictionary());
    }

    private static string? Reason(string? written, bool needed, IntakeText text, IntakeErrors errors)
    {
        var reason = text.Paragraphs(written, "/reason");
        if (reason is null && needed && !errors.AnyUnder("/reason")) errors.Add("/reason", NeedsReason);
        return reason;
    }

    private static PhoneNumber? PhoneOf(string? written, string? country, IntakeText text, IntakeErrors errors)
    {
        if (text.Line(written, Phone) is not { } line) return null;
        var phone = PhoneReader.Read(line, country);
        if (phone is null) errors.Add(Phone, "Expected a phone number, best with its country.");
        return phone;
    }

    private static EmailAddress? EmailOf(string? written, IntakeText text, IntakeErrors errors)
    {
        if (text.Line(written, Email, EmailAddress.MaxLength) is not { } line) return null;
        if (!EmailAddress.TryParse(line, out var email)) errors.Add(Email, "Expected an email address.");
        return email;
    }

    private static LocalDate? Day(string? written, string at, IntakeText text, IntakeErrors errors)
    {
        if (text.Line(written, at) is not { } line) return null;
        if (LocalDatePattern.Iso.Parse(line).TryGetValue(default, out var day)) return day;
        errors.Add(at, "Expected a date such as 2031-03-03.");
        return null;
    }

    private static string? Language(string? written, IntakeText text, IntakeErrors errors)
    {
        if (text.Line(written, "/language", IntakeLimits.LanguageCharacters) is not { } line) return null;
        var language = Languages.Canonical(line);
        if (language is null) errors.Add("/language", "Expected a language such as es.");
        return language;
    }
}
