using System.Net;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReferralSilo.Api.Access;
using ReferralSilo.Identity.Accounts;
using ReferralSilo.Identity.Limits;

namespace ReferralSilo.Identity.SigningIn;

/// <summary>
/// The tries of one network at one account. A few wrong passwords lock the account for their network alone, so that
/// no one can lock a person out from elsewhere. Very many, from all networks together, lock it for networks from which
/// the person has not signed in lately.
/// </summary>
internal sealed class SignInTries
{
    private readonly AccountsDb _db;
    private readonly string _user;
    private readonly string _network;
    private readonly Instant _now;
    private readonly SignInTry? _row;

    private SignInTries(AccountsDb db, string user, string network, Instant now, SignInTry? row) =>
        (_db, _user, _network, _now, _row) = (db, user, network, now, row);

    private long Now => _now.ToUnixTimeSeconds();

    public static async Task<SignInTries> Read(AccountsDb db, string user, IPAddress? address, Instant now,
        CancellationToken ct)
    {
        var network = AddressNetwork.Text(address);
        return new(db, user, network, now, await db.SignInTries.AsNoTracking()
            .FirstOrDefaultAsync(t => t.User == user && t.Network == network, ct));
    }

    /// <summary>Whether the account signed in from the network lately and is not locked for it.</summary>
    /// <param name="db">Of the accounts.</param>
    /// <param name="name">Normalized user name, of an account or not.</param>
    /// <param name="address">Of the caller.</param>
    /// <param name="now">Now.</param>
    /// <param name="ct">Cancels the query.</param>
    public static Task<bool> IsKnown(AccountsDb db, string name, IPAddress? address, Instant now, CancellationToken ct)
    {
        var network = AddressNetwork.Text(address);
        var seconds = now.ToUnixTimeSeconds();
        var since = seconds - (long)SecurityLimits.KnownFor.TotalSeconds;
        return db.Users.Where(u => u.NormalizedUserName == name)
            .Join(db.SignInTries, u => u.Id, t => t.User, (_, t) => t)
            .AnyAsync(t => t.Network == network && t.SucceededAt > since
                && (t.LockedUntil == null || t.LockedUntil <= seconds), ct);
    }

    public bool IsLocked(StaffUser user) => _row?.LockedUntil > Now
        || user.LockoutEnd > _now.ToDateTimeOffset() && !IsKnown(SecurityLimits.KnownFor);

    /// <summary>Writes only what changed: a program that signs in often from one machine costs no writes.</summary>
    public async Task Succeeded(StaffUser user, CancellationToken ct)
    {
        if (user.AccessFailedCount > 0)
            await _db.Users.Where(u => u.Id == _user)
                .ExecuteUpdateAsync(u => u.SetProperty(x => x.AccessFailedCount, 0), ct);
        if (_row is { Failures: 0 } && IsKnown(SecurityLimits.KnownAgainAfter)) return;
        await Upsert("0", "@now", ct);
    }

    /// <summary>True when the account is locked now, for this network or for all unknown ones. The database increments
    /// the counters, so that guesses through several processes add up.</summary>
    public async Task<bool> Failed(CancellationToken ct)
    {
        var old = Now - (long)SecurityLimits.TriesRemembered.TotalSeconds;
        var known = Now - (long)SecurityLimits.KnownFor.TotalSeconds;
        await _db.SignInTries.Where(t => t.At < old && (t.SucceededAt == null || t.SucceededAt < known))
            .ExecuteDeleteAsync(ct);
        await Upsert("""t."Failures" + 1""", """t."SucceededAt" """, ct);
        await _db.Users.Where(u => u.Id == _user)
            .ExecuteUpdateAsync(u => u.SetProperty(x => x.AccessFailedCount, x => x.AccessFailedCount + 1), ct);
        var until = _now + Duration.FromTimeSpan(SecurityLimits.LockedFor);
        long? seconds = until.ToUnixTimeSeconds();
        var locked = await _db.SignInTries.Where(t => t.User == _user && t.Network == _network
                && t.Failures >= SecurityLimits.FailuresBeforeLockout)
            .ExecuteUpdateAsync(t => t.SetProperty(x => x.LockedUntil, seconds)
                .SetProperty(x => x.Failures, 0), ct);
        DateTimeOffset? end = until.ToDateTimeOffset();
        locked += await _db.Users
            .Where(u => u.Id == _user && u.AccessFailedCount >= SecurityLimits.FailuresBeforeLockoutOfUnknown)
            .ExecuteUpdateAsync(u =>
                u.SetProperty(x => x.LockoutEnd, end).SetProperty(x => x.AccessFailedCount, 0), ct);
        return locked > 0;
    }

    private bool IsKnown(TimeSpan within) => _row?.SucceededAt > Now - (long)within.TotalSeconds;

    /// <param name="failures">The new number of failures of an existing row.</param>
    /// <param name="succeededAt">The new time of success of an existing row.</param>
    /// <param name="ct">Cancels the command.</param>
    private async Task Upsert(string failures, string succeededAt, CancellationToken ct)
    {
        await _db.Database.OpenConnectionAsync(ct);
        var connection = _db.Database.GetDbConnection();
        var succeeded = failures == "0";
        await AccountsCommands.Run(connection, $"""
            INSERT INTO {AccountsCommands.Table(connection, "SignInTries")} AS t
                ("User", "Network", "Failures", "LockedUntil", "SucceededAt", "At")
            VALUES (@user, @network, @first, NULL, {(succeeded ? "@now" : "NULL")}, @now)
            ON CONFLICT ("User", "Network") DO UPDATE SET "Failures" = {failures}, "SucceededAt" = {succeededAt},
                "LockedUntil" = {(succeeded ? "NULL" : "t.\"LockedUntil\"")}, "At" = @now
            """, ct, ("@user", _user), ("@network", _network), ("@first", succeeded ? 0 : 1), ("@now", Now));
    }
}
