namespace ReferralSilo.Contracts.Session;

/// <summary>Roles (PR-1), kebab-case on the wire.</summary>
public static class Roles
{
    /// <summary>Contacts patients, offers, holds, books, moves, cancels.</summary>
    public const string Scheduler = "scheduler";
    /// <summary>Reviews, accepts, routes, declines, redirects.</summary>
    public const string TriageNurse = "triage-nurse";
    /// <summary>Monitors the workload; may do what nurses and schedulers may.</summary>
    public const string Supervisor = "supervisor";
    /// <summary>Sees and completes own visits; publishes availability.</summary>
    public const string Clinician = "clinician";
    /// <summary>Manages sources and campaigns, sees counts; no clinical detail.</summary>
    public const string Marketing = "marketing";
    /// <summary>A referral source; sees only its own referrals.</summary>
    public const string Source = "source";
    /// <summary>Manages settings and staff; this role alone gives no patient data.</summary>
    public const string Administrator = "administrator";
    /// <summary>Reads records; changes nothing.</summary>
    public const string Auditor = "auditor";
    /// <summary>A program that submits and follows referrals.</summary>
    public const string Service = "service";
}

/// <summary>Sign-in, <c>POST /api/session</c>. Any wrong pair is 401 <c>sign-in-failed</c>, also during a
/// lockout.</summary>
public sealed record SignIn(
    [property: TextLimit(TextLimits.Secret)] string User, [property: TextLimit(TextLimits.Secret)] string Password);

/// <summary>A person in a selection list.</summary>
/// <param name="User">Staff id.</param>
/// <param name="Name">Display name.</param>
public sealed record StaffName(string User, string Name);

/// <summary>Who is signed in and what they may do, <c>GET /api/session</c>.</summary>
/// <param name="User">Staff id.</param>
/// <param name="Name">Display name.</param>
/// <param name="Roles">Roles.</param>
/// <param name="Source">The only source whose referrals are visible; null for staff.</param>
/// <param name="Clinician">The clinician id of this account; null for others.</param>
/// <param name="Boards">Board name patterns that may be watched.</param>
/// <param name="Actions">Commands that the roles allow.</param>
public sealed record SessionView(string User, string Name, IReadOnlyList<string> Roles, string? Source,
    string? Clinician, IReadOnlyList<string> Boards, IReadOnlyList<string> Actions)
{
    /// <summary>The settings that may be changed: <c>service-lines</c>, <c>clinicians</c>, <c>availability</c>,
    /// <c>sources</c>, <c>campaigns</c>.</summary>
    public IReadOnlyList<string> Settings { get; init; } = [];

    /// <summary>True while the password is a one-time password: every route but <c>POST /api/session/password</c> and
    /// sign-out is 403 <c>password-change-required</c>.</summary>
    public bool PasswordChangeRequired { get; init; }

    /// <summary>True for those who manage accounts of people and machines.</summary>
    public bool ManagesStaff { get; init; }
}
