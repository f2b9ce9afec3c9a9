using ReferralSilo.Console.Words;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Boards;

namespace ReferralSilo.Console.Desk;

/// <summary>The free starts of one visit length.</summary>
/// <param name="Minutes">The visit length.</param>
/// <param name="Open">How many there are.</param>
/// <param name="Suit">How many of them suit the selected referral; all of them without one.</param>
public sealed record LengthCount(int Minutes, int Open, int Suit);

/// <summary>A clinician's free starts on one civil day.</summary>
/// <param name="Day">The day, in the zone of the screen.</param>
/// <param name="Lengths">By visit length, the shortest first; empty without a free start.</param>
/// <param name="First">The first start that suits; without one, the first free start; null for none.</param>
/// <param name="Suits">True when a start suits.</param>
public sealed record FreeDay(DateOnly Day, IReadOnlyList<LengthCount> Lengths, BoardSlot? First, bool Suits);

/// <summary>A clinician's first free start of a visit length.</summary>
/// <param name="Minutes">The visit length.</param>
/// <param name="Start">The start.</param>
public sealed record NextStart(int Minutes, BoardSlot Start);

/// <summary>A clinician's next free starts.</summary>
/// <param name="Clinician">The clinician.</param>
/// <param name="Starts">The first start of each visit length that suits, the shortest length first.</param>
/// <param name="Why">Why there is none; null when there is one.</param>
public sealed record NextFree(ClinicianRow Clinician, IReadOnlyList<NextStart> Starts, string? Why);

/// <summary>A free start that is not offered, but that a person may book.</summary>
/// <param name="Slot">The start.</param>
/// <param name="Why">Follows "this time".</param>
public sealed record PossibleStart(ChosenSlot Slot, string Why);

/// <summary>Counts the free starts that a board shows. No side effects.</summary>
public static class FreeStarts
{
    /// <summary>Days in a row of the week view.</summary>
    public const int WeekDays = 7;

    /// <summary>The seven shown days that contain a day: today and the six days after it, or the following
    /// seven. A day beyond them is in the last week.</summary>
    public static DateOnly WeekOf(DateOnly day, DateOnly today) => today.AddDays(
        Math.Clamp(day.DayNumber - today.DayNumber, 0, BoardDay.Ahead - 1) / WeekDays * WeekDays);

    /// <summary>The clinician's free starts on each day of a week.</summary>
    public static IReadOnlyList<FreeDay> Week(ClinicianRow clinician, DateOnly first, Zone zone, DateTimeOffset now,
        SlotFit fit)
    {
        var byDay = Free(clinician, now).ToLookup(s => zone.Day(s.Start));
        return [.. Enumerable.Range(0, WeekDays).Select(first.AddDays).Select(day => Of(clinician, day,
            [.. byDay[day]], fit))];
    }

    /// <summary>The next free starts of all clinicians, the earliest first; clinicians without one last, by name.
    /// </summary>
    public static IReadOnlyList<NextFree> Next(IReadOnlyList<ClinicianRow> clinicians, DateTimeOffset now,
        SlotFit fit) =>
        [.. clinicians.Select(c => Next(c, now, fit))
            .OrderBy(n => n.Starts.Count == 0 ? DateTimeOffset.MaxValue : n.Starts.Min(s => s.Start.Start))
            .ThenBy(n => n.Clinician.Name, StringComparer.Ordinal)];

    /// <summary>The earliest start that is not offered, but that a person may book; null for none.</summary>
    public static PossibleStart? FirstPossible(IEnumerable<ClinicianRow> clinicians, DateTimeOffset now, SlotFit fit)
    {
        PossibleStart? first = null;
        foreach (var clinician in clinicians)
        {
            foreach (var slot in Free(clinician, now))
            {
                if (first?.Slot.Slot.Start <= slot.Start) continue;
                if (fit.Find(clinician.Clinician, slot) is { MayBook: true } unsuited)
                    first = new PossibleStart(new ChosenSlot(slot, clinician), unsuited.Why);
            }
        }

        return first;
    }

    private static NextFree Next(ClinicianRow clinician, DateTimeOffset now, SlotFit fit)
    {
        var free = Free(clinician, now).ToList();
        var starts = free.Where(s => fit.Find(clinician.Clinician, s) is null).GroupBy(Minutes)
            .OrderBy(l => l.Key).Select(l => new NextStart(l.Key, l.MinBy(s => s.Start)!)).ToList();
        return new NextFree(clinician, starts, starts.Count > 0 ? null
            : fit.Never(clinician.Clinician)
                ?? (free.Count == 0 ? "has no free time" : Text(fit.Find(clinician.Clinician, free[0])!)));
    }

    private static string Text(Unsuited first) => first.MayBook ? $"the first free time {first.Why}" : first.Why;

    private static FreeDay Of(ClinicianRow clinician, DateOnly day, IReadOnlyList<BoardSlot> free, SlotFit fit)
    {
        var suit = free.Where(s => fit.Find(clinician.Clinician, s) is null).ToHashSet();
        return new FreeDay(day,
            [.. free.GroupBy(Minutes).OrderBy(l => l.Key)
                .Select(l => new LengthCount(l.Key, l.Count(), l.Count(suit.Contains)))],
            (suit.Count > 0 ? suit : free.AsEnumerable()).MinBy(s => s.Start), suit.Count > 0);
    }

    private static IEnumerable<BoardSlot> Free(ClinicianRow clinician, DateTimeOffset now) =>
        clinician.Slots.Where(s => s.Status == SlotStatus.Free && s.Start > now);

    private static int Minutes(BoardSlot slot) => (int)(slot.End - slot.Start).TotalMinutes;
}
