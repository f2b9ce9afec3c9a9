using Microsoft.AspNetCore.Http.Features;

namespace ReferralSilo.Host.Live;

/// <summary>
/// A WebSocket of the boards is taken by any silo. SignalR's clients negotiate an id first, which only the silo that
/// gave it knows, and another would answer 404; a WebSocket needs none, so it is left out. The other transports do need
/// it.
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

    /// <summary>By its own header, or over HTTP/2 by the method: what knows sockets comes later on the way.</summary>
    private static bool IsSocket(HttpContext context) =>
        context.Request.Headers.Upgrade.ToString().Equals("websocket", StringComparison.OrdinalIgnoreCase)
        || context.Features.Get<IHttpExtendedConnectFeature>() is { IsExtendedConnect: true, Protocol: "websocket" };
}
