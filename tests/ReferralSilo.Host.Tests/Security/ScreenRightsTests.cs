using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using ReferralSilo.Contracts.Screens;
using ReferralSilo.Contracts.Session;
using ReferralSilo.Host.Tests.Api;
using ReferralSilo.Identity.Accounts;
using ReferralSilo.Testing;
using static ReferralSilo.Host.Tests.Api.AProgram;

namespace ReferralSilo.Host.Tests.Security;

/// <summary>A screen loses its user within 5 s after the rights are taken away, and answers nothing more.</summary>
[Collection(SqliteApi.Name)]
public sealed class ScreenRightsTests(SqliteHost host)
{
    /// <summary>The promise of the contract, with room for a loaded machine.</summary>
    private static readonly TimeSpan Within = TimeSpan.FromSeconds(8);

    public static TheoryData<string> Losses => ["disabled", "role", "line", "sessions-ended", "removed"];

    [Theory]
    [MemberData(nameof(Losses))]
    public async Task A_screen_has_no_user_after_the_rights_are_taken_away(string loss)
    {
        var id = (await host.Api.Create()).Id;
        var user = await SignedInScreen.Account(host.Services, Roles.TriageNurse, Line);
        await using var scope = host.Services.CreateAsyncScope();
        var state = scope.ServiceProvider.GetRequiredService<AuthenticationStateProvider>();
        ((IHostEnvironmentAuthenticationStateProvider)state).SetAuthenticationState(
            Task.FromResult(new AuthenticationState(user)));
        var desk = scope.ServiceProvider.GetRequiredService<IConsoleApi>();
        Assert.True((await desk.Referral(id, TestContext.Current.CancellationToken)).Ok);

        await Take(user.Caller.User, loss);

        await Eventually.Is("the screen has no user", async () =>
            (await state.GetAuthenticationStateAsync()).User is { Identity.IsAuthenticated: false }, Within);
        Assert.Equal("not-signed-in",
            (await desk.Referral(id, TestContext.Current.CancellationToken)).Problem!.Code);
        Assert.Empty(await desk.ServiceLines(TestContext.Current.CancellationToken));
    }

    private async Task Take(string name, string loss)
    {
        var accounts = host.Services.GetRequiredService<StaffAccounts>();
        if (loss == "line")
        {
            // As on another process: nothing here is told.
            await using var db = await host.Services.GetRequiredService<IDbContextFactory<AccountsDb>>()
                .CreateDbContextAsync();
            await db.Users.Where(u => u.UserName == name)
                .ExecuteUpdateAsync(u => u.SetProperty(s => s.ServiceLines, Strict));
            return;
        }

        Assert.True(await (loss switch
        {
            "disabled" => accounts.SetDisabled(name, true),
            "role" => accounts.SetRoles(name, Roles.Marketing),
            "removed" => accounts.Remove(name),
            _ => accounts.EndSessions(name),
        }));
    }
}
