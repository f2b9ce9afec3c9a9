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
        internal override Referral? Apply(Referral state) => Apply(state, new OnCallChange.Due(Run));
    }

    /// <summary>Someone on call is alerted. <paramref name="NextAt"/>: when the next one is; null when no one is
    /// left.</summary>
    public sealed record OnCallAlerted(int Run, OnCallAlert Alert, Instant? NextAt) : ReferralEvent
    {
        internal override Referral? Apply(Referral state) => Apply(state, new OnCallChange.Alerted(Run, Alert, NextAt));
    }

    /// <summary>An alert was not delivered. <paramref name="Code"/>: why, as of the message.</summary>
    public sealed record OnCallFailed(string Person, MessageChannel Channel, string Code) : ReferralEvent
    {
        /// <summary>When the alert was decided; null in events of older versions, with one alert to each.</summary>
        public Instant? At { get; init; }

        internal override Referral? Apply(Referral state) => Apply(state,
            new OnCallChange.Reported(new(0, Person, Channel, At, Code, null)));
    }

    /// <summary>The message of an alert left, or something keeps it back.</summary>
    public sealed record OnCallReported(OnCallReport Report) : ReferralEvent
    {
        internal override Referral? Apply(Referral state) => Apply(state, new OnCallChange.Reported(Report));
    }

    private static Referral? Apply(Referral state, OnCallChange step) => step.Apply(state.Case.OnCall) is { } run
        ? state with { Case = state.Case with { OnCall = run } } : null;
}
