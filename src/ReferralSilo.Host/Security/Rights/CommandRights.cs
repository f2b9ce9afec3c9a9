using System.Collections.Frozen;
using static ReferralSilo.Host.Security.Rights.Permission;

namespace ReferralSilo.Host.Security.Rights;

/// <summary>Which permission each command of a referral needs. No one may send a command that is not listed.</summary>
public static class CommandRights
{
    private static readonly (string Command, Permission Permission)[] Rows =
    [
        ("claim", ClaimReferral), ("release", ClaimReferral),
        ("accept", DecideReferral), ("route", DecideReferral), ("request-information", DecideReferral),
        ("decline", DecideReferral), ("redirect", DecideReferral),
        ("prioritize", PrioritizeReferral), ("withdraw", WithdrawReferral),
        ("supply-information", SupplyInformation),
        ("assign", ScheduleReferral), ("contact-attempts", ScheduleReferral), ("consents", ScheduleReferral),
        ("offers", ScheduleReferral), ("offers/accept", ScheduleReferral), ("offers/decline", ScheduleReferral),
        ("book", ScheduleReferral), ("reschedule", ScheduleReferral), ("cancel-appointment", ScheduleReferral),
        ("arrive", RecordVisit), ("complete", RecordVisit), ("no-show", RecordVisit),
        ("acknowledge", AcknowledgeOutcome), ("close", CloseReferral),
    ];

    private static readonly FrozenDictionary<string, Permission> ByCommand =
        Rows.ToFrozenDictionary(r => r.Command, r => r.Permission);

    /// <summary>All commands, in life-cycle order.</summary>
    public static IReadOnlyList<string> All { get; } = [.. Rows.Select(r => r.Command)];

    /// <summary>The permission that a command needs; null for an unknown command.</summary>
    public static Permission? Needs(string command) =>
        ByCommand.TryGetValue(command, out var permission) ? permission : null;
}
