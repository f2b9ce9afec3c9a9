using NodaTime;
using ReferralSilo.Domain.Referrals;
using ReferralSilo.Faults.Histories;
using E = ReferralSilo.Domain.Referrals.ReferralEvent;

namespace ReferralSilo.Faults.Checks;

/// <summary>I10: every deadline fires at least once, has one effect, and is never more than a second early.</summary>
public static class DeadlineCheck
{
    private static readonly Duration Early = Duration.FromSeconds(1);

    /// <summary>A deadline that has not fired this long after it was due and after the last fault is missed.</summary>
    private static readonly Duration Late = Duration.FromSeconds(30);

    public static IEnumerable<Violation> Check(History history) =>
        history.Referrals.Values.SelectMany(stream => stream.Steps).Select(CheckFired).OfType<Violation>()
            .Concat(history.FinalRead is { } final ? Missed(history, final) : []);

    /// <summary>For each deadline that fired: time from the due time to the decision of its effect.</summary>
    public static IEnumerable<(EventStored Line, Duration Late)> Lateness(History history) =>
        from stream in history.Referrals.Values
        from step in stream.Steps
        where Due(step) is not null
        select (step.Stored, step.Stored.At - Due(step)!.Value);

    private static Violation? CheckFired(EventStep<Referral, E> step)
    {
        var (at, before) = (step.Stored.At, step.Before);
        if (step.Happened is E.TargetBreached fired
            && (before?.Clock is not { } clock || fired.Kind != clock.Kind || fired.Rings != clock.Rings + 1))
            return new("I10",
                $"{step.Stored.Id}: {fired.Kind} fired as number {fired.Rings} after {before?.Clock?.Rings}.",
                step.Stored);
        return Due(step) is { } due && at < due - Early
            ? new("I10", $"{step.Stored.Id} was due at {due} and fired at {at}, too early.", step.Stored)
            : null;
    }

    private static Instant? Due(EventStep<Referral, E> step) => (step.Happened, step.Before) switch
    {
        (E.TargetBreached, { Clock: { } clock }) => clock.RingsAt,
        (E.ClaimEnded { How: "expired" }, { Case.Claim: { } claim }) => claim.ExpiresAt,
        // An offer whose holds were all lost ends at once.
        (E.OfferEnded { How: "expired" }, Referral.Offered { Holds.Count: > 0 } offered) => offered.Offer.RingsAt,
        _ => null,
    };

    private static IEnumerable<Violation> Missed(History history, StoreRead final)
    {
        // A deadline that was due during a fault gets the same time after the fault was healed.
        var healed = history.Faults.Select(f => f.Ended?.Ticks ?? final.Ticks).DefaultIfEmpty(0).Max();
        if (history.Faults.Count > 0 && final.Ticks - healed < history.Ticks(Late.TotalSeconds)) yield break;
        var streams = history.Referrals.Values.Select(l => ($"Referral {l.Id}", l.Last?.DueAt, l.Newest))
            .Concat(history.Schedules.Values.Select(l => ($"Schedule {l.Id}", l.Last?.DueAt, l.Newest)));
        foreach (var (what, due, newest) in streams)
            if (due < final.Wall - Late)
                yield return new("I10", $"{what} was due at {due} and had not fired at {final.Wall}.", newest, final);
    }
}
