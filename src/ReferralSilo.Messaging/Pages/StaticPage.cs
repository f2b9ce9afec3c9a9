using System.Net;
using ReferralSilo.Domain.Messages;

namespace ReferralSilo.Messaging.Pages;

/// <summary>Small pages for patients, without script, cookie or patient data, in English and Spanish: the language of
/// the person who opens them is not known.</summary>
internal static class StaticPage
{
    /// <param name="title">English title.</param>
    /// <param name="body">HTML; values in it must be encoded.</param>
    public static IResult Of(string title, string body, int status = StatusCodes.Status200OK) =>
        new Answer($$"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="robots" content="noindex">
            <title>{{Encode(title)}}</title>
            <style>
            :root { color-scheme: light dark }
            body { font: 1.125rem/1.5 system-ui, sans-serif; max-width: 34rem; margin: 0 auto; padding: 1.5rem }
            h1 { font-size: 1.5rem; line-height: 1.25 }
            section + section { margin-top: 2rem; padding-top: 1.5rem; border-top: 1px solid }
            .act { display: block; box-sizing: border-box; width: 100%; min-height: 3rem; padding: .75rem 1rem;
              border: 0; border-radius: .5rem; background: #0b5a8a; color: #fff; font: inherit; font-weight: 600;
              text-align: center; text-decoration: none; cursor: pointer }
            .act:focus-visible { outline: 3px solid currentColor; outline-offset: 3px }
            </style>
            </head>
            <body>
            <main>
            {{body}}
            </main>
            </body>
            </html>
            """, status);

    /// <summary>What each page for patients has in its English part (TR-6): a link that calls the clinic, or a sentence
    /// when no number is set, its hours, and what to do in an emergency.</summary>
    public static string English(MessageSettings settings, string noNumber) =>
        CallUs(settings, "Call", noNumber) + $"<p>If this is an emergency, call {Number(settings)}. "
        + "In a crisis, call or text 988.</p>";

    /// <summary>The same for the Spanish part.</summary>
    public static string Spanish(MessageSettings settings, string noNumber) =>
        CallUs(settings, "Llamar al", noNumber) + $"<p>En una emergencia, llame al {Number(settings)}. "
        + "En una crisis, llame o envíe un mensaje de texto al 988.</p>";

    private static string CallUs(MessageSettings settings, string call, string noNumber)
    {
        var hours = settings.OpeningHours is { } text ? $"<p>{Encode(text)}</p>" : "";
        return settings.Phone is { } phone
            ? $"<p><a class=\"act\" href=\"tel:{Encode(phone)}\">{call} {Encode(phone)}</a></p>{hours}"
            : $"<p>{noNumber}</p>{hours}";
    }

    private static string Number(MessageSettings settings) => Encode(settings.EmergencyPhone);

    public static string Encode(string text) => WebUtility.HtmlEncode(text);

    private sealed class Answer(string html, int status) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            var response = httpContext.Response;
            (response.StatusCode, response.ContentType) = (status, "text/html; charset=utf-8");
            response.Headers.CacheControl = "no-store";
            return response.WriteAsync(html, httpContext.RequestAborted);
        }
    }
}
