using System.Security.Claims;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using ReferralSilo.Api.Access;
using ReferralSilo.Host.Tests.Api;
using ReferralSilo.Identity.Accounts;

namespace ReferralSilo.Host.Tests.Security;

/// <summary>A screen whose user has an account of one role, made when the screen first asks who it is.</summary>
internal sealed class SignedInScreen(IServiceProvider services, string role, string serviceLines = Caller.AllLines,
    string? clinician = null) : AuthenticationStateProvider
{
    private Task<AuthenticationState>? _state;

    public override Task<AuthenticationState> GetAuthenticationStateAsync() => _state ??= SignIn();

    /// <summary>Makes an account and returns its principal.</summary>
    public static async Task<CallerPrincipal> Account(IServiceProvider services, string role, string serviceLines,
        string? clinician = null)
    {
        var name = AProgram.New("u");
        Assert.Empty(await services.GetRequiredService<StaffAccounts>().Create(new StaffUser
        {
            UserName = name, DisplayName = role, Roles = role, ServiceLines = serviceLines, Clinician = clinician,
        }, "a-password-of-the-test"));
        await using var db = await services.GetRequiredService<IDbContextFactory<AccountsDb>>().CreateDbContextAsync();
        var user = await db.Users.AsNoTracking().SingleAsync(u => u.UserName == name);
        var identity = new ClaimsIdentity("test");
        identity.AddClaims(
        [
            new(CallerClaims.Id, Caller.UserPrefix + name), new(CallerClaims.Name, user.DisplayName),
            new(CallerClaims.Role, role), new(CallerClaims.ServiceLine, serviceLines),
            new(CallerClaims.Stamp, RightsStamp.Of(user)), new(CallerClaims.Session, AProgram.New("session")),
        ]);
        if (clinician is not null) identity.AddClaim(new(CallerClaims.Clinician, clinician));
        return CallerPrincipal.From(new ClaimsPrincipal(identity))!;
    }

    private async Task<AuthenticationState> SignIn() => new(await Account(services, role, serviceLines, clinician));
}
