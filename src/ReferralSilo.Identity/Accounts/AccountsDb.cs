using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using OpenIddict.EntityFrameworkCore.Models;

namespace ReferralSilo.Identity.Accounts;

/// <summary>
/// Accounts, clients and keys, in their own database so that they never wait for the ledger's writer.
/// </summary>
public sealed class AccountsDb(DbContextOptions<AccountsDb> options) : IdentityUserContext<StaffUser>(options)
{
    /// <summary>Schema name on PostgreSQL.</summary>
    public const string Schema = "accounts";

    /// <summary>Signed-out sessions.</summary>
    public DbSet<EndedSession> EndedSessions => Set<EndedSession>();

    /// <summary>Tries to sign in.</summary>
    public DbSet<SignInTry> SignInTries => Set<SignInTry>();

    /// <summary>Shared keys.</summary>
    public DbSet<SharedKey> Keys => Set<SharedKey>();

    /// <summary>Service clients.</summary>
    public DbSet<OpenIddictEntityFrameworkCoreApplication> Clients => Set<OpenIddictEntityFrameworkCoreApplication>();

    /// <inheritdoc/>
    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        if (Database.ProviderName?.Contains("Npgsql", StringComparison.Ordinal) == true)
            builder.HasDefaultSchema(Schema);
        builder.UseOpenIddict();
        builder.Entity<StaffUser>(staff =>
        {
            staff.ToTable("Staff");
            staff.Property(s => s.DisplayName).HasMaxLength(200);
            staff.Property(s => s.Roles).HasMaxLength(200);
        });
        builder.Entity<EndedSession>().ToTable("EndedSessions").HasKey(s => s.Id);
        builder.Entity<EndedSession>().HasIndex(s => s.Until);
        builder.Entity<SignInTry>().ToTable("SignInTries").HasKey(t => new { t.User, t.Network });
        builder.Entity<SharedKey>().ToTable("Keys").HasKey(k => k.Name);
    }
}
