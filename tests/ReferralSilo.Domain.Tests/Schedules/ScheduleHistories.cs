using CsCheck;
using NodaTime;
using ReferralSilo.Domain.Schedules;
using ReferralSilo.Domain.Time;
using static ReferralSilo.Domain.Tests.Schedules.ASchedule;

namespace ReferralSilo.Domain.Tests.Schedules;

/// <summary>One command at one instant, its decision, and the states before and after.</summary>
internal sealed record HistoryStep(Instant At, ScheduleCommand Command, Decision<ScheduleEvent> Decision,
    Schedule Before, Schedule After)
{
    public IReadOnlyList<ScheduleEvent> Events => (Decision as Decision<ScheduleEvent>.Accepted)?.Events ?? [];
}

/// <summary>Random histories with few slots, ids and referrals, so that callers often collide. Time advances by
/// nothing, by seconds, or past the end of every hold.</summary>
internal static class ScheduleHistories
{
    private static readonly Gen<SlotId> Slots =
        Gen.Select(Gen.Int[0, 11], Gen.Int[1, 3])
            .Select((step, thirds) => Slot(9 + (step / 4), step % 4 * 15, thirds * 15));

    private static readonly Gen<string> Referrals = Gen.Int[1, 3].Select(i => $"r{i}");
    private static readonly Gen<HoldId> Holds = Gen.Int[1, 8].Select(i => new HoldId($"h{i}"));
    private static readonly Gen<BookingId> Bookings = Gen.Int[1, 6].Select(i => new BookingId($"b{i}"));

    private static readonly Gen<Func<Schedule, Instant, ScheduleCommand>> Commands = Gen.Frequency(
        (8, Gen.Select(Holds, Slots, Referrals, Gen.Int[1, 20])
            .Select((id, slot, r, minutes) => (Func<Schedule, Instant, ScheduleCommand>)((_, now) =>
                new ScheduleCommand.Hold(id, slot, new(r), null, now + Duration.FromMinutes(minutes))))),
        (6, Gen.Select(Bookings, Slots, Referrals)
        .Select((id, slot, r) => Constant(new ScheduleCommand.Book(id, slot, new(r), null, null)))),
        (6, Gen.Select(Bookings, Slots, Referrals, Holds)
        .Select((id, slot, r, from) => Constant(new ScheduleCommand.Book(id, slot, new(r), null, from)))),
        (4, Gen.Select(Bookings, Gen.Int[0, 7])
            .Select((id, which) => (Func<Schedule, Instant, ScheduleCommand>)((state, _) =>
                ConfirmAny(state, id, which)))),
        (3, Gen.Select(Holds, Gen.Bool)
        .Select((id, displaced) => Constant(new ScheduleCommand.ReleaseHold(id, displaced)))),
        (2, Bookings.Select(id => Constant(new ScheduleCommand.ReleaseBooking(id, "moved")))),
        (1, Bookings.Select(id => Constant(new ScheduleCommand.Finish(id)))),
        (1, Bookings.Select(id => Constant(new ScheduleCommand.Reopen(id)))),
        (2, Gen.Const(Constant(new ScheduleCommand.TimeUp()))),
        (1, Gen.Int[0, 3].Select(buffer => Constant(new ScheduleCommand.Define(ProfileWithLengths(buffer * 5))))),
        (1, Gen.Int[8, 10].Select(from => Constant(new ScheduleCommand.SetAvailability([Period(Workdays, from, 12)])))),
        (1, Gen.Select(Gen.Int[1, 2], Slots, Gen.Bool)
            .Select((i, slot, extra) => Constant(new ScheduleCommand.AddException(
            new ScheduleException(new($"x{i}"), slot.Start, slot.End, extra, null))))),
        (1, Gen.Int[1, 90]
        .Select(m =>
        (Func<Schedule, Instant, ScheduleCommand>)((_, now) =>
            new ScheduleCommand.BeAvailable(now + Duration.FromMinutes(m))))),
        (1, Gen.Int[0, 2].Select(m => Constant(new ScheduleCommand.RunLate(m * 10)))),
        (1, Gen.Int[1, 2].Select(i => Constant(new ScheduleCommand.RemoveException(new($"x{i}"))))));

