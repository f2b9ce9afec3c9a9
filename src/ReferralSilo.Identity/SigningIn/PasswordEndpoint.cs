using ReferralSilo.Api.Access;
using ReferralSilo.Api.Problems;
using ReferralSilo.Contracts.Accounts;
using ReferralSilo.Contracts.Problems;
using ReferralSilo.Contracts.Session;
using ReferralSilo.Identity.Edge;

namespace ReferralSilo.Identity.SigningIn;

/// <summary>People change their own password: <c>POST /api/session/password</c>, and the form of the page.</summary>
internal static class PasswordEndpoint
{
    public static void MapPassword(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/api/session/password", Change).RequirePermission(Permission.ChangeOwnPassword)
            .WithTags("session").Accepts<PasswordChange>("application/json").Produces<SessionView>()
            .WithSummary("Changes the own password and ends all other sessions of the account.");
        routes.MapPost("/session/password", ChangeFromPage).RequirePermission(Permission.ChangeOwnPassword)
            .ExcludeFromDescription();
    }

    private static async Task<IResult> Change(HttpContext context, Caller caller, PasswordService passwords,
        Sessions sessions, SignInRates rates)
    {
        if (SessionEndpoints.Wait(context, rates) is { } wait)
            return ProblemFor.Code(ProblemCodes.TooManyRequests).AsResult(wait);
        var body = await JsonBody.Read<PasswordChange>(context.Request, context.RequestAborted);
        if (body.Value is not { } given)
            return body.Problem!.AsResult();
        var (account, problem) = await passwords.Change(caller.User, given, context.Connection.RemoteIpAddress,
            context.RequestAborted);
        if (account is null)
            return Refused(context, rates, problem!).AsResult();
        return TypedResults.Ok((await sessions.Start(context, account)).View());
    }

    private static async Task<IResult> ChangeFromPage(HttpContext context, Caller caller, PasswordService passwords,
        Sessions sessions, SignInRates rates)
    {
        if (!SessionEndpoints.IsForm(context.Request))
            return ProblemFor.Code(ProblemCodes.UnsupportedMediaType).AsResult();
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var (current, next) = (form["current"].ToString(), form["new"].ToString());
        var refused = SessionEndpoints.Wait(context, rates) is not null ? ProblemCodes.TooManyRequests
            : next != form["repeated"].ToString() ? "not-repeated" : null;
        if (refused is null)
        {
            var (account, problem) = await passwords.Change(caller.User, new PasswordChange(current, next),
                context.Connection.RemoteIpAddress, context.RequestAborted);
            if (account is not null)
            {
                await sessions.Start(context, account);
                return SessionEndpoints.SeeOther(context, "/");
            }

            refused = Refused(context, rates, problem!).Code;
        }

        return SessionEndpoints.SeeOther(context, $"{Denials.PasswordPage}?error={refused}");
    }

    private static Problem Refused(HttpContext context, SignInRates rates, Problem problem)
    {
        if (problem.Code == ProblemCodes.SignInFailed)
            rates.Failures.TryTake(context.Connection.RemoteIpAddress, out _);
        return problem;
    }
}
