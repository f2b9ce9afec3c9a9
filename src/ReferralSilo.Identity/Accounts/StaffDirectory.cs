using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using ReferralSilo.Api.Access;
using ReferralSilo.Contracts.Session;
using ReferralSilo.Domain;

namespace ReferralSilo.Identity.Accounts;

/// <inheritdoc/>
public sealed class StaffDirectory(IDbContextFactory<AccountsDb> factory, ILookupNormalizer names) : IStaffDirectory
{
    public async Task<IReadOnlyList<StaffName>> Assignable(string serviceLine, CancellationToken ct = default)
    {
        var staff = await Read(users => users.ToListAsync(ct), ct);
        return [.. staff.Where(u => MayWorkOn(u, serviceLine)).Select(u => new StaffName(u.UserName!, u.DisplayName))
            .OrderBy(s => s.Name, StringComparer.Ordinal)];
    }

    public async Task<string?> FindAssignable(string user, string serviceLine, CancellationToken ct = default)
    {
        var name = names.NormalizeName(user);
        var found = await Read(users => users.SingleOrDefaultAsync(u => u.NormalizedUserName == name, ct), ct);
        return found is not null && MayWorkOn(found, serviceLine) ? found.UserName : null;
    }

    public async Task<(int Triage, int Scheduling)> CountWorking(CancellationToken ct = default)
    {
        var staff = await Read(users => users.ToListAsync(ct), ct);
        // Who works for some line also works on the referrals that no line takes.
        int Count(Permission permission) => staff.Count(u => May(u, permission, ServiceLineId.Unassigned.Value));
        return (Count(Permission.DecideReferral), Count(Permission.ScheduleReferral));
    }

    /// <summary>Reads enabled accounts.</summary>
    private async Task<T> Read<T>(Func<IQueryable<StaffUser>, Task<T>> read, CancellationToken ct)
    {
        try
        {
            await using var db = await factory.CreateDbContextAsync(ct);
            return await read(db.Users.AsNoTracking().Where(u => !u.Disabled));
        }
        catch (Exception e) when (AccountsConnection.IsAway(e))
        {
            throw new RightsUnknownException(e);
        }
    }

    private static bool MayWorkOn(StaffUser user, string serviceLine) =>
        May(user, Permission.ClaimReferral, serviceLine);

    private static bool May(StaffUser user, Permission permission, string serviceLine) =>
        new Caller(Caller.UserPrefix + user.UserName, user.DisplayName, AccountRules.Words(user.Roles), user.Source,
            user.Clinician, AccountRules.Words(user.ServiceLines))
            .May(permission, AccessObject.ServiceLine(serviceLine));
}
