using System.Net;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using ReferralSilo.Api.Access;
using ReferralSilo.Api.Problems;
using ReferralSilo.Contracts.Accounts;
using ReferralSilo.Contracts.Problems;
using ReferralSilo.Identity.Accounts;

namespace ReferralSilo.Identity.SigningIn;

/// <summary>Changes the password of the person who is signed in.</summary>
internal sealed class PasswordService(PasswordCheck check, AccountChanges changes, IPasswordHasher<StaffUser> hasher,
    AccessRevocationMonitor rights)
{
    /// <summary>Returns the account with its new password, or why it was refused: the wrong current password counts as
    /// a failed sign-in.</summary>
    public async Task<(StaffUser? Account, Problem? Problem)> Change(string user, PasswordChange given,
        IPAddress? address, CancellationToken ct)
    {
        var rules = new AccountRules();
        rules.Password("/new", given.New);
        if (!rules.Ok) return (null, ProblemFor.Input(rules.Errors));
        if (given.New == given.Current) return (null, ProblemFor.Input("/new", "Not the current password."));
        if (await check.Check(user, given.Current, address, ct) is not { } known)
            return (null, ProblemFor.Code(ProblemCodes.SignInFailed));
        var hash = await Task.Run(() => hasher.HashPassword(known, given.New), ct);
        var account = await changes.Run(async db =>
        {
            // The account may have been reset or removed while the hash was computed.
            var found = await db.Users.SingleOrDefaultAsync(
                u => u.Id == known.Id && u.PasswordHash == known.PasswordHash && !u.Disabled, ct);
            if (found is null) return null;
            (found.PasswordHash, found.PasswordIsOneTime) = (hash, false);
            found.SecurityStamp = Guid.NewGuid().ToString("N");
            return found;
        }, ct);
        if (account is null) return (null, ProblemFor.Code(ProblemCodes.SignInFailed));
        rights.Changed(Caller.UserPrefix + account.UserName);
        return (account, null);
    }
}
