using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Domain.Time;
using Decision = ReferralSilo.Domain.Decision<ReferralSilo.Domain.Schedules.ScheduleEvent>;

namespace ReferralSilo.Domain.Schedules;

/// <summary>The rules of a schedule: a pure function of the committed state, a command and the instant.</summary>
public static class ScheduleDecider
{
    /// <summary>Decides one command; <see cref="ScheduleCommand"/> lists the refusals of each.</summary>
    public static Decision Decide(Schedule? state, ScheduleCommand command, Instant now) => (state, command) switch
    {
        (null, ScheduleCommand.Define c) => new ScheduleEvent.Defined(c.Profile),
        // Nothing is held here, so this is done already. A refusal would make the sender retry forever.
        (null, ScheduleCommand.ReleaseHold or ScheduleCommand.ReleaseBooking or ScheduleCommand.TimeUp) =>
            Decision.NoChange,
        (null, _) => ScheduleRefusals.ClinicianUnknown,
        ({ } s, ScheduleCommand.Define c) => Define(s, c),
        ({ } s, ScheduleCommand.SetAvailability c) => SetAvailability(s, c),
        ({ } s, ScheduleCommand.AddException c) => AddException(s, c, now),
        ({ } s, ScheduleCommand.RemoveException c) => RemoveException(s, c),
        ({ } s, ScheduleCommand.Hold c) => Hold(s, c, now),
        ({ } s, ScheduleCommand.Book c) => Book(s, c, now),
        ({ } s, ScheduleCommand.ReleaseHold c) => ReleaseHold(s, c, now),
        ({ } s, ScheduleCommand.ReleaseBooking c) => ReleaseBooking(s, c, now),
        ({ } s, ScheduleCommand.Finish c) => Finish(s, c, now),
        ({ } s, ScheduleCommand.Reopen c) => Reopen(s, c, now),
        ({ } s, ScheduleCommand.BeAvailable c) => BeAvailable(s, c, now),
        ({ } s, ScheduleCommand.RunLate c) => RunLate(s, c, now),
        ({ } s, ScheduleCommand.SetCalendarFeed c) => SetCalendarFeed(s, c),
        ({ } s, ScheduleCommand.TimeUp) => Decision.Accept([.. Expired(s, now)]),
        _ => new Refusal("command-unknown", $"A schedule does not know the command {command.GetType().Name}."),
    };

    private static Decision Define(Schedule s, ScheduleCommand.Define c) =>
        c.Profile.Id != s.Clinician ? ScheduleRefusals.ClinicianMismatch
        : Defined(s, c.Given is { } given ? c.Profile.Over(s.Profile, given) : c.Profile);

    private static Decision Defined(Schedule s, ClinicianProfile profile) =>
        profile.Equals(s.Profile) ? Decision.NoChange
        : profile.MinAge > profile.MaxAge ? ScheduleRefusals.AgesCrossed
        : new ScheduleEvent.Defined(profile);

    private static Decision SetAvailability(Schedule s, ScheduleCommand.SetAvailability c) =>
        c.Periods.SequenceEqual(s.Availability) ? Decision.NoChange : new ScheduleEvent.AvailabilitySet(c.Periods);

    private static Decision AddException(Schedule s, ScheduleCommand.AddException c, Instant now)
    {
        // The zone may have changed since the command was made.
        var added = c.Exception.In(s.Profile.Zone);
        if (s.Exceptions.FirstOrDefault(e => e.Id == added.Id) is { } known)
            return known == added ? Decision.NoChange : ScheduleRefusals.IdReused;
        if (s.Exceptions.Count < ScheduleLimits.ExceptionsMost) return new ScheduleEvent.ExceptionAdded(added);
        // The ones that ended long ago make room, unless a visit in them still has no outcome.
        var before = now - ScheduleLimits.PastKeptFor;
        var over = s.Exceptions.Where(e => e.To < before && !s.BookingsHitBy(e).Any())
            .Select(e => new ScheduleEvent.ExceptionRemoved(e.Id)).ToList();
        return over.Count == 0 ? ScheduleRefusals.TooManyExceptions
            : Decision.Accept([.. over, new ScheduleEvent.ExceptionAdded(added)]);
    }

    private static Decision RemoveException(Schedule s, ScheduleCommand.RemoveException c) =>
        s.Exceptions.Any(e => e.Id == c.Exception) ? new ScheduleEvent.ExceptionRemoved(c.Exception)
            : Decision.NoChange;

