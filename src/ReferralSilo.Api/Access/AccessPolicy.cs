using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Domain;

namespace ReferralSilo.Api.Access;

/// <summary>
/// The only decision about access: who, which action, which object. HTTP, FHIR, the hub, the screens and operations ask
/// it. It is a pure function of its arguments; roles and their scopes are the table <see cref="Permissions"/>.
/// </summary>
public static class AccessPolicy
{
    /// <summary>Decides whether the caller may do this with the object.</summary>
    public static AccessDecision Decide(Caller caller, Permission action, AccessObject target)
    {
        if (!caller.SignedIn) return Denied(AccessReasons.NotSignedIn);
        var (level, reason) = (ViewLevel.Nothing, AccessReasons.NoPermission);
        foreach (var role in caller.Granted)
        {
            if (role.ScopeOf(action) is not { } scope) continue;
            if (!Covers(scope, caller, target))
            {
                if (level == ViewLevel.Nothing) reason = Outside(scope);
            }
            else if (role.Level > level)
                (level, reason) = (role.Level, Inside(scope));
        }

        return level == ViewLevel.Nothing ? Denied(reason)
            : new AccessDecision(true, reason, caller.Id, action, target.Kind, target.Id, level);

        AccessDecision Denied(string why) =>
            new(false, why, caller.Id, action, target.Kind, target.Id, ViewLevel.Nothing);
    }

    /// <summary>The first decision that allows; when none does, the one that says most: out of scope rather than no
    /// permission.</summary>
    public static AccessDecision DecideAny(Caller caller, IReadOnlyList<Permission> anyOf, AccessObject target)
    {
        AccessDecision? denied = null;
        foreach (var action in anyOf)
        {
            var decision = Decide(caller, action, target);
            if (decision.Allowed) return decision;
            if (denied is null || decision.IsHidden) denied = decision;
        }

        return denied ?? throw new ArgumentException("No permission was named.", nameof(anyOf));
    }

    /// <summary>True when the caller may use the permission with every referral, so that none is read first.</summary>
    public static bool CoversEveryReferral(Caller caller, Permission action) =>
        caller.Granted.Any(role => CoversEvery(role, caller, action));

    /// <summary>
    /// True when one role lets the caller use the permission with every referral and see all of it. A role with all
    /// referrals and another with all of some do not add up.
    /// </summary>
    public static bool SeesEveryReferralInFull(Caller caller, Permission action) => caller.Granted.Any(role =>
        role.Level == ViewLevel.Full && CoversEvery(role, caller, action));

    /// <summary>
    /// The level that every referral in the caller's lists has at least. A role counts only while no other role shows
    /// more of the same referrals.
    /// </summary>
    public static ViewLevel LeastLevel(Caller caller, Permission action)
    {
        var roles = caller.Granted.Where(role => role.ScopeOf(action) is not null).ToList();
        return roles.Where(role => !roles.Any(more => more.Level > role.Level && (CoversEvery(more, caller, action)
                || more.ScopeOf(action) == role.ScopeOf(action))))
            .Select(role => role.Level).DefaultIfEmpty(ViewLevel.Nothing).Min();
    }

    /// <summary>
    /// True when the caller may see which referral each visit of a schedule belongs to. The schedule does not say which
    /// line that is, so all lines of the clinician must be the caller's.
    /// </summary>
    /// <param name="caller">The reader.</param>
    /// <param name="right">The decision that allows the schedule.</param>
    /// <param name="lines">The clinician's service lines.</param>
    public static bool SeesAllVisits(Caller caller, AccessDecision right, IReadOnlyList<string> lines) =>
        right.Allowed && (right.Reason != AccessReasons.OwnLine || caller.HasAllLines
            || lines.All(line => caller.May(Permission.ReadReferrals, AccessObject.ServiceLine(line))));

    /// <summary>
    /// The service lines of which the caller may read every referral: null for all, empty for none.
    /// </summary>
    public static IReadOnlyList<string>? LinesOf(Caller caller, Permission action) =>
        CoversEveryReferral(caller, action) ? null
        : caller.ServiceLines.Count == 0 || !caller.Granted.Any(r => r.ScopeOf(action) is AccessScope.OwnLines) ? []
        : [.. caller.ServiceLines.Append(ServiceLineId.Unassigned.Value).Distinct()];

    private static bool CoversEvery(RoleGrant role, Caller caller, Permission action) =>
        role.ScopeOf(action) is AccessScope.Every
        || role.ScopeOf(action) is AccessScope.OwnLines && caller.HasAllLines;

    private static bool Covers(AccessScope scope, Caller caller, AccessObject target) => (scope, target) switch
    {
        (_, AccessObject.Missing) => false,
        (AccessScope.Every, _) or (_, AccessObject.Nothing) => true,
        (AccessScope.OwnLines, AccessObject.OfServiceLine line) => WorksFor(caller, line.Line),
        (AccessScope.OwnLines, AccessObject.OfSchedule schedule) =>
            caller.HasAllLines || schedule.Lines.Any(line => WorksFor(caller, line)),
        (AccessScope.OwnLines, AccessObject.OfReferral referral) => WorksFor(caller, referral.Line),
        // A source belongs to no line. Each of its referrals is judged by itself.
        (AccessScope.OwnLines, AccessObject.OfSource) => caller.ServiceLines.Count > 0,
        (AccessScope.OwnSource, AccessObject.OfSource source) => IsOwn(caller.Source, source.SourceId),
        (AccessScope.OwnSource, AccessObject.OfReferral referral) => IsOwn(caller.Source, referral.SourceId),
        (AccessScope.OwnSchedule or AccessScope.OwnVisits, AccessObject.OfSchedule schedule) =>
            IsOwn(caller.Clinician, schedule.Clinician),
        (AccessScope.OwnVisits, AccessObject.OfReferral referral) =>
            caller.Clinician is { } clinician && referral.Clinicians.Contains(clinician),
        _ => false,
    };

    private static bool WorksFor(Caller caller, string line) => caller.HasAllLines || caller.ServiceLines.Contains(line)
        || line == ServiceLineId.Unassigned.Value && caller.ServiceLines.Count > 0;

    private static bool IsOwn(string? own, string? id) => own is not null && own == id;

    private static string Inside(AccessScope scope) => scope switch
    {
        AccessScope.OwnLines => AccessReasons.OwnLine,
        AccessScope.OwnSource => AccessReasons.OwnSource,
        AccessScope.OwnSchedule => AccessReasons.OwnSchedule,
        AccessScope.OwnVisits => AccessReasons.OwnVisit,
        _ => AccessReasons.Granted,
    };

    private static string Outside(AccessScope scope) => scope switch
    {
        AccessScope.OwnSource => AccessReasons.OtherSource,
        AccessScope.OwnSchedule => AccessReasons.OtherSchedule,
        AccessScope.OwnVisits => AccessReasons.NoVisit,
        _ => AccessReasons.OtherLine,
    };
}
