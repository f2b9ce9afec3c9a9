using NodaTime;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Domain.Schedules;
using ReferralSilo.Domain.Time;
using ReferralSilo.Simulation.Tests.Ledgers;
using E = ReferralSilo.Domain.Schedules.ScheduleEvent;

namespace ReferralSilo.Simulation.Tests.Checks;

/// <summary>Checks of each commit of a schedule.</summary>
internal sealed class ScheduleChecks(Checker checker, Applied applied)
{
    private readonly Instant _at = applied.Commit.At;

    public void Check(Schedule? before, IReadOnlyList<E> events, Schedule after)
    {
        var state = before;
        foreach (var happened in events)
        {
            if (happened is E.SlotHeld held) checker.HeldUntil[held.Hold.Value] = held.Until;
            if (happened is E.HoldEnded ended) CheckEnd(state!, ended);
            if (happened is E.SlotBooked booked) CheckBooking(events, booked);
            state = ScheduleEvolver.Evolve(state, happened);
            CheckNoOverlap(state);
        }

        if (after.Holds.Count > 0 && applied.Commit.DueAt is null)
            checker.Report("I7", $"{Where} has holds and no clock");
    }

    /// <summary>I4: no interval is held or booked by two referrals. A moved visit keeps its old time until its referral
    /// releases it.</summary>
    private void CheckNoOverlap(Schedule state)
    {
        (SlotId Slot, string Whose)[] busy =
            [.. state.Bookings.Select(b => (b.Slot, b.Referral.Value)), .. state.LiveHolds(_at)
            .Select(h => (h.Slot, $"hold {h.Id}"))];
        for (var i = 0; i < busy.Length; i++)
            for (var j = i + 1; j < busy.Length; j++)
                if (busy[i].Whose != busy[j].Whose
                    && CivilTime.Overlap(busy[i].Slot.Start, busy[i].Slot.End, busy[j].Slot.Start, busy[j].Slot.End))
                    checker.Report("I4", $"{Where}: {busy[i].Slot.Start} is taken twice");
    }

    /// <summary>I5: a hold ends at its end, unless it is confirmed or released earlier.</summary>
    private void CheckEnd(Schedule state, E.HoldEnded ended)
    {
        // An impossible step, which was already reported.
        if (state.Holds.FirstOrDefault(h => h.Id == ended.Hold) is not { } hold) return;
        if (ended.Reason == HoldEnd.Expired && hold.IsLive(_at))
            checker.Report("I5", $"{Where}: hold {hold.Id} ended before {hold.Until}");
        if (ended.Reason == HoldEnd.Confirmed && !hold.IsLive(_at))
            checker.Report("I5", $"{Where}: hold {hold.Id} was confirmed after {hold.Until}");
    }

    /// <summary>I5: an accepted offer confirms a live hold.</summary>
    private void CheckBooking(IReadOnlyList<E> events, E.SlotBooked booked)
    {
        if (checker.Find(Effects.KeyOfGrant(booked.Booking.Value)) is not { Command: AcceptOffer } request) return;
        if (!events.OfType<E.HoldEnded>()
            .Any(h => h.Reason == HoldEnd.Confirmed && h.Slot == booked.Slot && h.Referral == booked.Referral))
            checker.Report("I5", $"{Where}: {request} was booked without its hold");
    }

    private string Where => $"{applied.Commit.Stream} at {applied.Version}";
}
