using NodaTime;
using ReferralSilo.Domain.Time;

namespace ReferralSilo.Domain.Schedules;

/// <summary>One period of civil time: whole days, a part of a day, or from a time of one day to a time of
/// another.</summary>
/// <param name="FirstDay">First civil day.</param>
/// <param name="LastDay">Last civil day, inclusive.</param>
/// <param name="From">Begin on the first day; null for the start of the day.</param>
/// <param name="To">End on the last day, exclusive; null for the end of the day.</param>
public sealed record CivilPeriod(LocalDate FirstDay, LocalDate LastDay, LocalTime? From = null, LocalTime? To = null)
{
    /// <summary>The first instant in a zone.</summary>
    public Instant Start(DateTimeZone zone) =>
        From is { } from ? CivilTime.At(FirstDay.At(from), zone) : CivilTime.StartOf(FirstDay, zone);

    /// <summary>The first instant after it in a zone.</summary>
    public Instant End(DateTimeZone zone) =>
        To is { } to ? CivilTime.At(LastDay.At(to), zone) : CivilTime.StartOf(LastDay.PlusDays(1), zone);
}
