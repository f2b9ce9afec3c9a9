using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace ReferralSilo.Identity.Accounts;

/// <summary>
/// Changes accounts one at a time in the whole cluster, so that a rule about all accounts (there is always an
/// administrator) holds whatever else is changed at the same moment. Such changes are rare.
/// </summary>
public sealed class AccountChanges(IDbContextFactory<AccountsDb> factory, IOptions<AccountsOptions> options)
{
    // "ACHG" in ASCII. Must differ from the other locks of the database.
    private const long PostgresLock = 0x41434847;

    /// <summary>Runs a change as one transaction; an exception leaves everything as it was.</summary>
    internal async Task<T> Run<T>(Func<AccountsDb, Task<T>> change, CancellationToken ct)
    {
        await using var db = await factory.CreateDbContextAsync(ct);
        // On SQLite this takes the only write lock.
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        if (options.Value.Engine is AccountsEngine.Postgres)
            await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({PostgresLock})", ct);
        var result = await change(db);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return result;
    }
}
