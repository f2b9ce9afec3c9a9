using System.Security.Claims;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;
using ReferralSilo.Api.Access;

namespace ReferralSilo.Host.Screens;

/// <summary>
/// The signed-in user of a screen. Within 5 s after sign-out, disabling or a change of rights the screen has no user
/// any more, and shows the sign-in page instead of its content.
/// </summary>
public sealed class ScreenAuthentication : ServerAuthenticationStateProvider, IDisposable
{
    private static readonly AuthenticationState Nobody = new(new ClaimsPrincipal(new ClaimsIdentity()));

    private readonly AccessRevocationMonitor _rights;
    private readonly Lock _lock = new();
    private RightsLease? _lease;
    private bool _isClosed;

    public ScreenAuthentication(AccessRevocationMonitor rights)
    {
        _rights = rights;
        AuthenticationStateChanged += setting => Follow(
            setting.IsCompletedSuccessfully ? setting.Result.User as CallerPrincipal : null);
    }

    public void Dispose()
    {
        lock (_lock) _isClosed = true;
        Follow(null);
    }

    private void Follow(CallerPrincipal? user)
    {
        lock (_lock)
        {
            _lease?.Dispose();
            _lease = user is null || _isClosed ? null : _rights.Open(user);
            if (_lease is { } lease) lease.Ended.Register(() => End(lease, user!));
        }
    }

    private void End(RightsLease lease, CallerPrincipal user)
    {
        lock (_lock)
        {
            if (lease != _lease) return;
        }

        // Rights that cannot be read are not lost: the boards say that they are not live, and commands are refused.
        if (lease.Unconfirmed) Follow(user);
        else SetAuthenticationState(Task.FromResult(Nobody));
    }
}
