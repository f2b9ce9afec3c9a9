using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Boards;
using ReferralSilo.Contracts.Json;
using ReferralSilo.Domain.ServiceLines;

namespace ReferralSilo.Grains.ServiceLines;

/// <summary>A service line in numbers, for the wallboard. Nothing in it tells of a patient.</summary>
public static class Numbers
{
    /// <summary>Due within this counts as due soon.</summary>
    private static readonly Duration Soon = Duration.FromMinutes(15);

    public static WallboardRow Of(ServiceLine line, Queue queue, Instant now)
    {
        var today = now.InZone(line.Zone).Date;
        var midnight = line.Zone.AtStartOfDay(today).ToInstant();
        var tomorrow = line.Zone.AtStartOfDay(today.PlusDays(1)).ToInstant();
        var (openToday, openWeek) = queue.OpenSoon(now);
        var (held, booked) = (0, 0);
        foreach (var (schedule, _) in queue.Schedules)
        {
            held += schedule.LiveHolds(now).Count();
            booked += schedule.Bookings.Count(b => b.Slot.Start >= midnight && b.Slot.Start < tomorrow);
        }

        return new WallboardRow(
            line.Id.Value, line.Name, queue.Entries.CountBy(e => e.Stage.Wire()).ToDictionary(), queue.Entries.Count(e => e.Alarm),
            queue.Entries.Count(e => e.Breached), queue.Entries.Count(e => !e.Breached && e.DueAt is { } due && due - now <= Soon),
            queue.Entries.Where(e => e.Stage == Stage.Received).Select(e => (DateTimeOffset?)e.ReceivedAt.ToDateTimeOffset()).Min(),
            queue.ArrivedSince(midnight), openToday, openWeek, held, booked, queue.Schedules.Count);
    }
}
