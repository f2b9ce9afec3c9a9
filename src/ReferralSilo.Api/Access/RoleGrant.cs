using ReferralSilo.Contracts.Referrals;

namespace ReferralSilo.Api.Access;

/// <summary>One row of <see cref="Permissions"/>: a role, its permissions by scope, and how much it sees.</summary>
/// <param name="role">Role id.</param>
/// <param name="level">How much of a referral the role sees, where it may read it.</param>
public sealed class RoleGrant(string role, ViewLevel level = ViewLevel.Full)
{
    private readonly Permission[][] _byScope = [[], [], [], [], []];

    public string Role => role;

    public ViewLevel Level => level;

    public Permission[] Every { get => this[AccessScope.Every]; init => this[AccessScope.Every] = value; }

    public Permission[] OwnLines { get => this[AccessScope.OwnLines]; init => this[AccessScope.OwnLines] = value; }

    public Permission[] OwnSource { get => this[AccessScope.OwnSource]; init => this[AccessScope.OwnSource] = value; }

    public Permission[] OwnSchedule
    {
        get => this[AccessScope.OwnSchedule];
        init => this[AccessScope.OwnSchedule] = value;
    }

    public Permission[] OwnVisits { get => this[AccessScope.OwnVisits]; init => this[AccessScope.OwnVisits] = value; }

    /// <summary>The objects with which the role may use the permission; null when it may not.</summary>
    public AccessScope? ScopeOf(Permission permission)
    {
        for (var scope = 0; scope < _byScope.Length; scope++)
            if (_byScope[scope].AsSpan().Contains(permission)) return (AccessScope)scope;
        return null;
    }

    private Permission[] this[AccessScope scope]
    {
        get => _byScope[(int)scope];
        set => _byScope[(int)scope] = value;
    }
}
