using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReferralSilo.Identity.Accounts;
using ReferralSilo.Identity.Limits;

namespace ReferralSilo.Identity.SigningIn;

/// <summary>
/// Checks a user name and password. Unknown, disabled, locked and wrong all cost one hash and
/// give the same answer, so neither the answer nor its time reveals which accounts exist.
/// </summary>
internal sealed partial class PasswordCheck(
    IDbContextFactory<AccountsDb> factory, IPasswordHasher<StaffUser> hasher, ILookupNormalizer names,
        IClock clock, ILogger<PasswordCheck> log)
{
    private static readonly StaffUser Anonymous = new();

    // The account is read and failures are counted inside the gate;
    // otherwise a thousand parallel guesses would all see "not locked yet".
    private readonly SemaphoreSlim _gate = new(SecurityLimits.PasswordChecksAtOnce);
    private readonly Lazy<string> _anonymousHash = new(() => hasher.HashPassword(Anonymous, Guid.NewGuid().ToString()));

    /// <summary>Returns the user, or null for every kind of refusal.</summary>
    public async Task<StaffUser?> Check(string userName, string password, CancellationToken ct)
    {
        if (userName.Length > SecurityLimits.MaxUserName || password.Length > SecurityLimits.MaxPassword)
            return null;

        await _gate.WaitAsync(ct);
        try
        {
            await using var db = await factory.CreateDbContextAsync(ct);
            var name = names.NormalizeName(userName);
            var user = await db.Users.AsNoTracking().FirstOrDefaultAsync(u => u.NormalizedUserName == name, ct);
            // Hashing is CPU work: on a pool thread it does not block the event loop of a connection.
            var right = await Task.Run(() => IsRight(user, password), ct);
            if (user is null)
                return null;
            if (user.Disabled || user.LockoutEnd > clock.GetCurrentInstant().ToDateTimeOffset())
            {
                Refused(log, user.Id);
                return null;
            }

            if (right)
                return await Succeeded(db, user, ct);
            await Failed(db, user, ct);
            return null;
        }
        finally
        {
            _gate.Release();
        }
    }

    private bool IsRight(StaffUser? user, string password) =>
        hasher.VerifyHashedPassword(user ?? Anonymous, user?.PasswordHash ?? _anonymousHash.Value,
            password) is not PasswordVerificationResult.Failed
        && user?.PasswordHash is not null;

    private static async Task<StaffUser> Succeeded(AccountsDb db, StaffUser user, CancellationToken ct)
    {
        if (user.AccessFailedCount > 0)
            await db.Users.Where(u => u.Id == user.Id)
                .ExecuteUpdateAsync(u => u.SetProperty(x => x.AccessFailedCount, 0), ct);
        return user;
    }

    // The database increments the counter, so that guesses through several processes add up.
    private async Task Failed(AccountsDb db, StaffUser user, CancellationToken ct)
    {
        await db.Users.Where(u => u.Id == user.Id)
            .ExecuteUpdateAsync(u => u.SetProperty(x => x.AccessFailedCount, x => x.AccessFailedCount + 1), ct);
        DateTimeOffset? until = clock.GetCurrentInstant().ToDateTimeOffset() + SecurityLimits.LockedFor;
        var locked =
            await db.Users.Where(u => u.Id == user.Id && u.AccessFailedCount >= SecurityLimits.FailuresBeforeLockout)
            .ExecuteUpdateAsync(u =>
                u.SetProperty(x => x.LockoutEnd, until).SetProperty(x => x.AccessFailedCount, 0), ct);
        if (locked > 0)
            Locked(log, user.Id);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Account {Account} is locked after too many wrong passwords")]
    private static partial void Locked(ILogger log, string account);

    [LoggerMessage(Level = LogLevel.Information, Message = "Sign-in to account {Account} refused: locked or disabled")]
    private static partial void Refused(ILogger log, string account);
}
