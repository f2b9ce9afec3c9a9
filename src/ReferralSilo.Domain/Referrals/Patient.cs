using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;
using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Domain.Messages.Hours;
using ReferralSilo.Domain.Parsing;
using ReferralSilo.Domain.Stored;
using ReferralSilo.Domain.Time;

namespace ReferralSilo.Domain.Referrals;

/// <summary>The patient of a referral.</summary>
/// <param name="Name">Given or family name, or both.</param>
/// <param name="BirthDate">Civil date.</param>
/// <param name="Location">Where the patient is; determines the required licence.</param>
/// <param name="TimeZone">IANA id from the time zone database.</param>
/// <param name="Language">BCP 47.</param>
/// <param name="Phones">Best first, without duplicates.</param>
/// <param name="Email">Address.</param>
/// <param name="PreferredChannel">Preferred way to be reached.</param>
/// <param name="Interpreter">Language (BCP 47) of a needed interpreter; a hard rule of matching. Null for none.</param>
/// <param name="AccessNeeds">Access needs of the visit, e.g. captions. Null for none.</param>
public sealed record Patient(
    PatientName Name, LocalDate? BirthDate, PatientLocation? Location, string? TimeZone, string? Language,
    IReadOnlyList<PhoneNumber> Phones, EmailAddress? Email, Channel? PreferredChannel, string? Interpreter = null,
    IReadOnlyList<string>? AccessNeeds = null)
{
    /// <summary>Administrative gender as sent; used by no rule.</summary>
    public string? Gender { get; init; }

    /// <summary>Postal address; <see cref="Location"/> has the country and state.</summary>
    public PostalAddress? Address { get; init; }

    /// <summary>Identifiers of the patient in other systems; they never identify an order.</summary>
    public IReadOnlyList<PatientIdentifier>? Identifiers { get; init; }

    /// <summary>Guardians and others who act for the patient.</summary>
    public IReadOnlyList<SentContact>? Contacts { get; init; }

    /// <summary>Completed years on that civil date (<see cref="CivilTime.AgeOn"/>); null without a birth
    /// date.</summary>
    public int? Age(LocalDate day) => BirthDate is { } born ? CivilTime.AgeOn(born, day) : null;

    /// <summary>The civil day where the patient is, or in <paramref name="otherwise"/> when that is unknown.</summary>
    public LocalDate DayAt(Instant at, DateTimeZone otherwise) =>
        CivilTime.DayOf(at, CivilTime.FindZone(TimeZone) ?? otherwise);

    /// <summary>The earliest and the latest civil day in all zones in which the patient may be.</summary>
    public (LocalDate Earliest, LocalDate Latest) DaysAt(Instant at)
    {
        List<LocalDate> days = [.. CandidateZones.Of(TimeZone, Location?.Country, Location?.State,
            Phones.Select(p => p.E164)).Select(zone => CivilTime.DayOf(at, zone))];
        return (days.Min(), days.Max());
    }

    /// <summary>The name for lists: <c>Okafor, Dana</c>.</summary>
    [JsonIgnore]
    public string DisplayName => Name switch
    {
        { Family: { } family, Given: { } given } => $"{family}, {given}",
        { Family: { } family } => family,
        _ => Name.Given ?? "",
    };

    /// <summary>Contains no personal data, for logs (PR-4).</summary>
    public override string ToString() => "patient";
}

/// <summary>A person's name; at least one part is set.</summary>
public sealed record PatientName(string? Given, string? Family)
{
    /// <summary>Contains no personal data, for logs (PR-4).</summary>
    public override string ToString() => "name";
}

/// <summary>ISO 3166-1 alpha-2 country in upper case, and the state: two letters in the US, as sent
/// elsewhere.</summary>
public sealed record PatientLocation(string Country, string? State);

/// <summary>A postal address; <see cref="PatientLocation"/> has the country and state.</summary>
public sealed record PostalAddress(IReadOnlyList<string>? Lines = null, string? City = null, string? PostalCode = null)
{
    /// <summary>Contains no personal data, for logs (PR-4).</summary>
    public override string ToString() => "address";
}

