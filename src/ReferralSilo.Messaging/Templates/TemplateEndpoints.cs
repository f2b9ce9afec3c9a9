using ReferralSilo.Api.Access;
using ReferralSilo.Api.Problems;
using ReferralSilo.Api.Requests;
using ReferralSilo.Contracts.Json;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Contracts.Templates;

namespace ReferralSilo.Messaging.Templates;

/// <summary>The routes below <c>/api/templates</c>.</summary>
internal static class TemplateEndpoints
{
    private const string One = "{key}/versions/{number:int}/";

    private delegate Task<SettingAnswer<TemplateView>> Change(string key, int number, ApiRequest request);

    public static void MapTemplates(this IEndpointRouteBuilder routes)
    {
        var templates = routes.MapGroup("/api/templates").WithTags("Templates");
        templates.MapGet("", List).RequirePermission(Permission.ReadTemplates)
            .Produces<Page<TemplateView>>().WithSummary("Templates of messages, by key.");
        templates.MapGet("{key}", Get).RequirePermission(Permission.ReadTemplates)
            .Produces<TemplateView>().WithSummary("One template: its versions with sample values.");
        templates.MapPost("", Write).RequirePermission(Permission.WriteTemplates)
            .Accepts<TemplateInput>("application/json").Produces<TemplateView>(StatusCodes.Status201Created)
            .WithSummary("Adds a version as a draft.");
        templates.MapPost(One + "submit", Submit).RequirePermission(Permission.WriteTemplates)
            .Produces<TemplateView>().WithSummary("Asks another person to decide about a draft.");
        templates.MapPost(One + "withdraw", Withdraw).RequirePermission(Permission.WriteTemplates)
            .Produces<TemplateView>().WithSummary("Takes a submitted version back, by its author: a draft again.");
        templates.MapPost(One + "approve", Approve).RequirePermission(Permission.ApproveTemplates)
            .Accepts<TemplateApproval>("application/json").Produces<TemplateView>()
            .WithSummary("Approves a submitted version; its author may not.");
        templates.MapPost(One + "reject", Reject).RequirePermission(Permission.ApproveTemplates)
            .Accepts<TemplateRejection>("application/json").Produces<TemplateView>()
            .WithSummary("Rejects a submitted version.");
        templates.MapPost(One + "retire", Retire).RequirePermission(Permission.ApproveTemplates)
            .Produces<TemplateView>().WithSummary("Takes an approved version out of use.");
    }

    private static async Task<IResult> List(TemplateService templates) =>
        Results.Json(new Page<TemplateView>(await templates.All(), null), ContractsJson.Options);

    private static async Task<IResult> Get(string key, TemplateService templates) =>
        await templates.Find(key) is { } found ? VersionedResult.Create(found, found.Version) : ApiResults.NotFound();

    private static async Task<IResult> Write(HttpContext http, Caller caller, TemplateService templates,
        CancellationToken ct)
    {
        var body = await JsonBody.Read<TemplateInput>(http.Request, ct);
        if (body.Problem is { } bad) return bad.AsResult();
        var (request, problem) = ApiRequest.Read(http, caller, body.Hash);
        return problem is not null ? problem.AsResult()
            : (await templates.Write(body.Value!, request!)).AsResult($"/api/templates/{body.Value!.Key}");
    }

    private static Task<IResult> Submit(string key, int number, HttpContext http, Caller caller,
        TemplateService templates) => Send(http, caller, key, number, templates.Submit);

    private static Task<IResult> Withdraw(string key, int number, HttpContext http, Caller caller,
        TemplateService templates) => Send(http, caller, key, number, templates.Withdraw);

    private static async Task<IResult> Approve(string key, int number, HttpContext http, Caller caller,
        TemplateService templates, CancellationToken ct)
    {
        var body = await JsonBody.Read<TemplateApproval>(http.Request, ct, emptyIsObject: true);
        if (body.Problem is { } bad) return bad.AsResult();
        var (request, problem) = ApiRequest.Read(http, caller, body.Hash);
        return problem is not null ? problem.AsResult()
            : (await templates.Approve(key, number, body.Value!, request!)).AsResult();
    }

    private static Task<IResult> Retire(string key, int number, HttpContext http, Caller caller,
        TemplateService templates) => Send(http, caller, key, number, templates.Retire);

    private static async Task<IResult> Reject(string key, int number, HttpContext http, Caller caller,
        TemplateService templates, CancellationToken ct)
    {
        var body = await JsonBody.Read<TemplateRejection>(http.Request, ct);
        if (body.Problem is { } bad) return bad.AsResult();
        var (request, problem) = ApiRequest.Read(http, caller, body.Hash);
        return problem is not null ? problem.AsResult()
            : (await templates.Reject(key, number, body.Value!, request!)).AsResult();
    }

    // These commands have no body; one that is sent is not read.
    private static async Task<IResult> Send(HttpContext http, Caller caller, string key, int number, Change change)
    {
        var (request, problem) = ApiRequest.Read(http, caller, "");
        return problem is not null ? problem.AsResult() : (await change(key, number, request!)).AsResult();
    }
}
