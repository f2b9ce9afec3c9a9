using NodaTime;
using ReferralSilo.Domain.Referrals;
using ReferralSilo.Simulation.Tests.Ledgers;
using E = ReferralSilo.Domain.Referrals.ReferralEvent;

namespace ReferralSilo.Simulation.Tests.Checks;

/// <summary>Checks of each commit of a referral.</summary>
internal sealed class ReferralChecks(Checker checker, Applied applied)
{
    private static readonly Duration Tolerance = Duration.FromSeconds(1);
    private readonly Instant _at = applied.Commit.At;

    public void Check(Referral? before, IReadOnlyList<E> events, Referral after)
    {
        // I7: every open referral has a clock.
        if (after.IsOpen && applied.Commit.DueAt is null) checker.Report("I7", $"{Where} is open and has no clock");
        var state = before;
        foreach (var happened in events)
        {
            checker.Effects.Add(happened, applied.At);
            CheckDeadline(state, happened);
            if (happened is E.SlotsOffered offered) CheckOffer(offered);
            state = Domain.Referrals.ReferralEvolver.Evolve(state, happened);
        }
    }

    /// <summary>I5: no slot is offered longer than it is held.</summary>
    private void CheckOffer(E.SlotsOffered offered)
    {
        foreach (var hold in offered.Holds)
            if (!checker.HeldUntil.TryGetValue(hold.Id, out var until) || until < offered.Clock.DueAt)
                checker.Report("I5",
                    $"{Where}: {hold.Id} is offered until {offered.Clock.DueAt} and held until {until}");
    }

    /// <summary>I10: each deadline fires once, and none fires early.</summary>
    private void CheckDeadline(Referral? state, E happened)
    {
        switch (happened)
        {
            case E.TargetBreached e when state!.Clock is not { } clock || e.Kind != clock.Kind
                || e.Rings != clock.Rings + 1:
                checker.Report("I10", $"{Where} fired {e.Kind} for the {e.Rings}. time at the wrong step");
                break;
            case E.TargetBreached when _at < state!.Clock!.RingsAt - Tolerance:
            case E.ClaimEnded { How: "expired" } when _at < state!.Case.Claim?.ExpiresAt - Tolerance:
            case E.OfferEnded { How: "expired" } when state is Referral.Offered { Holds.Count: > 0 }
                && _at < state.Clock!.DueAt - Tolerance:
                checker.Report("I10", $"{Where}: {happened} came early, at {_at}");
                break;
        }
    }

    private string Where => $"{applied.Commit.Stream} at {applied.Version}";
}