/// <summary>An identifier of the patient in another system.</summary>
/// <param name="Value">As sent.</param>
/// <param name="System">URI of the issuer; null when it was not sent.</param>
/// <param name="Type">HL7 v2 table 0203: <c>MR</c>, <c>PI</c>, <c>SS</c>; null when it was not sent.</param>
public sealed record PatientIdentifier(string Value, string? System = null, string? Type = null)
{
    /// <summary>Contains no personal data, for logs (PR-4).</summary>
    public override string ToString() => "patient identifier";
}

/// <summary>A guardian, parent or other person, as a sender wrote. The record of the patient keeps it as a
/// <see cref="RelatedPerson"/> that no one has confirmed.</summary>
/// <param name="Name">As written.</param>
/// <param name="Relationship">As text or as the code that was sent.</param>
/// <param name="Phone">As sent, several separated by <c>; </c>; not the patient's number, and the program never dials
/// it.</param>
/// <param name="Email">As written, several separated by <c>; </c>.</param>
public sealed record SentContact(string? Name = null, string? Relationship = null, string? Phone = null,
    string? Email = null)
{
    /// <summary>True when this is what the other one says, or that with more numbers or mailboxes: a program up to
    /// 0.1.0 kept the first ones only.</summary>
    public bool Extends(SentContact other) => Name == other.Name && Relationship == other.Relationship
        && Extends(Phone, other.Phone) && Extends(Email, other.Email);

    /// <summary>Contains no personal data, for logs (PR-4).</summary>
    public override string ToString() => "contact";

    private static bool Extends(string? written, string? other) => written == other
        || other is not null && written?.StartsWith(other + ";", StringComparison.Ordinal) == true;
}

/// <summary>A telephone number in E.164, <c>+13035550123</c>.</summary>
[JsonConverter(typeof(PhoneNumberConverter))]
public sealed record PhoneNumber(string E164)
{
    /// <summary>Contains no personal data, for logs (PR-4); use <see cref="E164"/>.</summary>
    public override string ToString() => "phone";
}

/// <summary>A phone number as a plain string.</summary>
public sealed class PhoneNumberConverter() : TextConverter<PhoneNumber>(text => new(text), phone => phone.E164);

/// <summary>An email address that is safe in a header: one <c>@</c>, a dotted domain, no spaces, brackets or
/// quotes.</summary>
[JsonConverter(typeof(EmailAddressConverter))]
public sealed record EmailAddress(string Value)
{
    /// <summary>Longest address, characters.</summary>
    public const int MaxLength = MailboxText.MaxLength;

    /// <summary>Parses an address; the domain becomes lower case, the local part stays as sent.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out EmailAddress? email)
    {
        email = MailboxText.Parse(text) is { } mailbox ? new(mailbox) : null;
        return email is not null;
    }

    /// <summary>Contains no personal data, for logs (PR-4); use <see cref="Value"/>.</summary>
    public override string ToString() => "email";
}

/// <summary>An email address as a plain string.</summary>
public sealed class EmailAddressConverter() : TextConverter<EmailAddress>(text => new(text), email => email.Value);

/// <summary>US National Provider Identifier.</summary>
[JsonConverter(typeof(NpiConverter))]
public sealed record Npi(string Value)
{
    /// <summary>Digits of an NPI.</summary>
    public const int Length = 10;

    // The Luhn sum of the prefix 80840, which the check digit includes (45 CFR 162.406, ISO/IEC 7812).
    private const int PrefixSum = 24;

    /// <summary>Parses ten ASCII digits with a correct check digit.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out Npi? npi)
    {
        npi = text.Length == Length && text.All(char.IsAsciiDigit) && LuhnSum(text) % 10 == 0 ? new(text) : null;
        return npi is not null;
    }

    /// <inheritdoc/>
    public override string ToString() => Value;

    private static int LuhnSum(string digits)
    {
        var sum = PrefixSum;
        for (var i = 0; i < Length; i++)
        {
            var digit = digits[i] - '0';
            if (i % 2 == 0) digit = digit > 4 ? digit * 2 - 9 : digit * 2;
            sum += digit;
        }
        return sum;
    }
}

/// <summary>An NPI as a plain string.</summary>
public sealed class NpiConverter() : TextConverter<Npi>(text => new(text), npi => npi.Value);