    private static Decision Hold(Schedule s, ScheduleCommand.Hold c, Instant now)
    {
        if (s.Holds.FirstOrDefault(h => h.Id == c.Id) is { } known)
        {
            return !known.IsLive(now) ? ScheduleRefusals.HoldEnded
                : (known.Slot, known.Referral) == (c.Slot, c.Referral) ? Decision.NoChange
                : ScheduleRefusals.IdReused;
        }
        if (IsEnded(s.EndedHolds, c.Id.Value, now))
            return ScheduleRefusals.HoldEnded;
        var length = c.Until - now;
        if (length < ScheduleLimits.ShortestHold - ScheduleLimits.HoldSlack
            || length > ScheduleLimits.LongestHold + ScheduleLimits.HoldSlack)
            return ScheduleRefusals.HoldLengthInvalid;
        if (FindRefusal(s, c.Slot, c.VisitType, c.Need, now) is { } no)
            return no;
        if (s.LiveHolds(now).Count() >= ScheduleLimits.HoldsMost)
            return ScheduleRefusals.TooManyHolds;
        return Decision.Accept([.. Expired(s, now), .. Replaced(s, c.Slot, c.Need, now),
            new ScheduleEvent.SlotHeld(c.Id, c.Slot, c.Referral, VisitTypeIn(s, c.Slot, c.VisitType, c.Need, now),
                c.Until)]);
    }

    private static Decision Book(Schedule s, ScheduleCommand.Book c, Instant now)
    {
        if (s.Bookings.FirstOrDefault(b => b.Id == c.Id) is { } known)
            return (known.Slot, known.Referral) == (c.Slot, c.Referral) ? Decision.NoChange
                : ScheduleRefusals.IdReused;
        if (IsEnded(s.EndedBookings, c.Id.Value, now))
            return ScheduleRefusals.BookingEnded;
        if (c.From is { } from)
            return Confirm(s, c, s.Holds.FirstOrDefault(h => h.Id == from), now);
        if (s.LiveHolds(now).FirstOrDefault(h => (h.Slot, h.Referral) == (c.Slot, c.Referral)) is { } own)
            return Confirm(s, c, own, now);
        if (FindRefusal(s, c.Slot, c.VisitType, c.Need, now) is { } no)
            return no;
        return Decision.Accept([.. Expired(s, now), .. Replaced(s, c.Slot, c.Need, now),
            new ScheduleEvent.SlotBooked(c.Id, c.Slot, c.Referral, VisitTypeIn(s, c.Slot, c.VisitType, c.Need, now),
                c.Need?.Overrule)]);
    }

    // A live hold stays valid when availability, limit or length change. Time off and the rules of who may see whom
    // still refuse it.
    private static Decision Confirm(Schedule s, ScheduleCommand.Book c, Hold? hold, Instant now)
    {
        if (hold is null)
            return IsEnded(s.EndedHolds, c.From!.Value.Value, now) ? ScheduleRefusals.HoldExpired
                : ScheduleRefusals.HoldUnknown;
        if ((hold.Slot, hold.Referral) != (c.Slot, c.Referral))
            return ScheduleRefusals.HoldMismatch;
        if (!hold.IsLive(now))
            return ScheduleRefusals.HoldExpired;
        if (FindBrokenRule(s, c.Slot, c.Need) is { } broken)
            return broken;
        if (c.Slot.End <= now || OpenTime.IsTimeOff(s, c.Slot.Start, c.Slot.End))
            return ScheduleRefusals.SlotUnavailable;
        if (c.VisitType is { } wanted && wanted != hold.VisitType && !s.Profile.OfLength(c.Slot.Length)
            .Contains(wanted))
            return ScheduleRefusals.VisitTypeNotOffered;
        // Another type may have longer buffers.
        if (c.VisitType is { } other && other != hold.VisitType && BusyTime.IsTaken(
            s with { Holds = [.. s.Holds.Where(h => h.Id != hold.Id)] }, c.Slot, other, now, c.Need))
            return ScheduleRefusals.SlotTaken;
        return Decision.Accept([.. Expired(s, now), Ended(hold, HoldEnd.Confirmed, now),
            new ScheduleEvent.SlotBooked(c.Id, c.Slot, c.Referral, c.VisitType ?? hold.VisitType, c.Need?.Overrule)]);
    }

    private static Decision ReleaseHold(Schedule s, ScheduleCommand.ReleaseHold c, Instant now)
    {
        if (s.Holds.FirstOrDefault(h => h.Id == c.Id) is not { } hold)
            return IsEnded(s.EndedHolds, c.Id.Value, now) ? Decision.NoChange
                : new ScheduleEvent.HoldBarred(c.Id, now);
        return Ended(hold, !hold.IsLive(now) ? HoldEnd.Expired : c.Displaced ? HoldEnd.Displaced : HoldEnd.Released,
            now);
    }

    private static Decision ReleaseBooking(Schedule s, ScheduleCommand.ReleaseBooking c, Instant now) =>
        s.Bookings.FirstOrDefault(b => b.Id == c.Id) switch
        {
            null when IsEnded(s.EndedBookings, c.Id.Value, now) => Decision.NoChange,
            null => new ScheduleEvent.BookingBarred(c.Id, now),
            { Finished: true } => ScheduleRefusals.BookingFinished,
            var b => new ScheduleEvent.BookingReleased(b.Id, b.Slot, b.Referral, c.Reason, now),
        };

