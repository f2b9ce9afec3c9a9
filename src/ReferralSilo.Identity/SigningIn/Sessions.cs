using System.Globalization;
using System.Security.Claims;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Authentication;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReferralSilo.Api.Access;
using ReferralSilo.Identity.Accounts;
using ReferralSilo.Identity.Limits;

namespace ReferralSilo.Identity.SigningIn;

/// <summary>Starts and ends sessions of people.</summary>
internal sealed class Sessions(PasswordCheck passwords, IDbContextFactory<AccountsDb> factory,
    AccessRevocationMonitor rights, IClock clock)
{
    internal const string StartedItem = ".started";

    private const int IdBytes = 16;

    /// <summary>Signs in and sets the cookie. Returns null for every kind of refusal.</summary>
    public async Task<Caller?> Start(HttpContext context, string user, string password)
    {
        return await passwords.Check(user, password,
            context.Connection.RemoteIpAddress, context.RequestAborted) is { } account
            ? await Start(context, account) : null;
    }

    /// <summary>Sets the cookie of an account whose password was checked.</summary>
    public async Task<Caller> Start(HttpContext context, StaffUser account)
    {
        var principal = CallerPrincipal.From(new ClaimsPrincipal(Identity(account)))!;
        var properties = new AuthenticationProperties { AllowRefresh = true };
        properties.Items[StartedItem] = Now.ToString(CultureInfo.InvariantCulture);
        await context.SignInAsync(SecuritySchemes.Cookie, principal, properties);
        return principal.Caller;
    }

    /// <summary>Signs out: removes the cookie, makes its copies invalid and ends its streams.</summary>
    public async Task End(HttpContext context)
    {
        if (context.User is CallerPrincipal { Rights.Session: { Length: > 0 } session })
        {
            await Remember(session, context.RequestAborted);
            rights.SignedOut(session);
        }

        await context.SignOutAsync(SecuritySchemes.Cookie);
    }

    private async Task Remember(string session, CancellationToken ct)
    {
        await using var db = await factory.CreateDbContextAsync(ct);
        var now = Now;
        await db.EndedSessions.Where(s => s.Until < now).ExecuteDeleteAsync(ct);
        if (await db.EndedSessions.AnyAsync(s => s.Id == session, ct))
            return;
        db.EndedSessions.Add(
            new EndedSession { Id = session, Until = now + (long)SecurityLimits.SessionAtMost.TotalSeconds });
        await db.SaveChangesAsync(ct);
    }

    /// <summary>Seconds since 1970.</summary>
    private long Now => clock.GetCurrentInstant().ToUnixTimeSeconds();

    private static ClaimsIdentity Identity(StaffUser user)
    {
        var identity = new ClaimsIdentity(SecuritySchemes.Cookie, CallerClaims.Name, CallerClaims.Role);
        identity.AddClaim(new Claim(CallerClaims.Id, Caller.UserPrefix + user.UserName));
        identity.AddClaim(new Claim(CallerClaims.Name, user.DisplayName));
        identity.AddClaim(
            new Claim(CallerClaims.Session, Convert.ToHexString(RandomNumberGenerator.GetBytes(IdBytes))));
        identity.AddClaim(new Claim(CallerClaims.Stamp, RightsStamp.Of(user)));
        identity.AddClaims(AccountRules.Words(user.Roles).Select(role => new Claim(CallerClaims.Role, role)));
        identity.AddClaims(
            AccountRules.Words(user.ServiceLines).Select(line => new Claim(CallerClaims.ServiceLine, line)));
        if (user.PasswordIsOneTime)
            identity.AddClaim(new Claim(CallerClaims.PasswordChangeRequired, "1"));
        if (user.Source is { } source)
            identity.AddClaim(new Claim(CallerClaims.Source, source));
        if (user.Clinician is { } clinician)
            identity.AddClaim(new Claim(CallerClaims.Clinician, clinician));
        return identity;
    }
}
