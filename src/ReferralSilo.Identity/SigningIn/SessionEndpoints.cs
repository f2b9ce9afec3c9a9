using ReferralSilo.Api.Access;
using ReferralSilo.Api.Problems;
using ReferralSilo.Contracts.Session;
using ReferralSilo.Identity.Edge;

namespace ReferralSilo.Identity.SigningIn;

/// <summary>
/// Sign-in and sign-out of people, for programs (<c>/api/session</c>) and for the sign-in page (<c>/session/*</c>).
/// </summary>
public static class SessionEndpoints
{
    /// <summary>Path of the sign-in page.</summary>
    public const string SignInPage = "/sign-in";

    /// <summary>Longest return address that is kept, in characters.</summary>
    private const int MaxReturnUrl = 2000;

    /// <summary>Maps the session endpoints and <c>/connect/token</c>.</summary>
    public static IEndpointRouteBuilder MapSession(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/session").WithTags("session");
        api.MapPost("", SignIn).AllowAnonymous().Produces<SessionView>().Accepts<SignIn>("application/json");
        api.MapGet("", (Caller caller) => TypedResults.Ok(caller.View())).RequirePermission(Permission.SignedIn);
        api.MapDelete("", SignOut).AllowAnonymous();

        var page = routes.MapGroup("/session").ExcludeFromDescription();
        page.MapPost("start", StartFromPage).AllowAnonymous();
        page.MapPost("end", EndFromPage).AllowAnonymous();
        routes.MapPassword();
        routes.MapToken();
        return routes;
    }

    private static async Task<IResult> SignIn(HttpContext context, Sessions sessions, SignInRates rates)
    {
        if (Wait(context, rates) is { } wait)
            return ProblemFor.Code(ProblemCodes.TooManyRequests).AsResult(wait);
        var body = await JsonBody.Read<SignIn>(context.Request, context.RequestAborted);
        if (body.Value is not { } given)
            return body.Problem!.AsResult();
        return await Start(context, sessions, rates, given.User, given.Password) is { } caller
            ? TypedResults.Ok(caller.View())
            : ProblemFor.Code(ProblemCodes.SignInFailed).AsResult();
    }

    private static async Task<IResult> SignOut(HttpContext context, Sessions sessions)
    {
        await sessions.End(context);
        return TypedResults.NoContent();
    }

    private static async Task<IResult> StartFromPage(HttpContext context, Sessions sessions, SignInRates rates)
    {
        if (!IsForm(context.Request))
            return ProblemFor.Code(ProblemCodes.UnsupportedMediaType).AsResult();
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var returnUrl = LocalUrl(form["returnUrl"]);
        try
        {
            if (Wait(context, rates) is null && await Start(context, sessions, rates, form["user"].ToString(),
                form["password"].ToString()) is not null)
                return SeeOther(context, returnUrl);
        }
        catch (SignInBusyException)
        {
            // The page says the same as for a wrong password: the person tries again.
        }

        return SeeOther(context, $"{SignInPage}?error=1&returnUrl={Uri.EscapeDataString(returnUrl)}");
    }

    private static async Task<IResult> EndFromPage(HttpContext context, Sessions sessions)
    {
        await sessions.End(context);
        return SeeOther(context, SignInPage);
    }

    private static async Task<Caller?> Start(HttpContext context, Sessions sessions, SignInRates rates, string user,
        string password)
    {
        var caller = await sessions.Start(context, user, password);
        if (caller is null)
            rates.Failures.TryTake(context.Connection.RemoteIpAddress, out _);
        return caller;
    }

    /// <summary>Multipart is refused: its reader throws on an incomplete body, and these forms have no files.</summary>
    internal static bool IsForm(HttpRequest request) => request.ContentType?.StartsWith(
        "application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase) == true;

    /// <summary>The time to wait before the next try of this address; null when it may try now.</summary>
    internal static TimeSpan? Wait(HttpContext context, SignInRates rates)
    {
        var address = context.Connection.RemoteIpAddress;
        return !rates.Failures.HasRoom(address, out var wait) || !rates.Attempts.TryTake(address, out wait) ? wait
            : null;
    }

    /// <summary>Allows only paths of this server, so that the sign-in page cannot redirect to other sites.</summary>
    internal static string LocalUrl(string? url) =>
        url is ['/', .., _] or "/" && url.Length <= MaxReturnUrl && !url.StartsWith("//", StringComparison.Ordinal)
            && !url.StartsWith("/\\", StringComparison.Ordinal) && !url.Any(char.IsControl) && url.All(char.IsAscii)
            ? url
            : "/";

    internal static IResult SeeOther(HttpContext context, string location)
    {
        context.Response.Headers.Location = location;
        return TypedResults.StatusCode(StatusCodes.Status303SeeOther);
    }
}
