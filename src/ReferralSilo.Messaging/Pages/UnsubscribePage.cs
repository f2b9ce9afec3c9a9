using ReferralSilo.Api.Requests;
using ReferralSilo.Domain.Messages;
using ReferralSilo.Grains.Interfaces;
using ReferralSilo.Grains.Messages;
using ReferralSilo.Messaging.Sending;

namespace ReferralSilo.Messaging.Pages;

/// <summary>
/// The one-click unsubscribe of mails (RFC 8058). GET shows a page with a button and changes nothing: mail scanners
/// follow links. POST needs neither cookie nor sign-in; the token is the proof.
/// </summary>
internal static class UnsubscribePage
{
    private const string Route = "/unsubscribe/{token}", Kind = "unsubscribe";

    public static void MapUnsubscribe(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(Route, (string token, MessageSettings settings) => Ask(settings)).AllowAnonymous()
            .ExcludeFromDescription();
        routes.MapPost(Route, Stop).AllowAnonymous().DisableAntiforgery().ExcludeFromDescription();
    }

    /// <summary>The same for every token, so that it says nothing about one.</summary>
    private static IResult Ask(MessageSettings settings) => StaticPage.Of("No more emails", $"""
        <h1>{StaticPage.Encode(settings.Clinic)}</h1>
        <section lang="en">
        <p>Do you want no more emails from us at this address?</p>
        <form method="post">
        <input type="hidden" name="List-Unsubscribe" value="One-Click">
        <p><button class="act">Stop emails to this address</button></p>
        </form>
        {StaticPage.English(settings, "To talk to us, please call the number that we gave you.")}
        </section>
        <section lang="es">
        <p>¿No desea recibir más correos nuestros en esta dirección?</p>
        <form method="post">
        <input type="hidden" name="List-Unsubscribe" value="One-Click">
        <p><button class="act">No recibir más correos</button></p>
        </form>
        {StaticPage.Spanish(settings, "Para hablar con nosotros, llame al número que le dimos.")}
        </section>
        """);

    private static async Task<IResult> Stop(string token, HttpRequest request, UnsubscribeTokens tokens,
        IGrainFactory grains, GrainCalls calls, MessageSettings settings, TransportMetrics metrics)
    {
        if (!tokens.TryRead(token, out var key)
            || !await calls.Read(() => grains.GetGrain<IAddressGrain>(key).Unsubscribe()))
        {
            metrics.CalledBack(Kind, "unknown");
            return request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase)
                ? NotValid(settings) : ApiResults.NotFound();
        }

        metrics.CalledBack(Kind, "stopped");
        return StaticPage.Of("No more emails", $"""
            <h1>{StaticPage.Encode(settings.Clinic)}</h1>
            <section lang="en">
            <p>Done. We will send no more emails to this address.</p>
            {StaticPage.English(settings, "To talk to us, please call the number that we gave you.")}
            </section>
            <section lang="es">
            <p>Listo. No enviaremos más correos a esta dirección.</p>
            {StaticPage.Spanish(settings, "Para hablar con nosotros, llame al número que le dimos.")}
            </section>
            """);
    }

    private static IResult NotValid(MessageSettings settings) => StaticPage.Of("This link does not work", $"""
        <h1>{StaticPage.Encode(settings.Clinic)}</h1>
        <section lang="en">
        <p>This link does not work. Please open the whole link of our email.</p>
        {StaticPage.English(settings, "Or call the number that we gave you.")}
        </section>
        <section lang="es">
        <p>Este enlace no funciona. Abra el enlace completo de nuestro correo.</p>
        {StaticPage.Spanish(settings, "O llame al número que le dimos.")}
        </section>
        """, StatusCodes.Status404NotFound);
}
