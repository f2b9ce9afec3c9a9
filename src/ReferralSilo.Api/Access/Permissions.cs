using System.Collections.Frozen;
using ReferralSilo.Contracts.Session;
using static ReferralSilo.Contracts.Session.Permission;

namespace ReferralSilo.Api.Access;

/// <summary>
/// The only table of permissions per role (PR-1). A scope (source, clinician, service lines) can only
/// remove permissions. The tests contain the approved text of this table, so a change shows up in review.
/// </summary>
public static class Permissions
{
    private static readonly Permission[] Desk =
    [
        ReadReferrals, ReadPatients, ReadOperations, ReadCapacity, ReadClinicians, ReadServiceLines, ReadSources,
        ReadStaff, ReadReports,
        SubmitReferral, ClaimReferral, PrioritizeReferral, WithdrawReferral, SupplyInformation, ScheduleReferral,
        ReadFhir, WatchTriage, WatchDesk, WatchSchedules, WatchWallboard, WatchReferral, WatchSource,
    ];

    private static readonly Permission[] Visits = [RecordVisit, AcknowledgeOutcome, CloseReferral];

    private static readonly FrozenDictionary<string, ulong> Table = new Dictionary<string, Permission[]>
    {
        // Nurses also book: an urgent referral is accepted and booked in one step (TR-6).
        [Roles.TriageNurse] = [.. Desk, DecideReferral],
        [Roles.Scheduler] = [.. Desk, .. Visits, Rehome],
        [Roles.Supervisor] = [.. Desk, .. Visits, DecideReferral, Rehome, ManageAvailability],
        [Roles.Clinician] =
        [
            ReadReferrals, ReadOperations, ReadCapacity, ReadClinicians, ReadServiceLines, RecordVisit,
            ManageOwnAvailability, WatchOwnSchedule, WatchReferral,
        ],
        [Roles.Source] =
            [
            ReadReferrals, ReadOperations, ReadServiceLines, SubmitReferral, SupplyInformation, WithdrawReferral,
            AcknowledgeOutcome, WatchSource,
        ],
        [Roles.Marketing] = [ReadServiceLines, ReadSources, ManageCampaigns, ReadReports, WatchWallboard],
        [Roles.Auditor] =
            [
            ReadReferrals, ReadCapacity, ReadClinicians, ReadServiceLines, ReadSources, ReadReports, ReadAudit,
            ReadFhir, WatchWallboard, WatchReferral,
        ],
        [Roles.Administrator] =
        [
            ReadOperations, ReadClinicians, ReadServiceLines, ReadSources, ReadStaff, ReadReports, ManageClinicians,
            ManageAvailability, ManageServiceLines, ManageSources, ManageCampaigns, ManageStaff, ManageLists,
            ReadMetrics, WatchWallboard,
        ],
        // A connected system: the whole workflow, and the settings
        // that it imports from other systems; neither staff nor audit.
        [Roles.Service] =
        [
            .. Desk, .. Visits, DecideReferral, Rehome, ManageClinicians, ManageAvailability, ManageServiceLines,
            ManageSources, ManageCampaigns, ReadMetrics, WriteFhir,
        ],
    }.ToFrozenDictionary(row => row.Key, row => Mask(row.Value));

    /// <summary>All roles of the table, in alphabetical order.</summary>
    public static IEnumerable<string> AllRoles => Table.Keys.Order(StringComparer.Ordinal);

    /// <summary>True when a role grants a permission.</summary>
    public static bool Grants(string role, Permission permission) => (Of(role) & Bit(permission)) != 0;

    /// <summary>True for a role of the table.</summary>
    public static bool IsRole(string role) => Table.ContainsKey(role);

    /// <summary>Permissions of a role as bits; an unknown role grants nothing.</summary>
    internal static ulong Of(string role) => Table.GetValueOrDefault(role);

    internal static ulong Bit(Permission permission) => 1UL << (int)permission;

    private static ulong Mask(Permission[] permissions) => permissions.Aggregate(0UL, (mask, p) => mask | Bit(p));
}
