using System.Globalization;
using ReferralSilo.Console.Words;
using ReferralSilo.Contracts.Capacity;

namespace ReferralSilo.Console.Settings.Clinicians;

/// <summary>Words for the time of an exception.</summary>
public static class ExceptionText
{
    /// <summary>For example <c>Tue 1 Jul</c>, <c>Tue 1 Jul 09:00–12:00</c>, <c>Tue 1 Jul – Thu 3 Jul</c>.</summary>
    public static string Of(ExceptionView exception, Zone zone)
    {
        if (exception is not { FirstDay: { } first, LastDay: { } last })
            return $"{zone.DayAndClock(exception.From)} – {zone.DayAndClock(exception.To)}";
        var (from, to) = (exception.FromTime, exception.ToTime);
        if (first == last)
            return (from, to) is (null, null) ? Day(first) : $"{Day(first)} {from ?? "00:00"}–{to ?? "24:00"}";
        return $"{Day(first)}{(from is null ? null : " " + from)} – {Day(last)}{(to is null ? null : " " + to)}";
    }

    /// <summary>Whether it touches a civil day of the clinician.</summary>
    public static bool IsOn(ExceptionView exception, DateOnly day, Zone zone) =>
        exception.From < zone.At(day.AddDays(1), 0) && exception.To > zone.At(day, 0);

    private static string Day(string iso) => DateOnly.ParseExact(iso, "yyyy-MM-dd", CultureInfo.InvariantCulture)
        .ToString("ddd d MMM", CultureInfo.InvariantCulture);
}
