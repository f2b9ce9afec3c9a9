using Microsoft.AspNetCore.Diagnostics;
using ReferralSilo.Api.Access;
using ReferralSilo.Api.Problems;
using ReferralSilo.Identity.SigningIn;

namespace ReferralSilo.Identity.Edge;

/// <summary>
/// Responses to denied requests: a problem for programs, the sign-in page for a person who opens a page.
/// </summary>
internal static class Denials
{
    /// <summary>Path of the page that changes the password.</summary>
    public const string PasswordPage = "/change-password";

    private static readonly PathString[] NeverPages =
        ["/api", "/fhir", "/hubs", "/connect", "/session", "/_blazor", "/openapi", "/metrics", "/health"];

    public static Task NotSignedIn(HttpContext context)
    {
        if (IsPage(context.Request))
        {
            // The original address, also when the request was re-executed for another page.
            var typed = context.Features.Get<IStatusCodeReExecuteFeature>() is { } again
                ? again.OriginalPath + again.OriginalQueryString
                : context.Request.Path + context.Request.QueryString;
            context.Response.Redirect($"{SessionEndpoints.SignInPage}?returnUrl={Uri.EscapeDataString(typed)}");
            return Task.CompletedTask;
        }

        context.Response.Headers.WWWAuthenticate = "Bearer";
        return ProblemWriter.Write(context, ProblemFor.Code(ProblemCodes.NotSignedIn));
    }

    /// <summary>A caller with a one-time password is led to change it; every other one lacks a permission.</summary>
    public static Task Forbidden(HttpContext context)
    {
        if (!Caller.Of(context.User).PasswordChangeRequired)
            return ProblemWriter.Write(context, ProblemFor.Code(ProblemCodes.Forbidden));
        if (!IsPage(context.Request))
            return ProblemWriter.Write(context, ProblemFor.Code(ProblemCodes.PasswordChangeRequired));
        context.Response.Redirect(PasswordPage);
        return Task.CompletedTask;
    }

    public static Task ForeignOrigin(HttpContext context) =>
        ProblemWriter.Write(context, ProblemFor.Code(ProblemCodes.OriginNotAllowed));

    /// <summary>True when the request looks like a person opening a page in a browser.</summary>
    public static bool IsPage(HttpRequest request) =>
        HttpMethods.IsGet(request.Method) && request.Headers.Accept.ToString()
            .Contains("text/html", StringComparison.OrdinalIgnoreCase)
        && !Array.Exists(NeverPages, prefix => request.Path.StartsWithSegments(prefix));
}
