using ReferralSilo.Contracts.Boards;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Domain.ServiceLines;

namespace ReferralSilo.Domain.Boards;

/// <summary>Shows the alerts of an alarm to people on call.</summary>
public static class OnCallViews
{
    /// <summary>For boards: counts and times.</summary>
    public static AlarmAlerts Counts(OnCallRun run) => new(run.Reached,
        run.Alerts is [.., var last] ? last.At.ToDateTimeOffset() : null, Next(run))
    {
        Waiting = run.Alerts.Count(a => a is { Failure: null, Waits: not null }),
        Reason = run.Alerts.LastOrDefault(a => !a.IsSent) is { } alert ? alert.Failure ?? Reason(alert) : null,
        NobodyReached = run.NobodyReached,
    };

    /// <summary>For a page: each alert.</summary>
    /// <param name="isOn">True while the alarm is on.</param>
    public static OnCallView Of(OnCallRun run, bool isOn) => new(isOn ? Next(run) : null,
        [.. run.Alerts.Select(a => new OnCallAlertView(a.Person, a.Channel, a.At.ToDateTimeOffset(), a.IsSupervisor,
            a.Failure) { Waits = a.Waits })],
        isOn && run is { IsEmpty: false, NobodyReached: true })
    {
        WithOthers = isOn && run.IsJoined,
    };

    private static DateTimeOffset? Next(OnCallRun run) => run.IsJoined ? null : run.NextAt?.ToDateTimeOffset();

    private static string? Reason(OnCallAlert alert) => alert.Waits == OnCallAlert.Planned ? null : alert.Waits;
}
