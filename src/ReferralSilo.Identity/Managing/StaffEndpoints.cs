using ReferralSilo.Api.Access;
using ReferralSilo.Api.Problems;
using ReferralSilo.Api.Requests;
using ReferralSilo.Contracts.Accounts;
using ReferralSilo.Contracts.Problems;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Contracts.Session;
using ReferralSilo.Identity.Accounts;

namespace ReferralSilo.Identity.Managing;

/// <summary>The routes of set-up, staff and clients.</summary>
public static class AccountRoutes
{
    public static void MapAccounts(this IEndpointRouteBuilder routes)
    {
        routes.MapSetUp();
        routes.MapStaff();
        routes.MapClients();
    }
}

/// <summary>The routes below <c>/api/staff</c>.</summary>
internal static class StaffEndpoints
{
    private const string NameFields = "name";

    public static void MapStaff(this IEndpointRouteBuilder routes)
    {
        var staff = routes.MapGroup("/api/staff").WithTags("Staff");
        staff.MapGet("", List).RequirePermission(Permission.ManageStaff, Permission.ReadStaff)
            .Produces<Page<StaffView>>().WithSummary("Accounts of people; fields=name: ids and names of colleagues.");
        staff.MapPost("", Create).RequirePermission(Permission.ManageStaff).Accepts<StaffInput>("application/json")
            .Produces<StaffView>(StatusCodes.Status201Created)
            .WithSummary("Makes an account; the answer has its one-time password.");
        staff.MapGet("{user}", Get).RequirePermission(Permission.ManageStaff).Produces<StaffView>()
            .WithSummary("One account.");
        staff.MapPut("{user}", Put).RequirePermission(Permission.ManageStaff).Accepts<StaffChange>("application/json")
            .Produces<StaffView>().WithSummary("Changes an account; what is left out stays, null clears.");
        staff.MapPost("{user}/disable", (string user, StaffService accounts, CancellationToken ct) =>
                Answer(accounts.SetDisabled(user, true, ct)))
            .RequirePermission(Permission.ManageStaff).Produces<StaffView>()
            .WithSummary("Ends the sessions of an account and lets it sign in no more.");
        staff.MapPost("{user}/enable", (string user, StaffService accounts, CancellationToken ct) =>
                Answer(accounts.SetDisabled(user, false, ct)))
            .RequirePermission(Permission.ManageStaff).Produces<StaffView>()
            .WithSummary("Lets a disabled account sign in again.");
        staff.MapPost("{user}/reset-password", (string user, StaffService accounts, CancellationToken ct) =>
                Answer(accounts.ResetPassword(user, ct)))
            .RequirePermission(Permission.ManageStaff).Produces<StaffView>()
            .WithSummary("Makes a new one-time password, which the answer has, and ends the sessions.");
    }

    private static async Task<IResult> List(string? fields, int? limit, string? cursor, Caller caller,
        StaffService accounts, CancellationToken ct)
    {
        if (fields is NameFields)
            return TypedResults.Ok(new Page<StaffName>(await accounts.Names(ct), null));
        if (!string.IsNullOrEmpty(fields)) return ProblemFor.Input("/fields", "Must be name or left out.").AsResult();
        if (!caller.Can(Permission.ManageStaff)) return ProblemFor.Code(ProblemCodes.Forbidden).AsResult();
        return ListLimit.Fault(limit) is { } fault ? fault.AsResult()
            : TypedResults.Ok(await accounts.List(limit ?? ListLimit.Standard, cursor, ct));
    }

    private static Task<IResult> Get(string user, StaffService accounts, CancellationToken ct) =>
        Answer(accounts.Find(user, ct));

    private static async Task<IResult> Create(HttpContext context, StaffService accounts, CancellationToken ct)
    {
        var body = await JsonBody.Read<StaffInput>(context.Request, ct);
        if (body.Value is not { } given) return body.Problem!.AsResult();
        var answer = await accounts.Create(given, ct);
        return answer.Value is { } made
            ? TypedResults.Created($"/api/staff/{Uri.EscapeDataString(made.User)}", made)
            : answer.Problem!.AsResult();
    }

    private static async Task<IResult> Put(string user, HttpContext context, StaffService accounts,
        CancellationToken ct)
    {
        var (body, given) = await PartialBody.Read<StaffChange>(context.Request, ct);
        return body.Value is { } change ? await Answer(accounts.Change(user, change, given, ct))
            : body.Problem!.AsResult();
    }

    private static async Task<IResult> Answer(Task<Answer<StaffView>> answer) => ApiResults.Of(await answer);
}
