using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Domain.ServiceLines;

namespace ReferralSilo.Domain.Referrals;

/// <content>The alerts to people on call.</content>
public abstract partial record ReferralEvent
{
    /// <summary>The next alert to someone on call was planned, or planned anew; without a time no one is
    /// left.</summary>
    public sealed record OnCallDue(OnCallRun Run) : ReferralEvent
    {
        internal override Referral? Apply(Referral state) => With(state, Run);
    }

    /// <summary>Someone on call is alerted. <paramref name="NextAt"/>: when the next one is; null when no one is
    /// left.</summary>
    public sealed record OnCallAlerted(int Run, OnCallAlert Alert, Instant? NextAt) : ReferralEvent
    {
        internal override Referral? Apply(Referral state) => state.Case.OnCall is { } run
            ? With(state, run with { Alerts = [.. run.Alerts, Alert], NextAt = NextAt }) : null;
    }

    /// <summary>An alert was not delivered. <paramref name="Code"/>: why, as of the message.</summary>
    public sealed record OnCallFailed(string Person, MessageChannel Channel, string Code) : ReferralEvent
    {
        internal override Referral? Apply(Referral state) => state.Case.OnCall is { } run
            ? With(state, run with
            {
                Alerts = [.. run.Alerts.Select(a => a.Key == new OnCallKey(Person, Channel)
                    ? a with { Failure = Code } : a)],
            })
            : null;
    }

    private static Referral With(Referral state, OnCallRun run) =>
        state with { Case = state.Case with { OnCall = run } };
}
