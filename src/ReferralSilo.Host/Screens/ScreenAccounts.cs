using Microsoft.AspNetCore.Components.Authorization;
using ReferralSilo.Api.Access;
using ReferralSilo.Api.Problems;
using ReferralSilo.Contracts.Accounts;
using ReferralSilo.Contracts.Problems;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Contracts.Screens;
using ReferralSilo.Grains.Settings;
using ReferralSilo.Identity.Accounts;

namespace ReferralSilo.Host.Screens;

/// <summary>Accounts for screens: the same services as the API, for the signed-in user.</summary>
public sealed class ScreenAccounts(StaffService staff, ClientService clients, ServiceLineCatalog lines,
    PeopleDirectory people, AccessRevocationMonitor rights, AuthenticationStateProvider authentication) : IAccountsApi
{
    private const int PageRows = 200;

    public Task<Answer<IReadOnlyList<StaffView>>> Staff(CancellationToken ct = default) =>
        Allowed(async () => await All(after => staff.List(PageRows, after, ct)));

    public Task<Answer<StaffView>> Create(StaffInput input, CancellationToken ct = default) =>
        Allowed(() => staff.Create(input, ct));

    public Task<Answer<StaffView>> Change(StaffInput input, CancellationToken ct = default) => Allowed(() =>
        staff.Change(input.User,
            new StaffChange(input.Name, input.Roles, input.ServiceLines, input.Source, input.Clinician),
            ["name", "roles", "serviceLines", "source", "clinician"], ct));

    public Task<Answer<StaffView>> SetDisabled(string user, bool disabled, CancellationToken ct = default) =>
        Allowed(() => staff.SetDisabled(user, disabled, ct));

    public Task<Answer<StaffView>> ResetPassword(string user, CancellationToken ct = default) =>
        Allowed(() => staff.ResetPassword(user, ct));

    public Task<Answer<IReadOnlyList<ClientView>>> Clients(CancellationToken ct = default) =>
        Allowed(async () => await All(after => clients.List(PageRows, after, ct)));

    public Task<Answer<ClientView>> Create(ClientInput input, CancellationToken ct = default) =>
        Allowed(() => clients.Create(input, ct));

    public Task<Answer<ClientView>> Rotate(string id, CancellationToken ct = default) =>
        Allowed(() => clients.Rotate(id, ct));

    public Task<Answer<ClientView>> SetClientDisabled(string id, bool disabled, CancellationToken ct = default) =>
        Allowed(() => clients.SetDisabled(id, disabled, ct));

    public async Task<AccountChoices> Choices(CancellationToken ct = default)
    {
        var named = await people.All(ct);
        return new((await lines.Views()).ToDictionary(v => v.Id, v => v.Settings.Name), named.Clinicians,
            named.Sources);
    }

    private static async Task<Answer<IReadOnlyList<T>>> All<T>(Func<string?, Task<Page<T>>> read)
    {
        var all = new List<T>();
        string? after = null;
        do
        {
            var page = await read(after);
            all.AddRange(page.Items);
            after = page.Next;
        }
        while (after is not null);
        return new(all, null);
    }

    /// <summary>A screen stays open for hours, so the rights are confirmed for each call.</summary>
    private async Task<Answer<T>> Allowed<T>(Func<Task<Answer<T>>> ask) where T : class
    {
        var principal = (await authentication.GetAuthenticationStateAsync()).User as CallerPrincipal;
        return principal?.Caller.Can(Permission.ManageStaff) == true
            && await rights.Holds(principal.Rights, CancellationToken.None)
            ? await ask() : new Answer<T>(null, ProblemFor.Code(ProblemCodes.Forbidden));
    }
}
