using ReferralSilo.Contracts.Accounts;

namespace ReferralSilo.Identity.Accounts;

/// <summary>Accounts in the form that administrators see.</summary>
internal static class StaffViews
{
    public static StaffView Of(StaffUser user, string? oneTimePassword = null) => new(user.UserName!, user.DisplayName,
        AccountRules.Words(user.Roles), AccountRules.Words(user.ServiceLines), user.Source, user.Clinician,
        user.Disabled, user.PasswordIsOneTime) { OneTimePassword = oneTimePassword };
}
