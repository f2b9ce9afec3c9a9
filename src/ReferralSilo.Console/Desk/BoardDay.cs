using ReferralSilo.Console.Words;
using ReferralSilo.Contracts.Boards;

namespace ReferralSilo.Console.Desk;

/// <summary>One civil day of the clinicians × times board, and the hours it shows.</summary>
/// <param name="Day">Civil day in <paramref name="ZoneName"/>.</param>
/// <param name="FromMinute">Left edge: minutes since midnight, on the hour.</param>
/// <param name="ToMinute">Right edge, exclusive: minutes since midnight, on the hour.</param>
/// <param name="PastMinute">Times before this minute of the day can no longer be booked; 0 on later days.</param>
/// <param name="ZoneName">IANA name of the zone of all times.</param>
public sealed record BoardDay(DateOnly Day, int FromMinute, int ToMinute, int PastMinute, string ZoneName)
{
    /// <summary>Minutes per column. Every slot length in use is a multiple of it.</summary>
    public const int Step = 5;

    /// <summary>Number of days that the board shows, starting today.</summary>
    public const int Ahead = 14;

    public int Columns => (ToMinute - FromMinute) / Step;

    public IEnumerable<int> Hours => Enumerable.Range(FromMinute / 60, (ToMinute - FromMinute) / 60);

    public static BoardDay Create(DateOnly day, Zone zone, DateTimeOffset now, IEnumerable<ClinicianRow> clinicians)
    {
        int from = 8 * 60, to = 17 * 60;
        foreach (var slot in clinicians.SelectMany(c => c.Slots).Where(s => zone.Day(s.Start) == day))
        {
            from = Math.Min(from, zone.MinuteOfDay(slot.Start) / 60 * 60);
            to = Math.Max(to, (End(slot, zone) + 59) / 60 * 60);
        }
        return new BoardDay(day, from, to, zone.Day(now) == day ? zone.MinuteOfDay(now) / Step * Step : 0, zone.Name);
    }

    /// <summary>The <c>grid-column</c> lines of a slot, counted from 1.</summary>
    public (int First, int Last) Span(BoardSlot slot, Zone zone)
    {
        var first = (zone.MinuteOfDay(slot.Start) - FromMinute) / Step + 1;
        return (first, Math.Max(first + 1, (End(slot, zone) - FromMinute) / Step + 1));
    }

    /// <summary>
    /// Computed from the length, so a visit that ends at midnight or spans a clock change keeps its width.
    /// </summary>
    private static int End(BoardSlot slot, Zone zone) =>
        Math.Min(24 * 60, zone.MinuteOfDay(slot.Start) + (int)(slot.End - slot.Start).TotalMinutes);
}
