using System.Security.Claims;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Contracts.Session;

namespace ReferralSilo.Api.Access;

/// <summary>
/// The caller of a request with their roles and scope. Created once per sign-in or token, not per request; endpoints
/// take it as a parameter. <see cref="AccessPolicy"/> decides what the caller may do.
/// </summary>
public sealed class Caller
{
    /// <summary>Beginning of the <see cref="Id"/> of a person.</summary>
    public const string UserPrefix = "user:";

    /// <summary>Beginning of the <see cref="Id"/> of a machine client.</summary>
    public const string ClientPrefix = "client:";

    /// <summary>In <see cref="ServiceLines"/>: all of them, also later ones.</summary>
    public const string AllLines = "*";

    /// <summary>What every person may do, also with a one-time password.</summary>
    private static readonly RoleGrant Person = new("person") { Every = [Permission.ChangeOwnPassword] };

    private readonly ulong _permissions;

    /// <param name="id">See <see cref="Id"/>.</param>
    /// <param name="name">Display name.</param>
    /// <param name="roles">Role ids.</param>
    /// <param name="source">See <see cref="Source"/>.</param>
    /// <param name="clinician">See <see cref="Clinician"/>.</param>
    /// <param name="serviceLines">See <see cref="ServiceLines"/>.</param>
    /// <param name="passwordChangeRequired">See <see cref="PasswordChangeRequired"/>.</param>
    internal Caller(string id, string name, IReadOnlyList<string> roles, string? source, string? clinician,
        IReadOnlyList<string> serviceLines, bool passwordChangeRequired = false)
    {
        (Id, Name, Roles, Source, Clinician, ServiceLines) = (id, name, roles, source, clinician, serviceLines);
        PasswordChangeRequired = passwordChangeRequired;
        Granted = passwordChangeRequired ? [Person]
            : id.StartsWith(UserPrefix, StringComparison.Ordinal) ? [.. Permissions.Of(roles, source), Person]
            : Permissions.Of(roles, source);
        HasAllLines = serviceLines.Contains(AllLines);
        foreach (var permission in Enum.GetValues<Permission>())
            if (Granted.Any(g => g.ScopeOf(permission) is not null)) _permissions |= Bit(permission);
    }

    private Caller() => (Id, Name, Roles, ServiceLines, Granted) = ("", "", [], [], []);

    /// <summary>A caller that is not signed in; has no permission.</summary>
    public static Caller Anonymous { get; } = new();

    /// <summary><c>user:nurse</c> or <c>client:demo-client</c>; empty when not signed in.</summary>
    public string Id { get; }

    /// <summary>Staff or client id without the prefix.</summary>
    public string User => Id[(Id.IndexOf(':', StringComparison.Ordinal) + 1)..];

    /// <summary>Display name.</summary>
    public string Name { get; }

    public IReadOnlyList<string> Roles { get; }

    /// <summary>The only source that the caller may see; null when not bound to a source.</summary>
    public string? Source { get; }

    /// <summary>The caller's own clinician id; null for others.</summary>
    public string? Clinician { get; }

    /// <summary>Service lines that the caller works for; empty means none, <see cref="AllLines"/> all.</summary>
    public IReadOnlyList<string> ServiceLines { get; }

    /// <summary>True when the caller works for all service lines.</summary>
    public bool HasAllLines { get; }

    /// <summary>True while the password is a one-time password: only the password may be changed.</summary>
    public bool PasswordChangeRequired { get; }

    public bool SignedIn => Id.Length > 0;

    /// <summary>
    /// True when the caller may see at most one source, because of the role or because the account names one.
    /// </summary>
    public bool BoundToSource => Source is not null || Roles.Contains(Contracts.Session.Roles.Source);

    /// <summary>What the roles grant, narrowed to the source of the account when it has one.</summary>
    internal IReadOnlyList<RoleGrant> Granted { get; }

    /// <summary>True when a role grants the permission, whatever the object.</summary>
    public bool Can(Permission permission) => (_permissions & Bit(permission)) != 0;

    /// <summary>True when the caller may do this with the object.</summary>
    public bool May(Permission action, AccessObject target) => AccessPolicy.Decide(this, action, target).Allowed;

    /// <summary>The answer of <c>GET /api/session</c>.</summary>
    public SessionView View() =>
        new(User, Name, Roles, Source, Clinician, Boards.Patterns(this),
            [.. CommandTable.All.Where(row => Can(row.Permission)).Select(row => row.Name)])
        {
            Settings = [.. SettingRights.Where(s => Can(s.Right)).Select(s => s.Name)],
            PasswordChangeRequired = PasswordChangeRequired, ManagesStaff = Can(Permission.ManageStaff),
        };

    /// <summary>The caller of a request, hub connection or circuit.</summary>
    public static Caller Of(ClaimsPrincipal? principal) => (principal as CallerPrincipal)?.Caller ?? Anonymous;

    /// <summary>Lets an endpoint take a <see cref="Caller"/> as a parameter.</summary>
    public static ValueTask<Caller?> BindAsync(HttpContext context) => ValueTask.FromResult<Caller?>(Of(context.User));

    private static readonly (string Name, Permission Right)[] SettingRights =
    [
        (SettingNames.ServiceLines, Permission.ManageServiceLines),
        (SettingNames.Clinicians, Permission.ManageClinicians),
        (SettingNames.Availability, Permission.ManageAvailability),
        (SettingNames.OwnAvailability, Permission.ManageOwnAvailability),
        (SettingNames.Sources, Permission.ManageSources),
        (SettingNames.Campaigns, Permission.ManageCampaigns),
        (SettingNames.Templates, Permission.WriteTemplates),
        (SettingNames.TemplateApproval, Permission.ApproveTemplates), (SettingNames.Mails, Permission.ManageMails),
    ];

    private static ulong Bit(Permission permission) => 1UL << (int)permission;
}
