using Microsoft.AspNetCore.Identity;

namespace ReferralSilo.Identity.Accounts;

/// <summary>An account of a person. <c>UserName</c> is the staff id.</summary>
public sealed class StaffUser : IdentityUser
{
    /// <summary>Name shown to colleagues.</summary>
    public string DisplayName { get; set; } = "";

    /// <summary>
    /// Roles, space-separated. A column instead of a table, because roles are fixed and one row then gives all rights.
    /// </summary>
    public string Roles { get; set; } = "";

    /// <summary>The only source that this account may see; null for staff.</summary>
    public string? Source { get; set; }

    /// <summary>The id of the clinician that this account belongs to; null for others.</summary>
    public string? Clinician { get; set; }

    /// <summary>Service lines this account works for, space-separated; empty means none, <c>*</c> all.</summary>
    public string ServiceLines { get; set; } = "";

    /// <summary>
    /// Disabled by an administrator. Independent of the lockout
    /// after wrong passwords, which must not end open sessions.
    /// </summary>
    public bool Disabled { get; set; }

    /// <summary>True when somebody else knows the password: it must be changed before anything else.</summary>
    public bool PasswordIsOneTime { get; set; }

    /// <summary>Disables or enables the account. Its sessions end with the first and stay ended with the second.
    /// </summary>
    public void SetDisabled(bool disabled)
    {
        if (disabled) SecurityStamp = Guid.NewGuid().ToString("N");
        Disabled = disabled;
    }
}

/// <summary>
/// A session that was signed out before its cookie expired, so that copies of the cookie are invalid.
/// </summary>
public sealed class EndedSession
{
    /// <summary>Session id.</summary>
    public required string Id { get; set; }

    /// <summary>Unix time in seconds when the cookie expires; afterwards this row can be deleted.</summary>
    public long Until { get; set; }
}

/// <summary>
/// A key that all processes share: the token signing key and, on PostgreSQL, the data protection keys.
/// </summary>
public sealed class SharedKey
{
    public required string Name { get; set; }

    /// <summary>The key; the signing key is encrypted with data protection.</summary>
    public required string Content { get; set; }
}