    private static Decision Finish(Schedule s, ScheduleCommand.Finish c, Instant now) =>
        s.Bookings.FirstOrDefault(b => b.Id == c.Id) switch
        {
            null when IsEnded(s.EndedBookings, c.Id.Value, now) => ScheduleRefusals.BookingEnded,
            null => ScheduleRefusals.BookingUnknown,
            { Finished: true } => Decision.NoChange,
            var b => Decision.Accept([new ScheduleEvent.BookingFinished(b.Id), .. Archive(s, now)]),
        };

    private static Decision Reopen(Schedule s, ScheduleCommand.Reopen c, Instant now) =>
        s.Bookings.FirstOrDefault(b => b.Id == c.Id) switch
        {
            null when IsEnded(s.EndedBookings, c.Id.Value, now) => ScheduleRefusals.BookingEnded,
            null => ScheduleRefusals.BookingUnknown,
            { Finished: false } => Decision.NoChange,
            var b => new ScheduleEvent.BookingReopened(b.Id),
        };

    // Archives several visits together, because each archive event is stored forever.
    private static IEnumerable<ScheduleEvent> Archive(Schedule s, Instant now)
    {
        var before = now - ScheduleLimits.PastKeptFor;
        return s.Bookings.Count(b => b.Finished && b.Slot.End <= before) >= ScheduleLimits.ArchivedAtOnce
            ? [new ScheduleEvent.PastArchived(before)]
            : [];
    }

    private static Decision BeAvailable(Schedule s, ScheduleCommand.BeAvailable c, Instant now)
    {
        if (c.Until is not { } until)
            return s.IsOnDemand(now) ? new ScheduleEvent.AvailableNowEnded() : Decision.NoChange;
        if (until <= now || until - now > ScheduleLimits.LongestOnDemand + ScheduleLimits.HoldSlack)
            return ScheduleRefusals.AvailableUntilInvalid;
        return s.IsOnDemand(now) && s.OnDemand!.Until == until ? Decision.NoChange
            // The start stays while the pool continues, so that its slots keep their ids.
            : new ScheduleEvent.AvailableNow(s.IsOnDemand(now) ? s.OnDemand!.From : now, until);
    }

    private static Decision RunLate(Schedule s, ScheduleCommand.RunLate c, Instant now) =>
        c.Minutes is < 0 or > ScheduleLimits.LateMinutes ? ScheduleRefusals.LateMinutesInvalid
        : s.LateMinutes(now) == c.Minutes ? Decision.NoChange
        : new ScheduleEvent.RanLate(c.Minutes, now);

    private static Decision SetCalendarFeed(Schedule s, ScheduleCommand.SetCalendarFeed c) =>
        c.Open ? new ScheduleEvent.CalendarFeedSet(new CalendarFeed((s.Feed?.Generation ?? 0) + 1, IsOpen: true))
        : s.Feed is { IsOpen: true } open ? new ScheduleEvent.CalendarFeedSet(open with { IsOpen = false })
        : Decision.NoChange;

    private static Refusal? FindRefusal(Schedule s, SlotId slot, VisitType? wanted, SlotNeed? need, Instant now) =>
        SlotRules.First(SlotRules.Broken(s, slot, wanted, now, need)) is { } rule ? SlotRefusals.For(rule, need) : null;

    private static Refusal? FindBrokenRule(Schedule s, SlotId slot, SlotNeed? need) =>
        need is not null && slot.Clinician == s.Clinician
            && SlotRules.FirstBrokenRule(s.Profile, need, slot.Start) is { } rule
            ? SlotRefusals.For(rule, need) : null;

    private static VisitType VisitTypeIn(Schedule s, SlotId slot, VisitType? wanted, SlotNeed? need, Instant now) =>
        wanted ?? FreeTime.TypesOf(s, slot, now, need)![0];

    // These events come before the slot is taken, so that the history never shows two owners.
    private static IEnumerable<ScheduleEvent> Expired(Schedule s, Instant now) =>
        s.Holds.Where(h => !h.IsLive(now)).Select(h => Ended(h, HoldEnd.Expired, now));

    // A hold of the referral that overlaps the new slot ends with it, and the schedule reports this to the referral in
    // case the referral's own commit is lost. A booking of the referral stays until the referral releases it: the
    // patient must not lose both.
    private static IEnumerable<ScheduleEvent> Replaced(Schedule s, SlotId slot, SlotNeed? need, Instant now) =>
        need is null ? [] : s.LiveHolds(now)
            .Where(h => need.IsGivenUp(h.Id.Value, h.Referral)
                && CivilTime.Overlap(h.Slot.Start, h.Slot.End, slot.Start, slot.End))
            .Select(h => Ended(h, HoldEnd.Displaced, now));

    private static ScheduleEvent Ended(Hold hold, HoldEnd reason, Instant now) =>
        new ScheduleEvent.HoldEnded(hold.Id, hold.Slot, hold.Referral, reason, now);

    private static bool IsEnded(IReadOnlyList<EndedId> ended, string id, Instant now) =>
        ended.Any(e => e.Id == id && now < e.ForgetAt);
}
