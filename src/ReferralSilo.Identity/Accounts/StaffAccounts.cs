using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using ReferralSilo.Api.Access;

namespace ReferralSilo.Identity.Accounts;

/// <summary>
/// Changes accounts. Revoked rights end open streams at once on this process, and within 5 s on the others.
/// </summary>
public sealed class StaffAccounts(IServiceScopeFactory scopes, AccessRevocationMonitor rights)
{
    /// <summary>Creates an account. Returns Identity's error descriptions; empty on success.</summary>
    public async Task<IReadOnlyList<string>> Create(StaffUser user, string password)
    {
        await using var scope = scopes.CreateAsyncScope();
        var result = await Users(scope).CreateAsync(user, password);
        return [.. result.Errors.Select(e => e.Description)];
    }

    /// <summary>Replaces the roles of an account.</summary>
    public Task<bool> SetRoles(string userName, params string[] roles) =>
        Change(userName, user => user.Roles = string.Join(' ', roles));

    /// <summary>Disables or enables an account.</summary>
    public Task<bool> SetDisabled(string userName, bool disabled) =>
        Change(userName, user => user.SetDisabled(disabled));

    /// <summary>Ends all sessions of an account.</summary>
    public Task<bool> EndSessions(string userName) =>
        Change(userName, user => user.SecurityStamp = Guid.NewGuid().ToString("N"));

    /// <summary>Removes an account.</summary>
    public async Task<bool> Remove(string userName)
    {
        await using var scope = scopes.CreateAsyncScope();
        var users = Users(scope);
        if (await users.FindByNameAsync(userName) is not { } user)
            return false;
        var removed = (await users.DeleteAsync(user)).Succeeded;
        rights.Changed(Caller.UserPrefix + user.UserName);
        return removed;
    }

    /// <summary>Creates a service client with its roles; without service lines it works for none.</summary>
    public async Task CreateClient(string clientId, string secret, string displayName, IReadOnlyList<string> roles,
        string? source = null, IReadOnlyList<string>? serviceLines = null, CancellationToken ct = default)
    {
        await using var scope = scopes.CreateAsyncScope();
        await ClientService.Add(scope, clientId, secret, displayName,
            new ClientProperties(roles, serviceLines, source), ct);
    }

    /// <summary>Removes a service client; its tokens become invalid.</summary>
    public async Task<bool> RemoveClient(string clientId, CancellationToken ct = default)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<AccountsDb>();
        var removed = await db.Clients.Where(c => c.ClientId == clientId).ExecuteDeleteAsync(ct);
        rights.Changed(Caller.ClientPrefix + clientId);
        return removed > 0;
    }

    private async Task<bool> Change(string userName, Action<StaffUser> change)
    {
        await using var scope = scopes.CreateAsyncScope();
        var users = Users(scope);
        if (await users.FindByNameAsync(userName) is not { } user)
            return false;
        change(user);
        var changed = (await users.UpdateAsync(user)).Succeeded;
        rights.Changed(Caller.UserPrefix + user.UserName);
        return changed;
    }

    private static UserManager<StaffUser> Users(AsyncServiceScope scope) =>
        scope.ServiceProvider.GetRequiredService<UserManager<StaffUser>>();
}
