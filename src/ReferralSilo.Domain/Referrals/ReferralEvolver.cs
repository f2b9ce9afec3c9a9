using System.Diagnostics;

namespace ReferralSilo.Domain.Referrals;

/// <summary>Applies events to a referral. An impossible pair throws, because a visible failure is better than a wrong
/// state.</summary>
public static class ReferralEvolver
{
    /// <summary>The state after the event.</summary>
    /// <exception cref="UnreachableException">The event cannot follow this state: a bug or a damaged store.</exception>
    public static Referral Evolve(Referral? state, ReferralEvent happened) =>
        (state is null ? (happened as ReferralEvent.Received)?.Begin() : happened.Apply(state))
            ?? throw new UnreachableException(
                $"{happened.GetType().Name} cannot follow {state?.Stage.ToString() ?? "nothing"}.");
}
