using System.Globalization;
using NodaTime;
using NodaTime.Text;
using ReferralSilo.Domain;
using ReferralSilo.Domain.Referrals;
using ReferralSilo.Domain.Text;
using ReferralSilo.Storage.Sealing;

namespace ReferralSilo.Grains.Referrals;

/// <summary>Keyed hashes by which a referral is found: names, birth date, phones, number, order identifiers.</summary>
public static class SearchTokens
{
    private const string Word = "word";
    private const string OrderKey = "order";
    private const string Mailbox = "mailbox";
    private const string PersonKey = "person";

    public static IReadOnlyList<long> Of(KeyedHash hash, ReferralCase referral) =>
        [.. Words(referral).Append(Compact(referral.Number)).Distinct()
            .Select(text => hash.Of(Word, text)), .. OrderTokens(hash, referral), .. PersonTokens(hash, referral)];

    /// <summary>Tokens of a patient: each word of the name, the phones, the birth date.</summary>
    public static IEnumerable<long> OfPatient(KeyedHash hash, Patient patient) =>
        PatientWords(patient).Distinct().Select(text => hash.Of(Word, text));

    /// <summary>The token of one of <see cref="PatientMatch.Keys(SourceId?, Patient)"/>.</summary>
    public static long PersonToken(KeyedHash hash, string key) => hash.Of(PersonKey, key);

    /// <summary>The token of the referrals to which a mail from the mailbox belongs, in any case of its
    /// letters.</summary>
    public static long MailboxToken(KeyedHash hash, string mailbox) =>
        hash.Of(Mailbox, mailbox.Trim().ToLowerInvariant());

    /// <summary>The token of all referrals of a patient.</summary>
    public static long PatientToken(KeyedHash hash, PatientId patient) => hash.Of("patient", patient.Value);

    /// <summary>Sets of tokens, each of which another referral of the same person may have: the name with the birth
    /// date or a phone, the birth date with a phone.</summary>
    public static IEnumerable<IReadOnlyList<long>> SignsOf(KeyedHash hash, Patient patient)
    {
        long[] name = [.. FoldedText.Words($"{patient.Name.Given} {patient.Name.Family}").Distinct()
            .Select(word => hash.Of(Word, word))];
        long[] born = patient.BirthDate is { } day ? [hash.Of(Word, Born(day))] : [];
        if (name.Length > 0 && born.Length > 0) yield return [.. name, .. born];
        foreach (var phone in patient.Phones.Select(p => hash.Of(Word, p.E164.TrimStart('+'))))
        {
            if (name.Length > 0) yield return [.. name, phone];
            if (born.Length > 0) yield return [.. born, phone];
        }
    }

    /// <summary>A corrected patient is found as sent, too.</summary>
    private static IEnumerable<string> Words(ReferralCase referral) =>
        (ReferenceEquals(referral.Patient, referral.Submission.Patient) ? PatientWords(referral.Patient)
            : PatientWords(referral.Submission.Patient).Concat(PatientWords(referral.Patient)))
        // Texts come from these numbers: a STOP, an answer, or an emergency.
        .Concat(Others(referral).OfType<PhoneNumber>().Select(p => p.E164.TrimStart('+')));

    /// <summary>Those of related people are left out for a referral of an older version, until it has a patient: its
    /// row is written then.</summary>
    private static IEnumerable<PhoneNumber?> Others(ReferralCase referral) =>
    [
        referral.Copy?.SafeContact?.Phone, MessageReceivers.TopicOf(referral)?.Phone,
        .. referral.PatientId is null ? [] : AddressOwners.Numbers(referral),
    ];

    /// <summary>None for a referral of an older version, until it has a patient: its row is written then.</summary>
    private static IEnumerable<long> PersonTokens(KeyedHash hash, ReferralCase referral) =>
        referral.PatientId is not { } patient ? []
            : PatientMatch.Keys(referral).Select(key => PersonToken(hash, key)).Append(PatientToken(hash, patient))
                .Concat(Mailboxes(referral).Select(mailbox => MailboxToken(hash, mailbox)));

    /// <summary>The mailboxes from which a mail belongs to the referral.</summary>
    private static IEnumerable<string> Mailboxes(ReferralCase referral) =>
        new[] { referral.Patient.Email, MessageReceivers.TopicOf(referral)?.Email }
            .Concat((referral.Copy?.Related ?? []).Where(p => p.IsConfirmed).Select(p => p.Email))
            .OfType<EmailAddress>().Select(mailbox => mailbox.Value.ToLowerInvariant()).Distinct();

