namespace ReferralSilo.Contracts.Session;

/// <summary>Roles (PR-1), kebab-case on the wire.</summary>
public static class Roles
{
    /// <summary>Contacts patients, offers, holds, books, moves, cancels.</summary>
    public const string Scheduler = "scheduler";
    /// <summary>Reviews, accepts, routes, declines, redirects.</summary>
    public const string TriageNurse = "triage-nurse";
    /// <summary>Watches load; may do what nurse and scheduler may.</summary>
    public const string Supervisor = "supervisor";
    /// <summary>Sees and completes own visits, publishes availability.</summary>
    public const string Clinician = "clinician";
    /// <summary>Sources, campaigns and counts; no clinical detail.</summary>
    public const string Marketing = "marketing";
    /// <summary>A referral source: only its own referrals.</summary>
    public const string Source = "source";
    /// <summary>Settings, staff; no patient data by itself.</summary>
    public const string Administrator = "administrator";
    /// <summary>Reads the record, changes nothing.</summary>
    public const string Auditor = "auditor";
    /// <summary>A machine that submits and follows referrals.</summary>
    public const string Service = "service";
}

/// <summary>Sign-in, <c>POST /api/session</c>. 401 <c>sign-in-failed</c> for any wrong pair; 429 <c>locked-out</c> is
/// never told apart.</summary>
public sealed record SignIn(
    [property: TextLimit(TextLimits.Secret)] string User, [property: TextLimit(TextLimits.Secret)] string Password);

/// <summary>One who may be chosen, by name.</summary>
/// <param name="User">Staff id.</param>
/// <param name="Name">Display name.</param>
public sealed record StaffName(string User, string Name);

/// <summary>Who is signed in and what they may do, <c>GET /api/session</c>.</summary>
/// <param name="User">Staff id.</param>
/// <param name="Name">Display name.</param>
/// <param name="Roles">Roles.</param>
/// <param name="Source">The source whose referrals alone may be seen; null for staff.</param>
/// <param name="Clinician">The clinician this account is; null for others.</param>
/// <param name="Boards">Board name patterns that may be watched.</param>
/// <param name="Actions">Commands that the roles allow.</param>
public sealed record SessionView(string User, string Name, IReadOnlyList<string> Roles, string? Source,
    string? Clinician, IReadOnlyList<string> Boards, IReadOnlyList<string> Actions);
