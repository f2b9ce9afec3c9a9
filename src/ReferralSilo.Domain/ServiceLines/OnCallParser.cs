using System.Text;
using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.ServiceLines;
using ReferralSilo.Domain.Parsing;
using ReferralSilo.Domain.Text;
using ReferralSilo.Domain.Time;

namespace ReferralSilo.Domain.ServiceLines;

/// <summary>Parses the on-call list of a service line.</summary>
internal static class OnCallParser
{
    private const int MostDays = 7;
    private const int FewestDigits = 7, MostDigits = 15;

    private static readonly Weekdays EveryDay = (Weekdays)((1 << MostDays) - 1);

    /// <summary>The list; null when no one is on it.</summary>
    /// <param name="zone">Zone of the line; null when it is not valid, which is an error already.</param>
    /// <param name="isStored">True for stored settings: an entry of which no id can be made is left out.</param>
    public static OnCallList? Parse(OnCallInput? input, DateTimeZone? zone, FieldErrors errors, bool isStored = false)
    {
        if (input is null) return null;
        errors.Limits("/onCall", input);
        errors.Count("/onCall/people", input.People, ServiceLineLimits.OnCall);
        var people = input.People.Select((p, i) => Person(p, errors, $"/onCall/people/{i}")).ToList();
        var supervisor = input.Supervisor is { } last ? Person(last, errors, "/onCall/supervisor") : null;
        if (!isStored) RefuseNamesWithoutLetters(input, errors);
        RefuseSecondAddress(people, supervisor, errors);
        return people.Count == 0 && supervisor is null || zone is null ? null
            : new OnCallList(Duration.FromTimeSpan(input.After), Duration.FromTimeSpan(input.Every),
                [.. people.OfType<OnCallPerson>()], supervisor, zone);
    }

    /// <summary>The id of a person: the staff id, or the name in lower case with dashes.</summary>
    internal static string IdOf(OnCallPersonInput input)
    {
        if (!string.IsNullOrWhiteSpace(input.User)) return input.User.Trim();
        var id = new StringBuilder();
        foreach (var word in FoldedText.Words(input.Name)) id.Append(id.Length == 0 ? "" : "-").Append(word);
        return id.Length <= ChosenId.MaxLength ? id.ToString() : id.ToString(0, ChosenId.MaxLength);
    }

    private static OnCallPerson? Person(OnCallPersonInput input, FieldErrors errors, string pointer)
    {
        errors.Text(pointer + "/name", input.Name, ServiceLineLimits.NameLength);
        errors.Count(pointer + "/days", input.Days, MostDays);
        var hours = Hours(input, errors, pointer);
        var language = input.Language?.Trim() is { Length: > 0 } said ? said : "en";
        if (!RuleSentences.IsSpanish(language) && !IsEnglish(language))
            errors.Add(pointer + "/language", "Must be en or es.");
        if (input.Phone is null == input.Email is null)
            errors.Add(pointer + "/phone", "Either a phone or an email is required, and not both.");
        else if (Address(input, errors, pointer) is { } address && IdOf(input) is { Length: > 0 } id)
            return new OnCallPerson(new OnCallKey(id, address.Channel), address.To, language, hours);
        return null;
    }

    private static (MessageChannel Channel, string To)? Address(OnCallPersonInput input, FieldErrors errors,
        string pointer)
    {
        if (input.Phone is { } phone)
            return IsNumber(phone) ? (MessageChannel.Sms, phone)
                : errors.Invalid<(MessageChannel, string)>(pointer + "/phone",
                    "Must be a number with + and the country, such as +13035550100.");
        return MailboxText.Parse(input.Email!) is { } mailbox ? (MessageChannel.Email, mailbox)
            : errors.Invalid<(MessageChannel, string)>(pointer + "/email", "Must be an email address.");
    }

    /// <summary>Hours that end on the next day are two windows, because a window never crosses midnight.</summary>
    private static IReadOnlyList<WeeklyWindow> Hours(OnCallPersonInput input, FieldErrors errors, string pointer)
    {
        var days = input.Days is { Count: > 0 } named ? CivilText.Days(named, errors, pointer + "/days") : EveryDay;
        var from = input.From is null ? LocalTime.Midnight
            : CivilText.TimeOfDay(input.From, errors, pointer + "/from");
        var to = input.To is null or "24:00" ? LocalTime.Midnight
            : CivilText.TimeOfDay(input.To, errors, pointer + "/to");
        if (days is not { } on || from is not { } start || to is not { } end) return [];
        if (end == LocalTime.Midnight || end > start) return [new WeeklyWindow(on, start, end)];
        return [new WeeklyWindow(on, start, LocalTime.Midnight),
            new WeeklyWindow(DayAfter(on), LocalTime.Midnight, end)];
    }

    private static Weekdays DayAfter(Weekdays days) =>
        (Weekdays)(((int)days << 1 | (int)days >> (MostDays - 1)) & (int)EveryDay);

    /// <summary>History and messages name a person by an id: one without an id would never be called.</summary>
    private static void RefuseNamesWithoutLetters(OnCallInput input, FieldErrors errors)
    {
        foreach (var (i, person) in input.People.Append(input.Supervisor).Index())
            if (person is not null && !string.IsNullOrWhiteSpace(person.Name) && IdOf(person).Length == 0)
                errors.Add((i < input.People.Count ? $"/onCall/people/{i}" : "/onCall/supervisor") + "/name",
                    "Must have letters or digits, unless a user is named.");
    }

    /// <summary>History and messages name a person and a channel; two addresses would be mixed up.</summary>
    private static void RefuseSecondAddress(IReadOnlyList<OnCallPerson?> people, OnCallPerson? supervisor,
        FieldErrors errors)
    {
        var known = new Dictionary<OnCallKey, string>();
        foreach (var (i, person) in people.Append(supervisor).Index())
        {
            if (person is null || known.TryAdd(person.Key, person.To) || known[person.Key] == person.To) continue;
            var pointer = i < people.Count ? $"/onCall/people/{i}" : "/onCall/supervisor";
            errors.Add(pointer + (person.Key.Channel == MessageChannel.Sms ? "/phone" : "/email"),
                "This name or user has another one above; give another person another name or user.");
        }
    }

    private static bool IsEnglish(string language) =>
        language == "en" || language.StartsWith("en-", StringComparison.OrdinalIgnoreCase);

    private static bool IsNumber(string text) => text is ['+', >= '1' and <= '9', ..]
        && text.Length - 1 is >= FewestDigits and <= MostDigits && text.Skip(1).All(char.IsAsciiDigit);
}
