using Microsoft.AspNetCore.Http.Features;

namespace ReferralSilo.Api.Live;

/// <summary>
/// Lets every silo accept a WebSocket connection. SignalR clients first negotiate an id that only one silo knows; other
/// silos would answer 404. A WebSocket does not need the id, so this middleware removes it. Other transports need it.
/// </summary>
internal sealed class UnboundSockets(RequestDelegate next)
{
    private const string Id = "id";

    public Task Invoke(HttpContext context)
    {
        var request = context.Request;
        if (request.Path.StartsWithSegments("/hubs") && request.Query.ContainsKey(Id) && IsSocket(context))
            request.QueryString =
                QueryString.Create(request.Query.Where(q => !q.Key.Equals(Id, StringComparison.OrdinalIgnoreCase)));
        return next(context);
    }

    /// <summary>Checks the header, or over HTTP/2 the extended CONNECT method, because the WebSocket middleware runs
    /// later.</summary>
    private static bool IsSocket(HttpContext context) =>
        context.Request.Headers.Upgrade.ToString().Equals("websocket", StringComparison.OrdinalIgnoreCase)
        || context.Features.Get<IHttpExtendedConnectFeature>() is { IsExtendedConnect: true, Protocol: "websocket" };
}
