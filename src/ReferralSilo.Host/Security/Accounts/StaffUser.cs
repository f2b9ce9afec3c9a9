using Microsoft.AspNetCore.Identity;

namespace ReferralSilo.Host.Security.Accounts;

/// <summary>An account of a person. <c>UserName</c> is the staff id.</summary>
public sealed class StaffUser : IdentityUser
{
    /// <summary>Name shown to colleagues.</summary>
    public string DisplayName { get; set; } = "";

    /// <summary>Roles, space-separated. A column and not a table: roles are fixed, and one row read tells all
    /// rights.</summary>
    public string Roles { get; set; } = "";

    /// <summary>The only source this account sees; null for staff.</summary>
    public string? Source { get; set; }

    /// <summary>The clinician this account is; null for others.</summary>
    public string? Clinician { get; set; }

    /// <summary>Service lines this account works for, space-separated; empty means all.</summary>
    public string ServiceLines { get; set; } = "";

    /// <summary>Taken out of use by a person. The lock after wrong passwords is another thing: it must not end open
    /// sessions.</summary>
    public bool Disabled { get; set; }
}

/// <summary>A session that was signed out before its cookie ran out, so that a copied cookie is worth
/// nothing.</summary>
public sealed class EndedSession
{
    /// <summary>Session id.</summary>
    public required string Id { get; set; }

    /// <summary>Unix seconds after which the cookie is dead by itself and this row may go.</summary>
    public long Until { get; set; }
}

/// <summary>A key all processes share: the token signing key, and on PostgreSQL the data protection keys.</summary>
public sealed class SharedKey
{
    /// <summary>Name.</summary>
    public required string Name { get; set; }

    /// <summary>Content; the signing key is itself protected by data protection.</summary>
    public required string Content { get; set; }
}
