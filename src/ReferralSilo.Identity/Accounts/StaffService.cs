using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using ReferralSilo.Api.Access;
using ReferralSilo.Api.Problems;
using ReferralSilo.Contracts.Accounts;
using ReferralSilo.Contracts.Problems;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Contracts.Session;

namespace ReferralSilo.Identity.Accounts;

/// <summary>
/// Accounts of people for administrators. Lost rights end open streams at once on this process, and within 5 s on the
/// others. There is always an enabled administrator.
/// </summary>
public sealed class StaffService(IDbContextFactory<AccountsDb> factory, AccountChanges changes,
    IPasswordHasher<StaffUser> hasher, ILookupNormalizer names, IAccountScopes scopes, AccessRevocationMonitor rights)
{
    /// <summary>A page of all accounts, by staff id.</summary>
    /// <param name="limit">Most accounts.</param>
    /// <param name="after">Staff id before the first one; null for the first page.</param>
    /// <param name="ct">Cancels the query.</param>
    public async Task<Page<StaffView>> List(int limit, string? after, CancellationToken ct)
    {
        await using var db = await factory.CreateDbContextAsync(ct);
        var name = names.NormalizeName(after) ?? "";
        var found = await db.Users.AsNoTracking().OrderBy(u => u.NormalizedUserName)
            .Where(u => string.Compare(u.NormalizedUserName, name) > 0).Take(limit + 1).ToListAsync(ct);
        return new([.. found.Take(limit).Select(u => StaffViews.Of(u))],
            found.Count > limit ? found[limit - 1].UserName : null);
    }

    /// <summary>Ids and names of the enabled people of the program itself, by name.</summary>
    public async Task<IReadOnlyList<StaffName>> Names(CancellationToken ct)
    {
        await using var db = await factory.CreateDbContextAsync(ct);
        var found = await db.Users.AsNoTracking().Where(u => !u.Disabled && u.Source == null)
            .Select(u => new StaffName(u.UserName!, u.DisplayName)).ToListAsync(ct);
        return [.. found.OrderBy(n => n.Name, StringComparer.Ordinal)];
    }

    public async Task<Answer<StaffView>> Find(string user, CancellationToken ct)
    {
        await using var db = await factory.CreateDbContextAsync(ct);
        return await Find(db, user, ct) is { } found ? new(StaffViews.Of(found), null) : Unknown;
    }

    /// <summary>Makes an account with a one-time password.</summary>
    public async Task<Answer<StaffView>> Create(StaffInput input, CancellationToken ct)
    {
        var rules = new AccountRules();
        var id = rules.Id("/user", input.User);
        var user = new StaffUser
        {
            UserName = id, NormalizedUserName = names.NormalizeName(id), LockoutEnabled = true,
        };
        Set(user, rules, input);
        await rules.Exist(scopes, input.ServiceLines ?? [], input.Source, input.Clinician, ct);
        if (!rules.Ok) return new(null, ProblemFor.Input(rules.Errors));
        var password = await NewPassword(user, ct);
        return await changes.Run<Answer<StaffView>>(async db =>
        {
            if (await Find(db, id, ct) is not null) return new(null, ProblemFor.Code(ProblemCodes.UserExists));
            db.Users.Add(user);
            return new(StaffViews.Of(user, password), null);
        }, ct);
    }

    /// <summary>Changes the given parts of an account.</summary>
    /// <param name="user">Staff id.</param>
    /// <param name="change">The new parts.</param>
    /// <param name="given">The names of the parts to change; others stay.</param>
    /// <param name="ct">Cancels the change.</param>
    public async Task<Answer<StaffView>> Change(string user, StaffChange change, IReadOnlyCollection<string> given,
        CancellationToken ct)
    {
        var known = new AccountRules();
        await known.Exist(scopes, change.ServiceLines ?? [], change.Source, change.Clinician, ct);
        if (!known.Ok) return new(null, ProblemFor.Input(known.Errors));
        return await Change(user, (_, found) =>
        {
            var was = StaffViews.Of(found);
            var rules = new AccountRules();
            Set(found, rules, new StaffInput(was.User,
                given.Contains("name") ? change.Name ?? "" : was.Name,
                given.Contains("roles") ? change.Roles ?? [] : was.Roles,
                given.Contains("serviceLines") ? change.ServiceLines : was.ServiceLines,
                given.Contains("source") ? change.Source : was.Source,
                given.Contains("clinician") ? change.Clinician : was.Clinician));
            return rules.Ok ? new(StaffViews.Of(found), null) : new(null, ProblemFor.Input(rules.Errors));
        }, ct);
    }

    public Task<Answer<StaffView>> SetDisabled(string user, bool disabled, CancellationToken ct) =>
        Change(user, (_, found) =>
        {
            found.SetDisabled(disabled);
            return new(StaffViews.Of(found), null);
        }, ct);

    /// <summary>Makes a new one-time password; the sessions of the account end.</summary>
    public async Task<Answer<StaffView>> ResetPassword(string user, CancellationToken ct)
    {
        var made = new StaffUser();
        var password = await NewPassword(made, ct);
        return await Change(user, (db, found) =>
        {
            (found.PasswordHash, found.PasswordIsOneTime) = (made.PasswordHash, true);
            (found.SecurityStamp, found.LockoutEnd, found.AccessFailedCount) = (made.SecurityStamp, null, 0);
            db.SignInTries.RemoveRange(db.SignInTries.Where(t => t.User == found.Id));
            return new(StaffViews.Of(found, password), null);
        }, ct);
    }

    private async Task<Answer<StaffView>> Change(string user,
        Func<AccountsDb, StaffUser, Answer<StaffView>> change, CancellationToken ct)
    {
        var answer = await changes.Run(async db =>
        {
            if (await Find(db, user, ct) is not { } found) return Unknown;
            var wasAdministrator = Administrators.Is(found);
            var changed = change(db, found);
            if (changed.Ok && wasAdministrator && !Administrators.Is(found)
                && !await Administrators.Enabled(db).AnyAsync(u => u.Id != found.Id, ct))
                changed = new(null, ProblemFor.Code(ProblemCodes.LastAdministrator));
            if (!changed.Ok) db.ChangeTracker.Clear();
            return changed;
        }, ct);
        if (answer.Value is { } view) rights.Changed(Caller.UserPrefix + view.User);
        return answer;
    }

    private static void Set(StaffUser user, AccountRules rules, StaffInput input)
    {
        user.DisplayName = rules.Name(input.Name);
        rules.Roles(input.Roles, Roles.Service);
        rules.Bindings(input.Roles, input.Source, input.Clinician);
        user.Roles = AccountRules.Words(input.Roles);
        user.ServiceLines = AccountRules.Words(input.ServiceLines ?? []);
        (user.Source, user.Clinician) = (input.Source, input.Clinician);
    }

    private async Task<string> NewPassword(StaffUser user, CancellationToken ct)
    {
        var password = ReadableCode.New(ReadableCode.PasswordGroups);
        user.PasswordHash = await Task.Run(() => hasher.HashPassword(user, password), ct);
        user.SecurityStamp = Guid.NewGuid().ToString("N");
        user.PasswordIsOneTime = true;
        return password;
    }

    private Task<StaffUser?> Find(AccountsDb db, string user, CancellationToken ct)
    {
        var name = names.NormalizeName(user);
        return db.Users.SingleOrDefaultAsync(u => u.NormalizedUserName == name, ct);
    }

    private static Answer<StaffView> Unknown => new(null, ProblemFor.Code(ProblemCodes.NotFound));
}
