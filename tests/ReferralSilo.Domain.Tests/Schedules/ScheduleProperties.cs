using System.Text.Json;
using CsCheck;
using NodaTime;
using ReferralSilo.Domain.Schedules;
using static ReferralSilo.Domain.Tests.Schedules.ASchedule;

namespace ReferralSilo.Domain.Tests.Schedules;

public sealed class ScheduleProperties
{
    private static IEnumerable<(Instant, ScheduleEvent)> Flat(IReadOnlyList<HistoryStep> steps) =>
        steps.SelectMany(s => s.Events.Select(e => (s.At, e)));

    [Fact]
    public void No_history_ever_holds_or_books_an_interval_twice_or_confirms_an_ended_hold() =>
        ScheduleHistories.Any.Sample(steps => Assert.Null(HistoryChecker.FindFault(Flat(steps))), iter: 3000);

    [Fact]
    public void Histories_reach_holds_confirmations_expiries_and_refusals()
    {
        var (confirmed, expired, taken, late) = (0, 0, 0, 0);
        ScheduleHistories.Any.Sample(steps =>
        {
            confirmed += steps.Count(s =>
                s.Events.Any(e => e is ScheduleEvent.HoldEnded { Reason: HoldEnd.Confirmed }));
            expired += steps.Count(s => s.Events.Any(e => e is ScheduleEvent.HoldEnded { Reason: HoldEnd.Expired }));
            taken += steps.Count(s => Code(s.Decision) == "slot-taken");
            late += steps.Count(s => Code(s.Decision) == "hold-expired");
        }, iter: 500, threads: 1);

        Assert.All((int[])[confirmed, expired, taken, late], n => Assert.True(n > 100, $"only {n}"));
    }

    [Fact]
    public void The_checker_finds_a_double_hold_a_late_confirmation_and_a_reused_id()
    {
        ScheduleEvent Held(string id, int hour) =>
            new ScheduleEvent.SlotHeld(new(id), Slot(hour), new("r"), default, Now + Duration.FromMinutes(10));
        ScheduleEvent Ended(HoldEnd reason) => new ScheduleEvent.HoldEnded(new("h1"), Slot(9), new("r"), reason, Now);
        var late = Now + Duration.FromMinutes(10);

        Assert.Equal("hold h2 overlaps hold h1",
            HistoryChecker.FindFault([(Now, Held("h1", 9)), (Now, Held("h2", 9))]));
        Assert.Equal("hold h1 was confirmed after its end",
            HistoryChecker.FindFault([(Now, Held("h1", 9)), (late, Ended(HoldEnd.Confirmed))]));
        Assert.Equal("hold h1 expired early",
            HistoryChecker.FindFault([(Now, Held("h1", 9)), (Now, Ended(HoldEnd.Expired))]));
        Assert.Equal("hold h1 was used twice",
            HistoryChecker.FindFault([(Now, Held("h1", 9)), (late, Ended(HoldEnd.Expired)), (late, Held("h1", 10))]));
    }

    [Fact]
    public void Repeating_an_accepted_command_changes_nothing() =>
        ScheduleHistories.Any.Sample(steps =>
        {
            foreach (var step in steps.Where(s => s.Decision is Decision<ScheduleEvent>.Accepted))
                Assert.Empty(Events(ScheduleDecider.Decide(step.After, step.Command, step.At)));
        }, iter: 1000);

    [Fact]
    public void Every_free_slot_can_be_held_and_no_booking_is_missing() =>
        ScheduleHistories.Any.Sample(steps =>
        {
            var (state, now) = (steps[^1].After, steps[^1].At);
            var slots = SlotGrid.Slots(state, new Interval(Now, Now + Duration.FromDays(1)), now);
            foreach (var free in slots.Where(s => s.Status == Contracts.SlotStatus.Free))
                Assert.Null(Code(
                    ScheduleDecider.Decide(state,
                    new ScheduleCommand.Hold(new("new"), free.Slot!.Value, new("r9"), free.VisitTypes[0],
                    now + Duration.FromMinutes(5)), now)));
            Assert.Equal(state.Bookings.Count, slots.Count(s => s.Status == Contracts.SlotStatus.Busy));
            Assert.Equal(state.LiveHolds(now).Count(),
                slots.Count(s => s.Status == Contracts.SlotStatus.BusyTentative));
        }, iter: 500);

    [Fact]
    public void States_and_events_round_trip_through_JSON() =>
        ScheduleHistories.Any.Sample(steps =>
        {
            var events = steps.SelectMany(s => s.Events).ToList();
            var read = RoundTrip<IReadOnlyList<ScheduleEvent>>(events);
            var again = ScheduleEvolver.Fold(steps[0].Before, read)!;
            Assert.Equal(Write(steps[^1].After), Write(again));
            Assert.Equal(Write(steps[^1].After), Write(RoundTrip<Schedule>(steps[^1].After)));
        }, iter: 500);

    private static T RoundTrip<T>(T value) =>
        JsonSerializer.Deserialize<T>(JsonSerializer.Serialize(value, ScheduleJson.Options), ScheduleJson.Options)!;

    private static string Write(Schedule state) => JsonSerializer.Serialize(state, ScheduleJson.Options);
}
