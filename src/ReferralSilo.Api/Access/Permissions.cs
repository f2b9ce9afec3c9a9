using System.Collections.Frozen;
using ReferralSilo.Contracts.Session;
using static ReferralSilo.Contracts.Session.Permission;
using ViewLevel = ReferralSilo.Contracts.Referrals.ViewLevel;

namespace ReferralSilo.Api.Access;

/// <summary>
/// The only table of rights (PR-1): per role its permissions, the objects with which each may be used, and how much of
/// a referral the role sees. <see cref="AccessPolicy"/> reads it. The tests contain the approved text of this table, so
/// a change shows up in review.
/// </summary>
public static class Permissions
{
    // Of the caller's service lines.
    private static readonly Permission[] Desk =
    [
        ReadReferrals, ReadPatients, ReadPatientRecords, ReadCapacity, ReadStaff, SubmitReferral, ClaimReferral,
        PrioritizeReferral, WithdrawReferral, SupplyInformation, ScheduleReferral, UndoReferral, ReadFhir,
        WatchTriage, WatchDesk, WatchSchedules, WatchReferral, WatchSource, ReadServiceLines,
    ];

    private static readonly Permission[] Visits = [RecordVisit, AcknowledgeOutcome, CloseReferral];

    // Without patient data, so the same for all lines.
    private static readonly Permission[] Office =
        [ReadOperations, ReadClinicians, ReadSources, ReadReports, WatchWallboard];

    private static readonly FrozenDictionary<string, RoleGrant> Table = new[]
    {
        // Nurses also book: an urgent referral is accepted and booked in one step (TR-6).
        new RoleGrant(Roles.TriageNurse) { Every = Office, OwnLines = [.. Desk, DecideReferral] },
        new RoleGrant(Roles.Scheduler) { Every = Office, OwnLines = [.. Desk, .. Visits, Rehome] },
        new RoleGrant(Roles.Supervisor)
        {
            Every = [.. Office, ReadTemplates, WriteTemplates],
            OwnLines = [.. Desk, .. Visits, DecideReferral, Rehome, ManageAvailability],
        },
        new RoleGrant(Roles.Clinician)
        {
            Every = [ReadOperations, ReadClinicians], OwnLines = [ReadServiceLines],
            OwnSchedule = [ManageOwnAvailability, WatchOwnSchedule],
            OwnVisits =
                [ReadReferrals, ReadPatientRecords, ReadFhir, RecordVisit, UndoReferral, WatchReferral],
        },
        new RoleGrant(Roles.Source, ViewLevel.Source)
        {
            Every = [ReadOperations, ReadServiceLines],
            OwnSource =
            [
                ReadReferrals, ReadFhir, SubmitReferral, SupplyInformation, WithdrawReferral, AcknowledgeOutcome,
                WatchSource,
            ],
        },
        new RoleGrant(Roles.Marketing)
        {
            Every =
            [
                ReadOperations, ReadServiceLines, ReadSources, ManageCampaigns, ReadReports, WatchWallboard,
                ReadTemplates, WriteTemplates,
            ],
        },
        new RoleGrant(Roles.Auditor, ViewLevel.Record)
        {
            Every =
            [
                ReadClinicians, ReadServiceLines, ReadSources, ReadReports, ReadAudit, WatchWallboard, ReadTemplates,
            ],
            OwnLines = [ReadReferrals, WatchReferral],
        },
        new RoleGrant(Roles.Administrator)
        {
            Every =
            [
                ReadOperations, ReadClinicians, ReadServiceLines, ReadSources, ReadStaff, ReadReports,
                ManageClinicians, ManageAvailability, ManageServiceLines, ManageSources, ManageCampaigns, ManageStaff,
                ManageLists, ReadMetrics, WatchWallboard, ReadTemplates, WriteTemplates, ApproveTemplates,
                ManageMails,
            ],
        },
        // A connected system: the whole workflow of its lines, and the settings
        // that it imports from other systems; neither staff nor audit.
        new RoleGrant(Roles.Service)
        {
            Every =
            [
                .. Office, ManageClinicians, ManageAvailability, ManageServiceLines, ManageSources, ManageCampaigns,
                ReadMetrics, ReadTemplates, WriteTemplates,
            ],
            OwnLines = [.. Desk, .. Visits, DecideReferral, Rehome, WriteFhir],
        },
    }.ToFrozenDictionary(row => row.Role);

    /// <summary>What an account with a source keeps of its role: what concerns its own referrals.</summary>
    private static readonly Permission[] OfOneSource = [.. Of(Roles.Source)!.OwnSource, WriteFhir];

    /// <summary>All roles of the table, in alphabetical order.</summary>
    public static IEnumerable<string> AllRoles => Table.Keys.Order(StringComparer.Ordinal);

    /// <summary>True when a role grants a permission.</summary>
    public static bool Grants(string role, Permission permission) => ScopeOf(role, permission) is not null;

    /// <summary>The objects with which a role may use a permission; null when it may not.</summary>
    public static AccessScope? ScopeOf(string role, Permission permission) => Of(role)?.ScopeOf(permission);

    /// <summary>True for a role of the table.</summary>
    public static bool IsRole(string role) => Table.ContainsKey(role);

    /// <summary>
    /// What the roles of an account grant. With a source, only what concerns that source's own referrals, whatever the
    /// roles. An unknown role grants nothing.
    /// </summary>
    internal static IReadOnlyList<RoleGrant> Of(IReadOnlyList<string> roles, string? source)
    {
        List<RoleGrant> granted = [new RoleGrant("signed-in") { Every = [SignedIn] }];
        granted.AddRange(roles.Select(Of).OfType<RoleGrant>().Select(g => source is null ? g : WithinSource(g)));
        return granted;
    }

    private static RoleGrant? Of(string role) => Table.GetValueOrDefault(role);

    private static RoleGrant WithinSource(RoleGrant role) => new(role.Role, ViewLevel.Source)
    {
        Every = [.. Of(Roles.Source)!.Every.Where(p => role.ScopeOf(p) is not null)],
        OwnSource = [.. OfOneSource.Where(p => role.ScopeOf(p) is not null)],
    };
}
