using System.Reflection;
using ReferralSilo.Api.Access;
using ReferralSilo.Api.Intake;
using ReferralSilo.Api.Problems;
using ReferralSilo.Api.Requests;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Referrals;

namespace ReferralSilo.Api.Referrals;

/// <summary><c>/api/referrals</c>: create, read, list, history, and one route for each command.</summary>
public static class ReferralEndpoints
{
    public static void MapReferrals(this IEndpointRouteBuilder routes)
    {
        var referrals = routes.MapGroup("/api/referrals").WithTags("Referrals");
        referrals.MapPost("", Create).RequirePermission(Permission.SubmitReferral)
            .Accepts<SubmitReferral>("application/json")
            .Produces<ReferralView>(StatusCodes.Status201Created).Produces<ReferralView>()
            .WithSummary("Creates a referral.");
        referrals.MapGet("", List).RequirePermission(Permission.ReadReferrals).Produces<Page<ReferralView>>()
            .WithSummary("Lists referrals, newest first.");
        referrals.MapGet("{id}", Get).RequirePermission(Permission.ReadReferrals).Produces<ReferralView>()
            .WithSummary("One referral.");
        referrals.MapGet("{id}/history", History).RequirePermission(Permission.ReadReferrals)
            .Produces<IReadOnlyList<HistoryEntry>>().WithSummary("Every event of a referral: who, when, what, why.");

        foreach (var command in CommandTable.All) Map(referrals, command);
    }

    private static void Map(RouteGroupBuilder referrals, CommandRow command) =>
        referrals.MapPost("{id}/" + command.Name, Handler(command.Type)).RequirePermission(command.Permission)
            .Accepts(command.Type, "application/json").Produces<ReferralView>()
            .WithSummary($"Sends the command {command.Name}.");

    private static Delegate Handler(Type command) =>
        typeof(ReferralEndpoints).GetMethod(nameof(Send), BindingFlags.NonPublic | BindingFlags.Static)!
            .MakeGenericMethod(command)
            .CreateDelegate<Func<string, HttpContext, Caller, ReferralService, CancellationToken, Task<IResult>>>();

    private static async Task<IResult> Create(HttpContext http, Caller caller, ReferralIntake intake,
        CancellationToken ct)
    {
        var (body, warnings) = await SubmissionBody.Read(http.Request, ct);
        if (body.Problem is { } bad) return bad.AsResult();
        var (request, problem) = ApiRequest.Read(http, caller, body.Hash);
        return problem is not null ? problem.AsResult()
            : Answer(http, await intake.Submit(body.Value!, IntakeChannel.Api, request!, warnings), isCreate: true);
    }

    private static async Task<IResult> Send<TCommand>(string id, HttpContext http, Caller caller,
        ReferralService service, CancellationToken ct) where TCommand : ReferralCommand
    {
        var body = await JsonBody.Read<TCommand>(http.Request, ct, emptyIsObject: true);
        if (body.Problem is { } bad) return bad.AsResult();
        var (request, problem) = ApiRequest.Read(http, caller, body.Hash);
        return problem is not null ? problem.AsResult()
            : Answer(http, await service.Send(id, body.Value!, request!), isCreate: false);
    }

    private static async Task<IResult> Get(string id, Caller caller, ReferralService service)
    {
        var answer = await service.Read(id, caller);
        return answer.Value is { } view ? VersionedResult.Create(view, view.Version) : answer.Problem!.AsResult();
    }

    private static async Task<IResult> History(string id, Caller caller, ReferralService service,
        CancellationToken ct) =>
        ApiResults.Of(await service.History(id, caller, ct));

    private static async Task<IResult> List([AsParameters] ReferralFilter filter, Caller caller, ReferralList list,
        CancellationToken ct) =>
        ApiResults.Of(await list.Read(filter, caller, ct));

    /// <summary>A replayed creation repeats its first response. A referral that exists under one of the identifiers
    /// answers 200: as a replay when nothing changed, else with the changed referral.</summary>
    private static IResult Answer(HttpContext http, ReferralAnswer answer, bool isCreate)
    {
        if (answer.Written is not { } view)
        {
            if (answer.Replayed) http.Response.Headers["Idempotent-Replayed"] = "true";
            return answer.Problem!.AsResult();
        }

        return new VersionedResult(view.Json, answer.Version, answer.Replayed
            || (isCreate && !answer.Created && !answer.Changed),
            isCreate && answer.Created ? $"/api/referrals/{answer.Id}" : null);
    }
}
