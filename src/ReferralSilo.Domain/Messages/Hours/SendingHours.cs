using NodaTime;
using ReferralSilo.Domain.Time;

namespace ReferralSilo.Domain.Messages.Hours;

/// <summary>The civil hours of each day in which messages may leave; half-open.</summary>
/// <param name="From">Inclusive.</param>
/// <param name="To">Exclusive; midnight means the end of the day. Later than <paramref name="From"/>.</param>
public sealed record SendingHours(LocalTime From, LocalTime To)
{
    /// <summary>08:00–21:00: the federal hours for calls (47 CFR 64.1200(c)(1)), as in outreach.md 1.6.</summary>
    public static SendingHours Default { get; } = new(new(8, 0), new(21, 0));

    /// <summary>00:00–24:00: no limit.</summary>
    public static SendingHours Always { get; } = new(LocalTime.Midnight, LocalTime.Midnight);

    /// <summary>Reads <c>08:00-21:00</c>; <c>24:00</c> ends a day. Null for anything else, also for hours across
    /// midnight.</summary>
    public static SendingHours? Parse(string? text)
    {
        if (text?.Split('-') is not [var from, var to] || Time(from) is not { } start)
            return null;
        var end = to.Trim() == "24:00" ? LocalTime.Midnight : Time(to);
        return end is { } until && (until == LocalTime.Midnight || start < until) ? new(start, until) : null;
    }

    /// <summary>These hours of one civil day as instants; null when they fall into a daylight-saving gap.</summary>
    public Interval? On(LocalDate day, DateTimeZone zone) => new WeeklyWindow(EachDay, From, To).On(day, zone);

    /// <summary><c>08:00-21:00</c>.</summary>
    public override string ToString() => $"{CivilText.Text(From)}-{CivilText.EndText(To)}";

    private const Weekdays EachDay = (Weekdays)127;

    private static LocalTime? Time(string text)
    {
        var errors = new Parsing.FieldErrors();
        return CivilText.TimeOfDay(text.Trim(), errors, "");
    }
}
