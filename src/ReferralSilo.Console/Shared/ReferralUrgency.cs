using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Boards;
using ReferralSilo.Contracts.Referrals;

namespace ReferralSilo.Console.Shared;

/// <summary>What marks a referral as urgent, as on its row of a board.</summary>
public static class ReferralUrgency
{
    /// <summary>Danger to life; none after a nurse has decided.</summary>
    public static EmergencyConcern Concern(this ReferralView view) =>
        view.Stage is Stage.Received or Stage.InformationRequested && view.Eligibility.Concern is { } concern
            ? concern : EmergencyConcern.None;

    /// <summary>See <see cref="QueueAlarm"/>.</summary>
    public static bool Alarms(this ReferralView view) => QueueAlarm.IsOn(view.Stage, view.Priority, view.Concern(),
        view.ClaimedBy is not null && view.ClaimedByDesk != true, view.NeedBy, view.ReceivedAt, view.Clock?.DueAt,
        view.Clock is { Breached: true });
}