    private static IEnumerable<long> OrderTokens(KeyedHash hash, ReferralCase referral) =>
        OrderIdentifiers.Keys(referral.Submission).Select(key => OrderToken(hash, key));

    /// <summary>The token of one of <see cref="OrderIdentifiers.Keys(Submission)"/>.</summary>
    public static long OrderToken(KeyedHash hash, string key) => hash.Of(OrderKey, key);

    /// <summary>True when both have the same tokens. A patient that no event replaced is the same object.</summary>
    public static bool AreSame(ReferralCase? before, ReferralCase referral) =>
        before is not null && before.Number == referral.Number
        && before.PatientId == referral.PatientId && ReferenceEquals(before.Copy, referral.Copy)
        && before.ServiceLine == referral.ServiceLine
        && ReferenceEquals(before.Submission.Patient, referral.Submission.Patient)
        && ReferenceEquals(before.Submission.Identifiers, referral.Submission.Identifiers);

    /// <summary>
    /// The tokens of a search text, all of which must match. Names are compared without accents, case and punctuation.
    /// A phone, a date or a number is one word without its punctuation; US phone numbers are found without their
    /// country code. Empty for a number with a wrong check character: no referral has it.
    /// </summary>
    public static IReadOnlyList<long> ForSearchText(KeyedHash hash, string text) =>
        [.. SearchWords(text).Select(word => hash.Of(Word, word))];

    /// <summary>The words of a search text in the form in which they are hashed, each once.</summary>
    public static IReadOnlyList<string> SearchWords(string text)
    {
        if (ReferralNumber.TryParse(text, out var exact)) return Number(exact);
        if (Date(text.Trim()) is { } day) return [day];
        if (Digits(text, leastLength: 7) is { } whole) return [Phone(text, whole)];
        var parts = text.Split((char[])[' ', ','],
            StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        // A number that no referral has is not found beside a name either.
        if (parts.Any(part => ReferralNumber.TryParse(part, out var number) && number is null)) return [];
        return [.. parts.SelectMany(PartWords).Distinct()];
    }

    private static IEnumerable<string> PatientWords(Patient patient)
    {
        var words = FoldedText.Words($"{patient.Name.Given} {patient.Name.Family}")
            .Concat(patient.Phones.Select(p => p.E164.TrimStart('+')));
        return patient.BirthDate is { } born ? words.Append(Born(born)) : words;
    }

    private static string Born(LocalDate born) => born.ToString("uuuuMMdd", CultureInfo.InvariantCulture);

    private static IEnumerable<string> PartWords(string part)
    {
        if (ReferralNumber.TryParse(part, out var number)) return Number(number);
        if (Date(part) is { } day) return [day];
        if (Digits(part, leastLength: 7) is { } digits) return [Phone(part, digits)];
        return FoldedText.Words(part);
    }

    /// <summary>A birth date as people write it, as it is hashed; null for another text. Month before day, as in the
    /// US, unless only the other order is a date.</summary>
    private static string? Date(string text) => Dates.Select(p => p.Parse(text)).FirstOrDefault(r => r.Success)
        is { } read ? read.Value.ToString("uuuuMMdd", CultureInfo.InvariantCulture) : null;

    private static readonly LocalDatePattern[] Dates =
    [
        .. new[] { "uuuu-M-d", "uuuu/M/d", "uuuu.M.d", "M/d/uuuu", "M-d-uuuu", "d.M.uuuu", "d/M/uuuu", "d-M-uuuu" }
            .Select(LocalDatePattern.CreateWithInvariantCulture),
    ];

    /// <summary>The digits of a text without letters but O, which people type for 0; null for another text.</summary>
    private static string? Digits(string text, int leastLength)
    {
        var compact = Compact(text).Replace('o', '0');
        return compact.Length >= leastLength && compact.All(char.IsAsciiDigit) && text.Any(char.IsAsciiDigit)
            ? compact : null;
    }

    /// <summary>A number that is written with a plus has its country code: some have ten digits with it.</summary>
    private static string Phone(string text, string digits) =>
        digits.Length == 10 && !text.TrimStart().StartsWith('+') ? "1" + digits : digits;

    private static string[] Number(string? number) => number is null ? [] : [Compact(number)];

    /// <summary>Letters and digits only, in lower case.</summary>
    private static string Compact(string text) =>
        string.Concat(text.Where(char.IsLetterOrDigit).Select(char.ToLowerInvariant));
}
