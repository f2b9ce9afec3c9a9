using ReferralSilo.Api.Problems;
using ReferralSilo.Contracts.Accounts;
using ReferralSilo.Contracts.Problems;
using ReferralSilo.Identity.Accounts;
using ReferralSilo.Identity.Edge;
using ReferralSilo.Identity.SigningIn;

namespace ReferralSilo.Identity.Managing;

/// <summary>Makes the first administrator: <c>POST /api/setup</c>, and the form of the page.</summary>
internal static class SetUpEndpoints
{
    private const string Page = "/setup";

    public static void MapSetUp(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/api/setup", Complete).AllowAnonymous().WithTags("session").Accepts<SetUp>("application/json")
            .Produces<StaffView>(StatusCodes.Status201Created)
            .WithSummary("Makes the first administrator with the set-up code that the program printed.");
        routes.MapPost("/session/setup", CompleteFromPage).AllowAnonymous().ExcludeFromDescription();
    }

    private static async Task<IResult> Complete(HttpContext context, SetUpService setUp, SignInRates rates)
    {
        var body = await JsonBody.Read<SetUp>(context.Request, context.RequestAborted);
        if (body.Value is not { } given) return body.Problem!.AsResult();
        var (answer, wait) = await Try(context, setUp, rates, given);
        return answer.Problem?.AsResult(wait) as IResult
            ?? TypedResults.Created($"/api/staff/{Uri.EscapeDataString(answer.Value!.User)}", answer.Value);
    }

    /// <summary>Signs the administrator in, who has just chosen the password.</summary>
    private static async Task<IResult> CompleteFromPage(HttpContext context, SetUpService setUp, SignInRates rates,
        Sessions sessions)
    {
        if (!SessionEndpoints.IsForm(context.Request))
            return ProblemFor.Code(ProblemCodes.UnsupportedMediaType).AsResult();
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var (user, password) = (form["user"].ToString(), form["password"].ToString());
        if (password != form["repeated"].ToString())
            return SessionEndpoints.SeeOther(context, Page + "?error=not-repeated");
        var (answer, _) = await Try(context, setUp, rates,
            new SetUp(form["code"].ToString(), user, form["name"].ToString(), password));
        if (answer.Problem is { } problem) return SessionEndpoints.SeeOther(context, $"{Page}?error={problem.Code}");
        await sessions.Start(context, answer.Value!.User, password);
        return SessionEndpoints.SeeOther(context, "/");
    }

    private static async Task<(Answer<StaffView> Answer, TimeSpan? Wait)> Try(HttpContext context,
        SetUpService setUp, SignInRates rates, SetUp given)
    {
        var address = context.Connection.RemoteIpAddress;
        if (!rates.SetUps.HasRoom(address, out var wait))
            return (new(null, ProblemFor.Code(ProblemCodes.TooManyRequests)), wait);
        var answer = await setUp.Complete(given, context.RequestAborted);
        if (answer.Problem?.Code == ProblemCodes.SetUpCodeWrong) rates.SetUps.TryTake(address, out _);
        return (answer, null);
    }
}
