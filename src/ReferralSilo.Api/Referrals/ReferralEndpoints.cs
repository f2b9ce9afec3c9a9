using System.Globalization;
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
        referrals.MapPost("search", Search).RequirePermission(Permission.ReadReferrals)
            .Accepts<ReferralSearch>("application/json").Produces<Page<ReferralView>>()
            .WithSummary("Finds referrals by name, number, phone or birth date, newest first.");
        referrals.MapGet("{id}", Get).RequirePermission(Permission.ReadReferrals).Produces<ReferralView>()
            .WithSummary("One referral.");
        referrals.MapGet("{id}/history", History).RequirePermission(Permission.ReadReferrals)
            .Produces<Page<HistoryEntry>>()
            .WithSummary("The events of a referral, oldest first: who, when, what, why. A source sees milestones.");

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
        CancellationToken ct, int limit = ReferralList.MaxLimit, string? cursor = null)
    {
        if (limit is < 1 or > ReferralList.MaxLimit)
            return ProblemFor.Input("/limit", $"1 to {ReferralList.MaxLimit}.").AsResult();
        var after = 0L;
        if (cursor is not null && !long.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out after))
            return ProblemFor.Input("/cursor", "This is not a valid cursor.").AsResult();
        var answer = await service.History(id, caller, ct);
        if (answer.Value is not { } history) return answer.Problem!.AsResult();
        var rest = history.Entries.Where(e => e.Version > after).ToList();
        var next = rest.Count > limit ? rest[limit - 1].Version.ToString(CultureInfo.InvariantCulture) : null;
        return VersionedResult.Create(new Page<HistoryEntry>([.. rest.Take(limit)], next), history.Version);
    }

    private static async Task<IResult> List([AsParameters] ReferralFilter filter, Caller caller, ReferralList list,
        CancellationToken ct) =>
        ApiResults.Of(await list.Read(filter, caller, ct));

    private static async Task<IResult> Search(HttpContext http, Caller caller, ReferralList list, CancellationToken ct)
    {
        var body = await JsonBody.Read<ReferralSearch>(http.Request, ct);
        return body.Problem is { } bad ? bad.AsResult()
            : ApiResults.Of(await list.Search(body.Value!, caller, ct));
    }

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
