using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR;
using ReferralSilo.Api.Access;
using ReferralSilo.Api.Live;
using ReferralSilo.Api.Problems;
using ReferralSilo.Identity.Edge;

namespace ReferralSilo.Host.Screens;

/// <summary>
/// Refuses live connections beyond the limits of <see cref="ConnectionKind"/>. A person who opens one screen too many
/// is led to a page that says so: a browser does not tell why a WebSocket was refused.
/// </summary>
internal sealed class LiveConnections(RequestDelegate next, ConnectionRegistry connections)
{
    private const string FullPage = "/too-many-screens";

    /// <summary>Must come after routing and authorization.</summary>
    public Task Invoke(HttpContext context)
    {
        if (context.GetEndpoint() is not { } endpoint) return next(context);
        if (endpoint.Metadata.GetMetadata<HubMetadata>() is { } hub)
            return hub.HubType == typeof(BoardsHub) ? Board(context, endpoint) : Screen(context, endpoint);
        if (!IsLivePage(context, endpoint) || HasRoom(context, ConnectionKind.Screens)) return next(context);
        var typed = context.Request.Path + context.Request.QueryString;
        context.Response.Redirect($"{FullPage}?returnUrl={Uri.EscapeDataString(typed)}");
        return Task.CompletedTask;
    }

    /// <summary>Refuses only what begins: the requests of a connection that has an id belong to an open one. The hub
    /// registers its connections itself.</summary>
    private Task Board(HttpContext context, Endpoint endpoint) =>
        (IsNegotiation(endpoint) || !context.Request.Query.ContainsKey("id"))
            && !HasRoom(context, ConnectionKind.Boards) ? Refuse(context) : next(context);

    /// <summary>Screens connect without negotiation and in one request, which lasts as long as the screen.</summary>
    private async Task Screen(HttpContext context, Endpoint endpoint)
    {
        using var open = IsNegotiation(endpoint) ? null : connections.TryOpen(context.TraceIdentifier,
            Caller.Of(context.User), ConnectionKind.Screens, context.Connection.RemoteIpAddress);
        if (IsNegotiation(endpoint)) await ProblemWriter.Write(context, ProblemFor.Code(ProblemCodes.NotFound));
        else if (open is null) await Refuse(context);
        else await next(context);
    }

    private bool HasRoom(HttpContext context, ConnectionKind kind) =>
        connections.HasRoom(Caller.Of(context.User), kind, context.Connection.RemoteIpAddress);

    private static bool IsNegotiation(Endpoint endpoint) =>
        endpoint.Metadata.GetMetadata<NegotiateMetadata>() is not null;

    private static bool IsLivePage(HttpContext context, Endpoint endpoint) =>
        endpoint.Metadata.GetMetadata<ComponentTypeMetadata>() is not null && context.AcceptsInteractiveRouting()
        && Denials.IsPage(context.Request);

    private static Task Refuse(HttpContext context) =>
        ProblemWriter.Write(context, ProblemFor.Code(ProblemCodes.TooManyConnections));
}
