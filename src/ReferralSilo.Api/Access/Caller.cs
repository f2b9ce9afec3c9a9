using System.Security.Claims;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Contracts.Session;

namespace ReferralSilo.Api.Access;

/// <summary>
/// The caller of a request and their permissions. Created once per
/// sign-in or token, not per request; endpoints take it as a parameter.
/// </summary>
public sealed class Caller
{
    /// <summary>Beginning of the <see cref="Id"/> of a person.</summary>
    public const string UserPrefix = "user:";

    /// <summary>Beginning of the <see cref="Id"/> of a machine client.</summary>
    public const string ClientPrefix = "client:";

    private readonly ulong _permissions;

    /// <param name="id">See <see cref="Id"/>.</param>
    /// <param name="name">Display name.</param>
    /// <param name="roles">Role ids.</param>
    /// <param name="source">See <see cref="Source"/>.</param>
    /// <param name="clinician">See <see cref="Clinician"/>.</param>
    /// <param name="serviceLines">See <see cref="ServiceLines"/>.</param>
    internal Caller(string id, string name, IReadOnlyList<string> roles, string? source, string? clinician,
        IReadOnlyList<string> serviceLines)
    {
        (Id, Name, Roles, Source, Clinician, ServiceLines) = (id, name, roles, source, clinician, serviceLines);
        _permissions =
            Narrow(roles.Aggregate(Permissions.Bit(Permission.SignedIn), (mask, role) => mask | Permissions.Of(role)));
    }

    private Caller() => (Id, Name, Roles, ServiceLines) = ("", "", [], []);

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

    /// <summary>Service lines that the caller works for; empty means all.</summary>
    public IReadOnlyList<string> ServiceLines { get; }

    public bool SignedIn => Id.Length > 0;

    /// <summary>
    /// True when the caller may see at most one source, because of the role or because the account names one.
    /// </summary>
    public bool BoundToSource => Source is not null || Roles.Contains(Contracts.Session.Roles.Source);

    /// <summary>True when a role grants the permission and the scope does not remove it.</summary>
    public bool Can(Permission permission) => (_permissions & Permissions.Bit(permission)) != 0;

    /// <summary>True when the caller may send this command of a referral.</summary>
    public bool MaySend(ReferralCommand command) => CommandTable.Of(command) is { } row && Can(row.Permission);

    /// <summary>True when the caller may watch this board.</summary>
    public bool MayWatch(string board) => Boards.MayWatch(this, board);

    /// <summary>
    /// True when the caller may see data of this source. A caller bound to a source never sees referrals without one.
    /// </summary>
    public bool MaySeeSource(string? source) => !BoundToSource || Source is not null && Source == source;

    /// <summary>True when the caller works for this service line.</summary>
    public bool MaySeeServiceLine(string serviceLine) => ServiceLines.Count == 0 || ServiceLines.Contains(serviceLine);

    /// <summary>
    /// True when the caller may change this clinician's availability (any clinician's, or their own).
    /// </summary>
    public bool MayManageAvailabilityOf(string clinician) =>
        Can(Permission.ManageAvailability) || Can(Permission.ManageOwnAvailability) && Clinician == clinician;

    /// <summary>The answer of <c>GET /api/session</c>.</summary>
    public SessionView View() =>
        new(User, Name, Roles, Source, Clinician, Boards.Patterns(this),
            [.. CommandTable.All.Where(row => Can(row.Permission)).Select(row => row.Name)]);

    /// <summary>The caller of a request, hub connection or circuit.</summary>
    public static Caller Of(ClaimsPrincipal? principal) => (principal as CallerPrincipal)?.Caller ?? Anonymous;

    /// <summary>Lets an endpoint take a <see cref="Caller"/> as a parameter.</summary>
    public static ValueTask<Caller?> BindAsync(HttpContext context) => ValueTask.FromResult<Caller?>(Of(context.User));

    /// <summary>
    /// A caller bound to a source keeps only the permissions for that source's own referrals, whatever the role.
    /// </summary>
    private ulong Narrow(ulong granted) => Source is null ? granted : granted & OfOneSource;

    private static readonly ulong OfOneSource = Permissions.Of(Contracts.Session.Roles.Source)
        | Permissions.Bit(Permission.SignedIn) | Permissions.Bit(Permission.WriteFhir)
        | Permissions.Bit(Permission.ReadFhir);
}
