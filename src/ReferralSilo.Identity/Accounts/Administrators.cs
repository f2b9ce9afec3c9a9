using ReferralSilo.Contracts.Session;

namespace ReferralSilo.Identity.Accounts;

/// <summary>Who can administer the program.</summary>
internal static class Administrators
{
    /// <summary>The enabled accounts of people with the role.</summary>
    public static IQueryable<StaffUser> Enabled(AccountsDb db) =>
        db.Users.Where(u => !u.Disabled && (" " + u.Roles + " ").Contains(" " + Roles.Administrator + " "));

    public static bool Is(StaffUser user) =>
        !user.Disabled && AccountRules.Words(user.Roles).Contains(Roles.Administrator);
}
