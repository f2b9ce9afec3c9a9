using NodaTime;
using ReferralSilo.Contracts;
using D = ReferralSilo.Domain.Decision<ReferralSilo.Domain.Referrals.ReferralEvent>;
using E = ReferralSilo.Domain.Referrals.ReferralEvent;

namespace ReferralSilo.Domain.Referrals;

/// <summary>Handles due deadlines. Checks the deadline again: an early or late call does nothing.</summary>
internal static class ReferralClocks
{
    /// <summary>First reminder after a missed target; the interval doubles each time.</summary>
    private static readonly Duration FirstRepeat = Duration.FromMinutes(15);

    /// <summary>Longest interval between reminders.</summary>
    private static readonly Duration LongestRepeat = Duration.FromHours(24);

    public static D OnTimeUp(Referral state, ReferralContext context)
    {
        var events = new List<ReferralEvent>();
        if (state.Case.Claim is { } claim && context.Now >= claim.ExpiresAt)
            events.Add(new E.ClaimEnded(claim.By, "expired"));
        if (state.Clock is { } clock && context.Now >= clock.RingsAt)
        {
            events.Add(state is Referral.Offered
                ? new E.OfferEnded("expired", null, context.Start(ClockKind.Booking, state.Case))
                : new E.TargetBreached(clock.Kind, clock.DueAt, clock.Rings + 1, context.Now + Repeat(clock.Rings)));
        }

        return D.Accept([.. events, .. ReferralOnCall.OnTimeUp(state, context)]);
    }

    /// <summary>Recalculates the running clock for a new priority or need-by, from the same start. The end of an offer
    /// and the start of a visit do not depend on them. An emergency keeps its short target at any priority.</summary>
    public static Clock Recalculate(Referral state, Priority priority, Instant? needBy, ReferralContext context)
    {
        var clock = state.Clock!;
        if (clock.Kind is ClockKind.Offer or ClockKind.Visit) return clock;
        var due = EmergencyRules.DueAt(context.Line(state.Case.ServiceLine), clock.Kind, priority,
            state.Case.Eligibility.Concern, needBy, clock.StartedAt);
        return clock with { DueAt = due, Rings = 0, RingsAt = due };
    }

    /// <summary>From one reminder of a missed target to the next.</summary>
    /// <param name="rings">Reminders before.</param>
    internal static Duration Repeat(int rings)
    {
        var wait = FirstRepeat;
        for (var i = 0; i < rings && wait < LongestRepeat; i++) wait *= 2;
        return wait < LongestRepeat ? wait : LongestRepeat;
    }
}
