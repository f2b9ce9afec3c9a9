namespace ReferralSilo.Messaging.Callbacks;

/// <summary>The routes of <see cref="GatewayCallbacks"/>. They need no sign-in: each call is signed.</summary>
internal static class CallbackEndpoints
{
    public static void MapCallbacks(this IEndpointRouteBuilder routes)
    {
        var sms = routes.MapGroup("/callbacks/sms").AllowAnonymous().ExcludeFromDescription();
        sms.MapPost("/inbound", (HttpContext http, GatewayCallbacks callbacks) => callbacks.Text(http));
        sms.MapPost("/{messageId}", (string messageId, HttpContext http, GatewayCallbacks callbacks) =>
            callbacks.Receipt(messageId, http));
    }
}
