using ReferralSilo.Console.Words;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Boards;

namespace ReferralSilo.Console.Desk;

/// <summary>A day to choose.</summary>
/// <param name="Day">The civil day.</param>
/// <param name="Open">Number of open slots.</param>
/// <param name="Suits">How many of them suit the selected referral; all without one.</param>
public sealed record DayChoice(DateOnly Day, int Open, int Suits)
{
    /// <summary>The given days.</summary>
    public static IReadOnlyList<DayChoice> All(IEnumerable<DateOnly> days, Zone zone, DateTimeOffset now,
        IEnumerable<ClinicianRow> clinicians, SlotFit fit)
    {
        var counts = days.ToDictionary(d => d, _ => (Open: 0, Suits: 0));
        foreach (var clinician in clinicians)
        {
            foreach (var slot in clinician.Slots)
            {
                if (slot.Status != SlotStatus.Free || slot.Start <= now) continue;
                var day = zone.Day(slot.Start);
                if (!counts.TryGetValue(day, out var count)) continue;
                var suits = fit.Find(clinician.Clinician, slot) is null;
                counts[day] = (count.Open + 1, count.Suits + (suits ? 1 : 0));
            }
        }

        return [.. counts.OrderBy(c => c.Key).Select(c => new DayChoice(c.Key, c.Value.Open, c.Value.Suits))];
    }
}
