using Microsoft.AspNetCore.Identity;
using ReferralSilo.Domain.Text;

namespace ReferralSilo.Identity.Accounts;

/// <summary>The form in which account names and addresses are compared. The framework's own throws for texts that
/// Unicode does not normalize, which anyone may send to the sign-in.</summary>
public sealed class AccountNameNormalizer : ILookupNormalizer
{
    public string? NormalizeName(string? name) => name is null ? null : Nfc.Normalize(name).ToUpperInvariant();

    public string? NormalizeEmail(string? email) => NormalizeName(email);
}
