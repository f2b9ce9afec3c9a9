using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using OpenIddict.Abstractions;
using OpenIddict.Core;
using ReferralSilo.Api.Access;
using ReferralSilo.Api.Problems;
using ReferralSilo.Contracts.Accounts;
using ReferralSilo.Contracts.Problems;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Contracts.Session;
using Application = OpenIddict.EntityFrameworkCore.Models.OpenIddictEntityFrameworkCoreApplication;

namespace ReferralSilo.Identity.Accounts;

/// <summary>Machine clients for administrators. A lost right ends tokens and streams like those of people.</summary>
public sealed class ClientService(IServiceScopeFactory services, IDbContextFactory<AccountsDb> factory,
    IAccountScopes scopes, AccessRevocationMonitor rights)
{
    private const int SecretBytes = 32;

    /// <summary>A page of all clients, by id.</summary>
    /// <param name="limit">Most clients.</param>
    /// <param name="after">Client id before the first one; null for the first page.</param>
    /// <param name="ct">Cancels the query.</param>
    public async Task<Page<ClientView>> List(int limit, string? after, CancellationToken ct)
    {
        await using var db = await factory.CreateDbContextAsync(ct);
        var found = await db.Clients.AsNoTracking().OrderBy(c => c.ClientId)
            .Where(c => string.Compare(c.ClientId, after ?? "") > 0).Take(limit + 1).ToListAsync(ct);
        return new([.. found.Take(limit).Select(c => ClientProperties.Of(c).View(c))],
            found.Count > limit ? found[limit - 1].ClientId : null);
    }

    public async Task<Answer<ClientView>> Find(string id, CancellationToken ct)
    {
        await using var db = await factory.CreateDbContextAsync(ct);
        return await db.Clients.AsNoTracking().SingleOrDefaultAsync(c => c.ClientId == id, ct) is { } found
            ? new(ClientProperties.Of(found).View(found), null) : Unknown;
    }

    /// <summary>Makes a client with a random secret.</summary>
    public async Task<Answer<ClientView>> Create(ClientInput input, CancellationToken ct)
    {
        var rules = new AccountRules();
        var (id, name) = (rules.Id("/id", input.Id), rules.Name(input.Name));
        rules.Roles(input.Roles, Roles.Administrator, Roles.Clinician);
        rules.Bindings([.. input.Roles.Except([Roles.Clinician])], input.Source, clinician: null);
        await rules.Exist(scopes, input.ServiceLines ?? [], input.Source, null, ct);
        if (!rules.Ok) return new(null, ProblemFor.Input(rules.Errors));
        if ((await Find(id, ct)).Ok) return Taken;
        var secret = NewSecret();
        var properties = new ClientProperties([.. input.Roles.Distinct()], [.. input.ServiceLines ?? []], input.Source);
        await using var scope = services.CreateAsyncScope();
        try
        {
            return new(properties.View(await Add(scope, id, secret, name, properties, ct), secret), null);
        }
        catch (Exception e) when (e is DbUpdateException or OpenIddictExceptions.ValidationException)
        {
            // Another request made it meanwhile.
            if (!(await Find(id, ct)).Ok) throw;
            return Taken;
        }
    }

    /// <summary>Makes a new secret; the old one and its tokens are invalid.</summary>
    public async Task<Answer<ClientView>> Rotate(string id, CancellationToken ct)
    {
        var secret = NewSecret();
        return await Change(id, async (clients, found) =>
        {
            await clients.UpdateAsync(found, secret, ct);
            return ClientProperties.Of(found).View(found, secret);
        }, ct);
    }

    public Task<Answer<ClientView>> SetDisabled(string id, bool disabled, CancellationToken ct) =>
        Change(id, async (clients, found) =>
        {
            var properties = ClientProperties.Of(found);
            properties = properties with
            {
                Disabled = disabled,
                TimesDisabled = properties.TimesDisabled + (disabled && !properties.Disabled ? 1 : 0),
            };
            found.Properties = properties.Text();
            await clients.UpdateAsync(found, ct);
            return properties.View(found);
        }, ct);

    internal static async Task<Application> Add(AsyncServiceScope scope, string id, string secret, string name,
        ClientProperties properties, CancellationToken ct)
    {
        var client = new Application
        {
            ClientId = id, DisplayName = name, Properties = properties.Text(),
            ClientType = OpenIddictConstants.ClientTypes.Confidential,
            Permissions = System.Text.Json.JsonSerializer.Serialize((string[])
            [
                OpenIddictConstants.Permissions.Endpoints.Token,
                OpenIddictConstants.Permissions.GrantTypes.ClientCredentials,
            ]),
        };
        await Manager(scope).CreateAsync(client, secret, ct);
        return client;
    }

    private async Task<Answer<ClientView>> Change(string id,
        Func<OpenIddictApplicationManager<Application>, Application, Task<ClientView>> change, CancellationToken ct)
    {
        await using var scope = services.CreateAsyncScope();
        var clients = Manager(scope);
        if (await clients.FindByClientIdAsync(id, ct) is not { } found) return Unknown;
        var view = await change(clients, found);
        rights.Changed(Caller.ClientPrefix + id);
        return new(view, null);
    }

    private static OpenIddictApplicationManager<Application> Manager(AsyncServiceScope scope) =>
        scope.ServiceProvider.GetRequiredService<OpenIddictApplicationManager<Application>>();

    private static string NewSecret() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(SecretBytes));

    private static Answer<ClientView> Unknown => new(null, ProblemFor.Code(ProblemCodes.NotFound));

    private static Answer<ClientView> Taken => new(null, ProblemFor.Code(ProblemCodes.ClientExists));
}
