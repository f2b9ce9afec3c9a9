using System.Globalization;
using NodaTime;
using NodaTime.Text;
using ReferralSilo.Domain.Parsing;

namespace ReferralSilo.Domain.Time;

/// <summary>Reads and writes days, times and dates of the contract: <c>mon</c>..<c>sun</c>, <c>HH:mm</c>,
/// <c>YYYY-MM-DD</c>.</summary>
public static class CivilText
{
    private static readonly string[] DayNames = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    private static readonly LocalTimePattern Time = LocalTimePattern.CreateWithInvariantCulture("HH:mm");

    /// <summary>Parses a weekly window; an end of <c>24:00</c> or <c>00:00</c> is the end of the day. Errors go to
    /// <c>/days</c>, <c>/from</c>, <c>/to</c> below the pointer.</summary>
    public static WeeklyWindow? Window(IReadOnlyList<string>? days, string? from, string? to, FieldErrors errors,
        string pointer)
    {
        var set = Days(days, errors, pointer + "/days");
        var start = TimeOfDay(from, errors, pointer + "/from");
        var end = to == "24:00" ? LocalTime.Midnight : TimeOfDay(to, errors, pointer + "/to");
        if (set is null || start is null || end is null)
            return null;
        if (end != LocalTime.Midnight && start >= end)
            return errors.Invalid<WeeklyWindow>(pointer + "/to",
                "Must be later than from; split a window that crosses midnight.");
        return new WeeklyWindow(set.Value, start.Value, end.Value);
    }

    /// <summary>Parses a set of at least one day.</summary>
    public static Weekdays? Days(IReadOnlyList<string>? names, FieldErrors errors, string pointer)
    {
        if (names is not { Count: > 0 })
            return errors.Invalid<Weekdays>(pointer, "At least one day is required.");
        var set = Weekdays.None;
        for (var i = 0; i < names.Count; i++)
        {
            var index = Array.IndexOf(DayNames, names[i]);
            if (index < 0)
                errors.Add(string.Create(CultureInfo.InvariantCulture, $"{pointer}/{i}"),
                    "Must be one of mon, tue, wed, thu, fri, sat, sun.");
            else
                set |= (Weekdays)(1 << index);
        }
        return set;
    }

    /// <summary>Parses a time of day <c>HH:mm</c>.</summary>
    public static LocalTime? TimeOfDay(string? text, FieldErrors errors, string pointer) =>
        text is not null && Time.Parse(text) is { Success: true } parsed
            ? parsed.Value
            : errors.Invalid<LocalTime>(pointer, "Must be a time of day such as 09:30.");

    /// <summary>Parses a civil date <c>YYYY-MM-DD</c>; null stays null.</summary>
    public static LocalDate? Date(string? text, FieldErrors errors, string pointer)
    {
        if (text is null)
            return null;
        return LocalDatePattern.Iso.Parse(text) is { Success: true } parsed
            ? parsed.Value
            : errors.Invalid<LocalDate>(pointer, "Must be a date such as 2031-03-05.");
    }

    /// <summary>The contract's day names of a set, Monday first.</summary>
    public static IReadOnlyList<string> Names(Weekdays days) =>
        [.. DayNames.Where((_, i) => (days & (Weekdays)(1 << i)) != 0)];

    /// <summary><c>HH:mm</c>.</summary>
    public static string Text(LocalTime time) => Time.Format(time);

    /// <summary><c>HH:mm</c> of the end of a window; the end of the day is <c>24:00</c>.</summary>
    public static string EndText(LocalTime time) => time == LocalTime.Midnight ? "24:00" : Text(time);
}