    private static readonly Gen<Duration> Pauses = Gen.Frequency(
        (5, Gen.Const(Duration.Zero)),
        (3, Gen.Int[1, 120].Select(s => Duration.FromSeconds(s))),
        (1, Gen.Int[5, 30].Select(m => Duration.FromMinutes(m))));

    public static Gen<IReadOnlyList<HistoryStep>> Any { get; } = Gen.Select(Commands, Pauses).List[1, 60].Select(Run);

    private static IReadOnlyList<HistoryStep> Run(
        List<(Func<Schedule, Instant, ScheduleCommand> Command, Duration Pause)> script)
    {
        var state = Free(ProfileWithLengths(0));
        var now = Now;
        var steps = new List<HistoryStep>();
        foreach (var (make, pause) in script)
        {
            now += pause;
            var command = make(state, now);
            var decision = ScheduleDecider.Decide(state, command, now);
            var after = decision is Decision<ScheduleEvent>.Accepted accepted
                ? ScheduleEvolver.Fold(state, accepted.Events)! : state;
            steps.Add(new HistoryStep(now, command, decision, state, after));
            state = after;
        }
        return steps;
    }

    private static ClinicianProfile ProfileWithLengths(int buffer) => Profile(buffer: buffer) with
    {
        VisitTypes =
            [new(Contracts.VisitType.Video, 15), new(Contracts.VisitType.Phone, 30),
            new(Contracts.VisitType.Video, 45)],
    };

    // Includes holds without a recorded end, which must be refused.
    private static ScheduleCommand ConfirmAny(Schedule state, BookingId id, int which)
    {
        if (state.Holds.Count == 0)
            return new ScheduleCommand.TimeUp();
        var hold = state.Holds[which % state.Holds.Count];
        return new ScheduleCommand.Book(id, hold.Slot, hold.Referral, null, hold.Id);
    }

    private static Func<Schedule, Instant, ScheduleCommand> Constant(ScheduleCommand command) => (_, _) => command;
}

/// <summary>Checks I4 and I5 from events and instants only, without the code under test.</summary>
internal static class HistoryChecker
{
    private sealed record Claim(string Id, Instant Start, Instant End, Instant? Until);

    /// <summary>The fault in the history; null for none.</summary>
    public static string? FindFault(IEnumerable<(Instant At, ScheduleEvent Event)> history)
    {
        var live = new List<Claim>();
        var used = new HashSet<string>();
        foreach (var (at, happened) in history)
        {
            switch (happened)
            {
                case ScheduleEvent.SlotHeld e:
                    if (Add(live, used, new Claim("hold " + e.Hold, e.Slot.Start, e.Slot.End, e.Until)) is { } twice)
                        return twice;
                    break;
                case ScheduleEvent.SlotBooked e:
                    if (Add(live, used, new Claim("booking " + e.Booking, e.Slot.Start, e.Slot.End, null)) is { } again)
                        return again;
                    break;
                case ScheduleEvent.HoldEnded e:
                    var hold = live.Find(c => c.Id == "hold " + e.Hold);
                    if (hold is null)
                        return $"hold {e.Hold} ended without a start";
                    if (e.Reason == HoldEnd.Expired && at < hold.Until)
                        return $"hold {e.Hold} expired early";
                    if (e.Reason == HoldEnd.Confirmed && at >= hold.Until)
                        return $"hold {e.Hold} was confirmed after its end";
                    live.Remove(hold);
                    break;
                case ScheduleEvent.BookingReleased e:
                    if (live.RemoveAll(c => c.Id == "booking " + e.Booking) != 1)
                        return $"booking {e.Booking} was released without a start";
                    break;
            }
        }
        return null;
    }

    private static string? Add(List<Claim> live, HashSet<string> used, Claim claim)
    {
        if (!used.Add(claim.Id))
            return $"{claim.Id} was used twice";
        if (live.Find(c => CivilTime.Overlap(c.Start, c.End, claim.Start, claim.End)) is { } other)
            return $"{claim.Id} overlaps {other.Id}";
        live.Add(claim);
        return null;
    }
}
