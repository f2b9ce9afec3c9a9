using ReferralSilo.Api.Access;
using ReferralSilo.Api.Problems;
using ReferralSilo.Api.Referrals;
using ReferralSilo.Api.Requests;
using ReferralSilo.Contracts.Json;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Contracts.Sources;

namespace ReferralSilo.Api.Settings;

/// <summary>The routes below <c>/api/sources</c>.</summary>
public static class SourceEndpoints
{
    public static void MapSources(this IEndpointRouteBuilder routes)
    {
        var sources = routes.MapGroup("/api/sources").WithTags("Sources");
        sources.MapGet("", List).RequirePermission(Permission.ReadSources, Permission.WatchSource)
            .Produces<Page<SourceView>>().WithSummary("Referral sources, by id.");
        sources.MapGet("{id}", Get).RequirePermission(Permission.ReadSources, Permission.WatchSource)
            .Produces<SourceView>().WithSummary("One referral source.");
        sources.MapPut("{id}", Put).RequirePermission(Permission.ManageSources).Accepts<SourceInput>("application/json")
            .Produces<SourceView>().WithSummary("Creates or changes a referral source.");
        sources.MapGet("{id}/campaigns", Campaigns).RequirePermission(Permission.ReadSources, Permission.WatchSource)
            .Produces<Page<CampaignInput>>().WithSummary("Campaigns of a source.");
        sources.MapPost("{id}/campaigns", AddCampaign)
            .RequirePermission(Permission.ManageCampaigns, Permission.ManageSources)
            .Accepts<CampaignInput>("application/json").Produces<SourceView>(StatusCodes.Status201Created)
            .WithSummary("Starts a campaign with its tracking code.");
        sources.MapGet("{id}/referrals", Referrals).RequirePermission(Permission.ReadReferrals)
            .Produces<Page<ReferralView>>().WithSummary("Referrals of a source, newest first.");
    }

    private static async Task<IResult> List(SourceService sources, Caller caller) =>
        Results.Json(new Page<SourceView>(await sources.All(caller), null), ContractsJson.Options);

    private static async Task<IResult> Get(string id, SourceService sources, Caller caller) =>
        await sources.Find(id, caller) is { } source ? VersionedResult.Create(source, source.Version)
            : ApiResults.NotFound();

    private static async Task<IResult> Campaigns(string id, SourceService sources, Caller caller) =>
        await sources.Find(id, caller) is { } source
            ? Results.Json(new Page<CampaignInput>(source.Campaigns, null), ContractsJson.Options)
            : ApiResults.NotFound();

    private static async Task<IResult> Referrals(string id, [AsParameters] ReferralFilter filter, Caller caller,
        SourceService sources, ReferralList list, CancellationToken ct) =>
        await sources.Find(id, caller) is null ? ApiResults.NotFound()
            : ApiResults.Of(await list.Read(filter with { Source = id }, caller, ct));

    private static async Task<IResult> Put(string id, HttpContext http, Caller caller, SourceService sources,
        CancellationToken ct)
    {
        var body = await JsonBody.Read<SourceInput>(http.Request, ct);
        if (body.Problem is { } bad) return bad.AsResult();
        var (request, problem) = ApiRequest.Read(http, caller, body.Hash);
        return problem is not null ? problem.AsResult() : (await sources.Put(id, body.Value!, request!)).AsResult();
    }

    private static async Task<IResult> AddCampaign(string id, HttpContext http, Caller caller, SourceService sources,
        CancellationToken ct)
    {
        var body = await JsonBody.Read<CampaignInput>(http.Request, ct);
        if (body.Problem is { } bad) return bad.AsResult();
        var (request, problem) = ApiRequest.Read(http, caller, body.Hash);
        return problem is not null ? problem.AsResult()
            : (await sources.AddCampaign(id, body.Value!, request!)).AsResult($"/api/sources/{id}/campaigns");
    }
}
