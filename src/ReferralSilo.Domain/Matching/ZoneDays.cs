using NodaTime;
using ReferralSilo.Domain.Time;

namespace ReferralSilo.Domain.Matching;

/// <summary>The first minutes of the civil days of a zone around the searched two weeks, so that the index converts no
/// time of day. Days are numbered from the Unix epoch.</summary>
internal sealed class ZoneDays
{
    /// <summary>Days before today: the week of today began by then.</summary>
    private const int Before = 8;

    private const int Days = 34;

    private readonly int[] _starts = new int[Days];

    public ZoneDays(DateTimeZone zone, int today)
    {
        (Zone, First) = (zone, today - Before);
        for (var i = 0; i < Days; i++) _starts[i] = Minutes.Ceiling(CivilTime.StartOf(DateOf(First + i), zone));
    }

    public DateTimeZone Zone { get; }

    /// <summary>First known day.</summary>
    public int First { get; }

    /// <summary>First minute of a known day.</summary>
    public int StartOf(int day) => _starts[day - First];

    /// <summary>Whether the day and the next one are known.</summary>
    public bool Has(int day) => day >= First && day < First + Days - 1;

    /// <summary>The day of a minute; a day that is not known for a minute outside of the known days.</summary>
    public int DayOf(int minute)
    {
        if (minute < _starts[0]) return First - 1;
        var (low, high) = (0, Days);
        while (high - low > 1)
        {
            var middle = (low + high) >> 1;
            if (_starts[middle] <= minute) low = middle;
            else high = middle;
        }

        return First + low;
    }

    /// <summary>The number of a date.</summary>
    public static int NumberOf(LocalDate date) => Period.DaysBetween(Epoch, date);

    /// <summary>The date of a number.</summary>
    public static LocalDate DateOf(int day) => Epoch.PlusDays(day);

    /// <summary>The Monday of the week of a day. Day 4 was a Monday.</summary>
    public static int MondayOf(int day) => day - ((((day - 4) % 7) + 7) % 7);

    private static readonly LocalDate Epoch = new(1970, 1, 1);
}
