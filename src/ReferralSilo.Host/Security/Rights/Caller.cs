using System.Security.Claims;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Contracts.Session;

namespace ReferralSilo.Host.Security.Rights;

/// <summary>Who asks, and what they may do. Made once per sign-in or token, not per request; an endpoint takes it as a
/// parameter.</summary>
public sealed class Caller
{
    private readonly ulong _permissions;

    internal Caller(string id, string name, IReadOnlyList<string> roles, string? source, string? clinician,
        IReadOnlyList<string> serviceLines)
    {
        (Id, Name, Roles, Source, Clinician, ServiceLines) = (id, name, roles, source, clinician, serviceLines);
        _permissions =
            Narrow(roles.Aggregate(Permissions.Bit(Permission.SignedIn), (mask, role) => mask | Permissions.Of(role)));
    }

    private Caller() => (Id, Name, Roles, ServiceLines) = ("", "", [], []);

    /// <summary>Nobody: may do nothing.</summary>
    public static Caller Anonymous { get; } = new();

    /// <summary><c>user:nurse</c> or <c>client:demo-client</c>; empty for nobody.</summary>
    public string Id { get; }

    /// <summary>Staff or client id without its kind.</summary>
    public string User => Id[(Id.IndexOf(':', StringComparison.Ordinal) + 1)..];

    /// <summary>Display name.</summary>
    public string Name { get; }

    /// <summary>Roles.</summary>
    public IReadOnlyList<string> Roles { get; }

    /// <summary>The only source they see; null when not bound to one.</summary>
    public string? Source { get; }

    /// <summary>The clinician they are; null for others.</summary>
    public string? Clinician { get; }

    /// <summary>Service lines they work for; empty means all.</summary>
    public IReadOnlyList<string> ServiceLines { get; }

    /// <summary>True for somebody.</summary>
    public bool SignedIn => Id.Length > 0;

    /// <summary>True when they see one source at most: the role says so, or the account names one.</summary>
    public bool BoundToSource => Source is not null || Roles.Contains(Contracts.Session.Roles.Source);

    /// <summary>True when a role grants it and the scope leaves it.</summary>
    public bool Can(Permission permission) => (_permissions & Permissions.Bit(permission)) != 0;

    /// <summary>True when they may send this command of a referral, by its name in the API
    /// (<c>offers/accept</c>).</summary>
    public bool MaySend(ReferralCommand command) => CommandTable.Of(command) is { } row && Can(row.Permission);

    /// <summary>True when they may watch this board.</summary>
    public bool MayWatch(string board) => Boards.MayWatch(this, board);

    /// <summary>True when what belongs to this source may be seen; a referral without a source is never seen by
    /// one.</summary>
    public bool MaySeeSource(string? source) => !BoundToSource || Source is not null && Source == source;

    /// <summary>True when they work for this service line.</summary>
    public bool MaySeeServiceLine(string serviceLine) => ServiceLines.Count == 0 || ServiceLines.Contains(serviceLine);

    /// <summary>True when they may change this clinician's time: anyone's, or their own.</summary>
    public bool MayManageAvailabilityOf(string clinician) =>
        Can(Permission.ManageAvailability) || Can(Permission.ManageOwnAvailability) && Clinician == clinician;

    /// <summary>What <c>GET /api/session</c> answers.</summary>
    public SessionView View() =>
        new(User, Name, Roles, Source, Clinician, Boards.Patterns(this), [.. CommandTable.All.Where(row => Can(row.Permission)).Select(row => row.Name)]);

    /// <summary>The caller of a request, hub connection or circuit.</summary>
    public static Caller Of(ClaimsPrincipal? principal) => (principal as CallerPrincipal)?.Caller ?? Anonymous;

    /// <summary>Lets an endpoint take a <see cref="Caller"/> as a parameter.</summary>
    public static ValueTask<Caller?> BindAsync(HttpContext context) => ValueTask.FromResult<Caller?>(Of(context.User));

    /// <summary>Bound to a source, whatever the role: only what concerns one source's own referrals remains.</summary>
    private ulong Narrow(ulong granted) => Source is null ? granted : granted & OfOneSource;

    private static readonly ulong OfOneSource = Permissions.Of(Contracts.Session.Roles.Source)
        | Permissions.Bit(Permission.SignedIn) | Permissions.Bit(Permission.WriteFhir) | Permissions.Bit(
            Permission.ReadFhir);
}
