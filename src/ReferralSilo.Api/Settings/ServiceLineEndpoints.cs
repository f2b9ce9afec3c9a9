using ReferralSilo.Api.Access;
using ReferralSilo.Api.Problems;
using ReferralSilo.Api.Requests;
using ReferralSilo.Contracts.Json;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Contracts.ServiceLines;

namespace ReferralSilo.Api.Settings;

/// <summary>The routes below <c>/api/service-lines</c>.</summary>
public static class ServiceLineEndpoints
{
    public static void MapServiceLines(this IEndpointRouteBuilder routes)
    {
        var lines = routes.MapGroup("/api/service-lines").WithTags("Service lines");
        lines.MapGet("", List).RequirePermission(Permission.ReadServiceLines).Produces<Page<ServiceLineView>>()
            .WithSummary("Service lines, by id.");
        lines.MapGet("{id}", Get).RequirePermission(Permission.ReadServiceLines).Produces<ServiceLineView>()
            .WithSummary("One service line.");
        lines.MapPut("{id}", Put).RequirePermission(Permission.ManageServiceLines)
            .Accepts<ServiceLineInput>("application/json")
            .Produces<ServiceLineView>().WithSummary("Creates or changes a service line. A part that is left out stays "
                + "unchanged; null sets it to its default.");
    }

    private static async Task<IResult> List(ServiceLineService lines, Caller caller) =>
        Results.Json(new Page<ServiceLineView>(await lines.All(caller), null), ContractsJson.Options);

    private static async Task<IResult> Get(string id, ServiceLineService lines, Caller caller) =>
        await lines.Find(id, caller) is { } view ? VersionedResult.Create(view, view.Version) : ApiResults.NotFound();

    private static async Task<IResult> Put(string id, HttpContext http, Caller caller, ServiceLineService lines,
        CancellationToken ct)
    {
        var (body, given) = await PartialBody.Read<ServiceLineInput>(http.Request, ct);
        if (body.Problem is { } bad) return bad.AsResult();
        var (request, problem) = ApiRequest.Read(http, caller, body.Hash);
        return problem is not null ? problem.AsResult()
            : (await lines.Put(id, body.Value!, given, request!)).AsResult();
    }
}
