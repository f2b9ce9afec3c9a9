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
        await using var db = await factory.CreateDbContextAsync(ct);
        var staff = await db.Users.AsNoTracking().Where(u => !u.Disabled).ToListAsync(ct);
        return [.. staff.Where(u => MayWorkOn(u, serviceLine)).Select(u => new StaffName(u.UserName!, u.DisplayName))
            .OrderBy(s => s.Name, StringComparer.Ordinal)];
    }

    public async Task<string?> FindAssignable(string user, string serviceLine, CancellationToken ct = default)
    {
        await using var db = await factory.CreateDbContextAsync(ct);
        var name = names.NormalizeName(user);
        var found = await db.Users.AsNoTracking()
            .SingleOrDefaultAsync(u => u.NormalizedUserName == name && !u.Disabled, ct);
        return found is not null && MayWorkOn(found, serviceLine) ? found.UserName : null;
    }

    public async Task<(int Triage, int Scheduling)> CountWorking(CancellationToken ct = default)
    {
        await using var db = await factory.CreateDbContextAsync(ct);
        var staff = await db.Users.AsNoTracking().Where(u => !u.Disabled).ToListAsync(ct);
        // Who works for some line also works on the referrals that no line takes.
        int Count(Permission permission) => staff.Count(u => May(u, permission, ServiceLineId.Unassigned.Value));
        return (Count(Permission.DecideReferral), Count(Permission.ScheduleReferral));
    }

    private static bool MayWorkOn(StaffUser user, string serviceLine) =>
        May(user, Permission.ClaimReferral, serviceLine);

    private static bool May(StaffUser user, Permission permission, string serviceLine) =>
        new Caller(Caller.UserPrefix + user.UserName, user.DisplayName, AccountRules.Words(user.Roles), user.Source,
            user.Clinician, AccountRules.Words(user.ServiceLines))
            .May(permission, AccessObject.ServiceLine(serviceLine));
}
