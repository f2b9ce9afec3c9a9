using NodaTime;
using ReferralSilo.Domain.Referrals;
using ReferralSilo.Faults.Histories;
using E = ReferralSilo.Domain.Referrals.ReferralEvent;

namespace ReferralSilo.Faults.Checks;

/// <summary>I10: every clock rings at least once, has its effect once, and never more than a second early.</summary>
public static class ClockCheck
{
    private static readonly Duration Early = Duration.FromSeconds(1);

    /// <summary>A clock not rung so long after it was due, and so long after the last fault, is missed.</summary>
    private static readonly Duration Late = Duration.FromSeconds(30);

    public static IEnumerable<Violation> Check(History history) =>
        history.Referrals.Values.SelectMany(line => line.Steps).Select(Ring).OfType<Violation>()
            .Concat(history.FinalRead is { } final ? Missed(history, final) : []);

    /// <summary>From the moment a clock was due to the moment its effect was decided, of each that rang.</summary>
    public static IEnumerable<(EventStored Line, Duration Late)> Lateness(History history) =>
        from line in history.Referrals.Values
        from step in line.Steps
        where Due(step) is not null
        select (step.Line, step.Line.At - Due(step)!.Value);

    private static Violation? Ring(EventStep<Referral, E> step)
    {
        var (at, before) = (step.Line.At, step.Before);
        if (step.Happened is E.TargetBreached ring
            && (before?.Clock is not { } clock || ring.Kind != clock.Kind || ring.Rings != clock.Rings + 1))
            return new("I10",
                $"{step.Line.Id} rang {ring.Kind} for time {ring.Rings}, out of turn after {before?.Clock?.Rings}.",
                step.Line);
        return Due(step) is { } due && at < due - Early
            ? new("I10", $"{step.Line.Id} was due at {due} and rang at {at}, too early.", step.Line)
            : null;
    }

    private static Instant? Due(EventStep<Referral, E> step) => (step.Happened, step.Before) switch
    {
        (E.TargetBreached, { Clock: { } clock }) => clock.RingsAt,
        (E.ClaimEnded { How: "expired" }, { Case.Claim: { } claim }) => claim.ExpiresAt,
        // An offer whose holds were all lost is over at once.
        (E.OfferEnded { How: "expired" }, Referral.Offered { Holds.Count: > 0 } offered) => offered.Offer.RingsAt,
        _ => null,
    };

    private static IEnumerable<Violation> Missed(History history, StoreRead final)
    {
        // What fell due while something was broken has that long from when it was healed.
        var healed = history.Faults.Select(f => f.Ended?.Ticks ?? final.Ticks).DefaultIfEmpty(0).Max();
        if (history.Faults.Count > 0 && final.Ticks - healed < history.Ticks(Late.TotalSeconds)) yield break;
        foreach (var (what, due, line) in history.Referrals.Values.Select(l =>
            ($"Referral {l.Id}", l.Last?.DueAt, l.Newest))
            .Concat(history.Schedules.Values.Select(l => ($"Schedule {l.Id}", l.Last?.DueAt, l.Newest))))
            if (due < final.Wall - Late)
                yield return new("I10", $"{what} was due at {due} and had not rung at {final.Wall}.", line, final);
    }
}
