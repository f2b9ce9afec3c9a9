using NodaTime;
using ReferralSilo.Api.Access;
using ReferralSilo.Api.Problems;
using ReferralSilo.Api.Requests;
using ReferralSilo.Contracts.Json;
using ReferralSilo.Contracts.Lists;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Grains.Projections;
using ReferralSilo.Storage;
using ReferralSilo.Storage.Projections;

namespace ReferralSilo.Api.Lists;

/// <summary><c>/api/lists</c>, for operators: how far each list is, build it again, retry or skip what could not be
/// folded.</summary>
public static class ListEndpoints
{
    public static void MapLists(this IEndpointRouteBuilder routes)
    {
        var lists = routes.MapGroup("/api/lists").WithTags("Lists").RequirePermission(Permission.ManageLists);
        lists.MapGet("", All).Produces<Page<ListStatus>>().WithSummary("The lists that are derived from events.");
        lists.MapPost("{name}/rebuild", Rebuild).Produces(StatusCodes.Status202Accepted)
            .WithSummary("Builds a list again beside the one in use, which it replaces when it has caught up.");
        lists.MapPost("{name}/parked", Retry).Accepts<RetryParked>("application/json").Produces<ListStatus>()
            .WithSummary("Folds the waiting events of a parked stream, with or without the one that failed.");
    }

    private static async Task<IResult> All(IEnumerable<IProjection> all, ILedger ledger, IProjectionStore store,
        IClock clock, CancellationToken ct)
    {
        var shown = new List<ListStatus>();
        foreach (var list in all.OrderBy(p => p.Table.Name, StringComparer.Ordinal))
            shown.Add(await Status(list, ledger, store, clock, ct));
        return Results.Json(new Page<ListStatus>(shown, null), ContractsJson.Options);
    }

    private static async Task<IResult> Rebuild(string name, IEnumerable<IProjection> all, IGrainFactory grains)
    {
        if (Find(all, name) is null) return ApiResults.NotFound();
        await grains.GetGrain<IProjectionGrain>(name).Rebuild();
        return Results.Accepted();
    }

    private static async Task<IResult> Retry(string name, HttpContext http, IEnumerable<IProjection> all,
        IGrainFactory grains, ILedger ledger, IProjectionStore store, IClock clock, CancellationToken ct)
    {
        var body = await JsonBody.Read<RetryParked>(http.Request, ct);
        if (body.Problem is { } bad) return bad.AsResult();
        if (Find(all, name) is not { } list) return ApiResults.NotFound();
        var parked = body.Value!;
        await grains.GetGrain<IProjectionGrain>(name).Retry(parked.Kind, parked.Id, parked.Skip);
        return Results.Json(await Status(list, ledger, store, clock, ct), ContractsJson.Options);
    }

    private static IProjection? Find(IEnumerable<IProjection> all, string name) =>
        all.FirstOrDefault(p => p.Table.Name == name);

    private static async Task<ListStatus> Status(IProjection list, ILedger ledger, IProjectionStore store, IClock clock,
        CancellationToken ct)
    {
        var name = list.Table.Name;
        var builds = (await store.Builds(name, ct)).Where(b => b.Shape == list.Table.Shape).ToList();
        var used = builds.Find(b => b.InUse);
        var building = builds.Find(b => !b.InUse);
        if ((used ?? building) is not { } shown) return new ListStatus(name, null, null, 0, null, []);
        var now = clock.GetCurrentInstant();
        var isCurrent = await ledger.LastPosition(ct) <= shown.Position;
        var asOf = isCurrent ? now : shown.AsOf;
        var parked = await store.Parked(name, shown.Number, ct);
        return new ListStatus(name, used?.Number, asOf.ToDateTimeOffset(), (now - asOf).TotalSeconds,
            building?.Number, [.. parked.Select(p => new ParkedItem(p.Stream.Kind, p.Stream.Id, p.First,
                p.Last - p.First + 1, p.Attempts, p.Error))]);
    }
}
