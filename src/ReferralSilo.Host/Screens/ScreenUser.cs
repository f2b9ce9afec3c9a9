using Microsoft.AspNetCore.Components.Authorization;
using ReferralSilo.Api.Access;

namespace ReferralSilo.Host.Screens;

/// <summary>The caller behind a query or command of a screen.</summary>
internal static class ScreenUser
{
    /// <summary>The user while the rights hold; anonymous when they were taken away or cannot be read. A screen lives
    /// longer than a request, so each query and command asks again; mostly that is a look-up in memory.</summary>
    public static async Task<Caller> Of(AuthenticationStateProvider authentication, AccessRevocationMonitor rights)
    {
        if ((await authentication.GetAuthenticationStateAsync()).User is not CallerPrincipal principal)
            return Caller.Anonymous;
        try
        {
            return await rights.Confirm(principal, CancellationToken.None) ? principal.Caller : Caller.Anonymous;
        }
        catch (RightsUnknownException)
        {
            // The boards of the screen say meanwhile that they are not live.
            return Caller.Anonymous;
        }
    }
}
