using NodaTime;
using ReferralSilo.Contracts.Boards;
using ReferralSilo.Contracts.Json;
using ReferralSilo.Domain.ServiceLines;

namespace ReferralSilo.Grains.ServiceLines;

/// <summary>The wallboard row of a service line. It contains no patient data.</summary>
public static class WallboardProjection
{
    public static WallboardRow Of(ServiceLine line, QueueTally tally, LineCapacity capacity,
        ConversationTally conversations, Instant now)
    {
        var today = now.InZone(line.Zone).Date;
        var midnight = line.Zone.AtStartOfDay(today).ToInstant();
        var tomorrow = line.Zone.AtStartOfDay(today.PlusDays(1)).ToInstant();
        var (openToday, openWeek) = capacity.OpenSoon(now);
        var (held, booked) = (0, 0);
        foreach (var (schedule, _) in capacity.Schedules)
        {
            held += schedule.LiveHolds(now).Count();
            booked += schedule.Bookings.Count(b => b.Slot.Start >= midnight && b.Slot.Start < tomorrow);
        }

        return new WallboardRow(
            line.Id.Value, line.Name, tally.Stages.ToDictionary(s => s.Stage.WireName(), s => s.Count), tally.Alarms,
            tally.Breached, tally.DueSoon(now), tally.OldestReceivedAt()?.ToDateTimeOffset(),
            tally.ArrivedSince(midnight), openToday, openWeek, held, booked, capacity.Schedules.Count)
        {
            Alerted = tally.Alerted, Unreached = tally.Unreached, Conversations = conversations.Count,
            ConversationsOverdue = conversations.Overdue(now), TextEmergencies = conversations.Emergencies,
            TextAlarms = conversations.Alarms.Count(),
        };
    }
}
