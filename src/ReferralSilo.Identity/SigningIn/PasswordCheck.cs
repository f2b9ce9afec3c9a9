using System.Net;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReferralSilo.Api.Access;
using ReferralSilo.Identity.Accounts;
using ReferralSilo.Identity.Edge;
using ReferralSilo.Identity.Limits;

namespace ReferralSilo.Identity.SigningIn;

/// <summary>Too many passwords wait to be checked. Answered with 429.</summary>
public sealed class SignInBusyException() : Exception("Too many passwords wait to be checked.");

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
    private readonly FairGate _gate = new(SecurityLimits.PasswordChecksAtOnce,
        SecurityLimits.PasswordChecksWaitingPerAddress, SecurityLimits.PasswordChecksWaiting);

    private readonly Lazy<string> _anonymousHash = new(() => hasher.HashPassword(Anonymous, Guid.NewGuid().ToString()));

    /// <summary>Returns the user, or null for every kind of refusal.</summary>
    /// <exception cref="SignInBusyException">Too many wait; nothing was checked.</exception>
    public async Task<StaffUser?> Check(string userName, string password, IPAddress? address, CancellationToken ct)
    {
        if (userName.Length > SecurityLimits.MaxUserName || password.Length > SecurityLimits.MaxPassword)
            return null;

        var name = names.NormalizeName(userName);
        var known = await IsKnown(name, address, ct);
        using var place = await _gate.Enter(AddressNetwork.Of(address), known, ct) ?? throw new SignInBusyException();
        await using var db = await factory.CreateDbContextAsync(ct);
        var user = await db.Users.AsNoTracking().FirstOrDefaultAsync(u => u.NormalizedUserName == name, ct);
        // Hashing is CPU work: on a pool thread it does not block the event loop of a connection.
        var right = await Task.Run(() => IsRight(user, password), ct);
        if (user is null)
            return null;
        var now = clock.GetCurrentInstant();
        var tries = await SignInTries.Read(db, user.Id, address, now, ct);
        if (user.Disabled || tries.IsLocked(user))
        {
            Refused(log, user.Id);
            return null;
        }

        if (right)
        {
            await tries.Succeeded(user, ct);
            return user;
        }

        if (await tries.Failed(ct))
            Locked(log, user.Id);
        return null;
    }

    /// <summary>A person who signed in here before waits for no one who did not.</summary>
    private async Task<bool> IsKnown(string name, IPAddress? address, CancellationToken ct)
    {
        await using var db = await factory.CreateDbContextAsync(ct);
        return await SignInTries.IsKnown(db, name, address, clock.GetCurrentInstant(), ct);
    }

    private bool IsRight(StaffUser? user, string password) =>
        hasher.VerifyHashedPassword(user ?? Anonymous, user?.PasswordHash ?? _anonymousHash.Value,
            password) is not PasswordVerificationResult.Failed
        && user?.PasswordHash is not null;

    [LoggerMessage(Level = LogLevel.Warning, Message = "Account {Account} is locked after too many wrong passwords")]
    private static partial void Locked(ILogger log, string account);

    [LoggerMessage(Level = LogLevel.Information, Message = "Sign-in to account {Account} refused: locked or disabled")]
    private static partial void Refused(ILogger log, string account);
}
