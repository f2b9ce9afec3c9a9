using ReferralSilo.Domain.Messages;

namespace ReferralSilo.Messaging.Pages;

/// <summary>The page behind the link of a message: whom to call. It is the same for everyone and says nothing about a
/// patient.</summary>
internal static class PatientPage
{
    public static void MapPatientPage(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/p", (MessageSettings settings) => Page(settings)).AllowAnonymous().ExcludeFromDescription();

    private static IResult Page(MessageSettings settings)
    {
        var clinic = StaticPage.Encode(settings.Clinic);
        return StaticPage.Of(settings.Clinic, $"""
            <h1>{clinic}</h1>
            <section lang="en">
            <p>We wrote to you about your visit. Please call us to choose a time or to ask a question.</p>
            {StaticPage.English(settings, "Please call the number in our message.")}
            </section>
            <section lang="es">
            <p>Le escribimos acerca de su cita. Llámenos para elegir una hora o hacer una pregunta.</p>
            {StaticPage.Spanish(settings, "Llame al número que aparece en nuestro mensaje.")}
            </section>
            """);
    }
}
