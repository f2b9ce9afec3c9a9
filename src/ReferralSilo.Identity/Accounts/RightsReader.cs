using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using OpenIddict.EntityFrameworkCore.Models;
using ReferralSilo.Api.Access;

namespace ReferralSilo.Identity.Accounts;

/// <summary>
/// Reads rights from the accounts database: one query for people, one for clients and one for ended sessions.
/// </summary>
internal sealed class RightsReader(IDbContextFactory<AccountsDb> factory) : IRightsReader
{
    /// <summary>Callers or sessions per query.</summary>
    private const int Chunk = 500;

    public async Task<RightsNow> Read(IReadOnlyCollection<string> callers, IReadOnlyCollection<string> sessions,
        CancellationToken ct)
    {
        await using var db = await factory.CreateDbContextAsync(ct);
        var stamps = new Dictionary<string, string>();
        foreach (var names in Named(callers, Caller.UserPrefix).Chunk(Chunk))
            foreach (var user in await db.Users.AsNoTracking().Where(u => names.Contains(u.UserName!) && !u.Disabled)
                .ToListAsync(ct))
                stamps[Caller.UserPrefix + user.UserName] = RightsStamp.Of(user);
        foreach (var names in Named(callers, Caller.ClientPrefix).Chunk(Chunk))
            foreach (var client in await db.Clients.AsNoTracking().Where(c => names.Contains(c.ClientId!))
                .ToListAsync(ct))
                stamps[Caller.ClientPrefix + client.ClientId] = RightsStamp.Of(client);

        var ended = new HashSet<string>();
        foreach (var ids in sessions.Chunk(Chunk))
            ended.UnionWith(await db.EndedSessions.AsNoTracking().Where(s => ids.Contains(s.Id)).Select(s => s.Id)
                .ToListAsync(ct));
        return new RightsNow(stamps, ended);
    }

    private static IEnumerable<string> Named(IEnumerable<string> callers, string prefix) =>
        callers.Where(c => c.StartsWith(prefix, StringComparison.Ordinal)).Select(c => c[prefix.Length..]);
}

/// <summary>
/// A hash of everything that grants rights. Identity's security
/// stamp does not change with a role, so it is only one part.
/// </summary>
internal static class RightsStamp
{
    private const int Bytes = 12;

    public static string Of(StaffUser user) =>
        Digest(user.SecurityStamp, user.PasswordHash, user.Roles, user.Source, user.Clinician, user.ServiceLines,
            user.PasswordIsOneTime ? "one-time" : null);

    public static string Of(OpenIddictEntityFrameworkCoreApplication client) =>
        Digest(client.ClientSecret, client.Permissions, client.Properties);

    private static string Digest(params ReadOnlySpan<string?> parts)
    {
        var text = string.Join('\n', parts);
        return Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)), 0, Bytes);
    }
}
