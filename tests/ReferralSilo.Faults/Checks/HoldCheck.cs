using NodaTime;
using ReferralSilo.Domain.Referrals;
using ReferralSilo.Domain.Schedules;
using ReferralSilo.Faults.Histories;
using E = ReferralSilo.Domain.Schedules.ScheduleEvent;
using R = ReferralSilo.Domain.Referrals.ReferralEvent;

namespace ReferralSilo.Faults.Checks;

/// <summary>
/// I5: a hold never ends early, its slot is free soon after its end, and a hold that has ended or was superseded is
/// never confirmed.
/// </summary>
public static class HoldCheck
{
    /// <summary>Longest time from the end of a hold to its event, without faults.</summary>
    private static readonly Duration FreeWithin = Duration.FromSeconds(5);

    /// <summary>The same during faults and recovery.</summary>
    private static readonly Duration FreeWithinFaulty = Duration.FromSeconds(History.RecoverySeconds);

    public static IEnumerable<Violation> Check(History history)
    {
        var accepts = history.Calls.Where(c => c is { Command: "offers/accept", Request.Operation: not null })
            .ToLookup(c => c.Request.Operation!);
        var given = history.Schedules.Values.SelectMany(stream => stream.Steps)
            .Where(s => s.Happened is E.HoldEnded { Reason: HoldEnd.Released })
            .ToLookup(s => ((E.HoldEnded)s.Happened).Hold.Value);
        return history.Schedules.Values.SelectMany(stream => OfSchedule(history, stream, accepts))
            .Concat(history.Referrals.Values.SelectMany(stream => OfReferral(stream, given)));
    }

    private static IEnumerable<Violation> OfSchedule(History history, EventStream<Schedule, E> stream,
        ILookup<string, Call> accepts)
    {
        var held = new Dictionary<string, (EventStored Line, Instant Until)>();
        for (var i = 0; i < stream.Steps.Count; i++)
        {
            var (stored, happened, at) = (stream.Steps[i].Stored, stream.Steps[i].Happened, stream.Steps[i].Stored.At);
            if (happened is E.SlotHeld hold) held[hold.Hold.Value] = (stored, hold.Until);
            if (happened is E.HoldEnded ended && held.Remove(ended.Hold.Value, out var begun))
            {
                if (ended.Reason == HoldEnd.Expired && at < begun.Until)
                    yield return new("I5",
                        $"The hold {ended.Hold.Value} ended at {at}, before its end at {begun.Until}.", begun.Line,
                        stored);
                if (ended.Reason == HoldEnd.Expired && IsLate(history, begun.Until, at))
                    yield return new("I5", $"The hold {ended.Hold.Value} was over at {begun.Until} and ended at {at}.",
                        begun.Line, stored);
                if (ended.Reason == HoldEnd.Confirmed && at >= begun.Until)
                    yield return new("I5",
                        $"The hold {ended.Hold.Value} was over at {begun.Until} and confirmed at {at}.", begun.Line,
                        stored);
            }

            if (happened is E.SlotBooked booked && accepts[ReferralSlots.AttemptOf(booked.Booking.Value)]
                .FirstOrDefault() is { } accept
                && !(i > 0 && stream.Steps[i - 1].Happened is E.HoldEnded { Reason: HoldEnd.Confirmed } from
                    && from.Slot == booked.Slot && from.Referral == booked.Referral))
                yield return new("I5", $"{accept.Name} was booked without a hold that it confirmed.", accept.Request,
                    accept.Answer, stored);
        }

        foreach (var (id, (stored, until)) in held)
            if (history.FinalRead is { } final && IsLate(history, until, final.Wall))
                yield return new("I5", $"The hold {id} was over at {until} and is still there.", stored, final);
    }

    /// <summary>An offered slot stays held until the offer ends or the referral itself releases it.</summary>
    private static IEnumerable<Violation> OfReferral(EventStream<Referral, R> stream,
        ILookup<string, EventStep<Schedule, E>> given)
    {
        foreach (var step in stream.Steps)
        {
            if (step.Happened is not R.SlotsOffered offered) continue;
            var over = stream.Steps.Skip((int)step.Stored.Version)
                .FirstOrDefault(s =>
                s.After is not Referral.Offered || s.Happened is R.SlotsOffered or R.HoldLost)?.Stored;
            var end = over is null ? offered.Clock.DueAt : Instant.Min(offered.Clock.DueAt, over.At);
            foreach (var hold in offered.Holds)
                if (given[hold.Id].FirstOrDefault() is { } back && back.Stored.At < end)
                    yield return new("I5",
                        $"{stream.Id} offers {hold.Id} until {offered.Clock.DueAt}, and it was given back at "
                            + $"{back.Stored.At}.",
                        step.Stored, back.Stored, over);
        }
    }

    private static bool IsLate(History history, Instant due, Instant at) =>
        at > due + FreeWithin && history.TicksAt(at) > Latest(history, due);

    /// <summary>
    /// A hold cannot end while the database is unavailable: a fault that begins before the limit extends it to the
    /// healing plus recovery. A fault that begins when the hold is already late does not extend the limit.
    /// </summary>
    private static long Latest(History history, Instant due)
    {
        var latest = history.TicksAt(due + FreeWithin);
        foreach (var fault in history.Faults.OrderBy(f => f.Began.Ticks))
        {
            if (fault.Began.Ticks > latest) break;
            latest = fault.Ended is { } ended
                ? Math.Max(latest, ended.Ticks + history.Ticks(FreeWithinFaulty.TotalSeconds)) : long.MaxValue;
        }

        return latest;
    }
}
