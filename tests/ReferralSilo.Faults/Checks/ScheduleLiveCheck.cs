using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Json;
using ReferralSilo.Domain.Referrals;
using ReferralSilo.Domain.Schedules;

namespace ReferralSilo.Faults.Checks;

/// <summary>
/// I9 for <c>schedule</c> boards, whose rows have no version: a slot taken by an acknowledged call is shown as taken,
/// or in a later state. Released slots are not checked: the schedule receives the release after the call was answered.
/// </summary>
internal static class ScheduleLiveCheck
{
    public static IEnumerable<Violation> Behinds(History history, ScreenHistory screen, IReadOnlyList<Call> changes)
    {
        if (!history.Schedules.TryGetValue(screen.Name.Subject, out var stream)) yield break;
        var taken = stream.Steps.Where(s => Grant(s.Happened) is not null)
            .ToLookup(s => ReferralSlots.AttemptOf(Grant(s.Happened)!.Value.Id));
        foreach (var (change, rows, _, turned, deadline) in LiveCheck.Live(history, screen,
            changes.Where(c => taken.Contains(c.Request.Operation!))))
        {
            foreach (var step in taken[change.Request.Operation!])
            {
                var slot = Grant(step.Happened)!.Value.Slot;
                var shownAs = Text(rows.GetValueOrDefault(slot.Value)?.Values);
                if (Since(history, stream, step, slot, deadline).Contains(shownAs)) continue;
                yield return new("I9",
                    $"{screen.Watcher} showed \"live\" on {screen.Board} {LiveCheck.Behind} s after {change.Name} was "
                        + $"acknowledged, and showed {slot.Value} as {shownAs}.",
                    turned, change.Answer, step.Stored);
            }
        }
    }

    /// <summary>All states of the slot from a step until the deadline.</summary>
    private static IEnumerable<string> Since(History history, EventStream<Schedule, ScheduleEvent> stream,
        EventStep<Schedule, ScheduleEvent> from, SlotId slot, long deadline)
    {
        foreach (var step in stream.Steps.Skip((int)from.Stored.Version - 1)
            .TakeWhile(s => s == from || history.TicksAt(s.Stored.At) <= deadline))
        {
            yield return Text(step.After, slot, step.Stored.At);
            // A hold is over at its end, even before the event is written.
            foreach (var hold in step.After.Holds.Where(h => h.Slot == slot && history.TicksAt(h.Until) <= deadline))
                yield return Text(step.After, slot, hold.Until);
        }
    }

    private static string Text(Schedule schedule, SlotId slot, Instant at) =>
        schedule.Bookings.FirstOrDefault(b => b.Slot == slot) is { } booking
            ? Text(StoredRows.Slot(SlotStatus.Busy.WireName(), booking.Referral.Value))
        : schedule.LiveHolds(at).FirstOrDefault(h => h.Slot == slot) is { } hold
            ? Text(StoredRows.Slot(SlotStatus.BusyTentative.WireName(), hold.Referral.Value))
        : Text(null);

    /// <summary>An unused slot may be shown as free or, when it overlaps another or is past, not at all.</summary>
    private static string Text(IReadOnlyDictionary<string, string>? values) =>
        values?.GetValueOrDefault("referral") is { } referral ? $"{values["status"]} for {referral}" : "unused";

    private static (string Id, SlotId Slot)? Grant(ScheduleEvent happened) => happened switch
    {
        ScheduleEvent.SlotHeld e => (e.Hold.Value, e.Slot),
        ScheduleEvent.SlotBooked e => (e.Booking.Value, e.Slot),
        _ => null,
    };
}
