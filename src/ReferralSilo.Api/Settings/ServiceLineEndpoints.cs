using NodaTime;
using ReferralSilo.Api.Access;
using ReferralSilo.Api.Problems;
using ReferralSilo.Api.Requests;
using ReferralSilo.Contracts.Json;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Contracts.ServiceLines;
using ReferralSilo.Domain;
using ReferralSilo.Domain.ServiceLines;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Grains.Settings;
using ReferralSilo.Storage;

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

    private static async Task<IResult> List(ServiceLineCatalog catalog, Caller caller) =>
        Results.Json(
            new Page<ServiceLineView>([.. (await catalog.Views()).Where(v => Sees(caller, v.Id))], null),
            ContractsJson.Options);

    private static async Task<IResult> Get(string id, ServiceLineCatalog catalog, Caller caller) =>
        (await catalog.Views()).FirstOrDefault(v => v.Id == id && Sees(caller, v.Id)) is { } view
            ? VersionedResult.Create(view, view.Version)
            : ApiResults.NotFound();

    private static bool Sees(Caller caller, string id) =>
        caller.May(Permission.ReadServiceLines, AccessObject.ServiceLine(id));

    private static async Task<IResult> Put(string id, HttpContext http, Caller caller, IGrainFactory grains,
        GrainCalls calls, Grains.Committing.IdempotencyStore operations, ServiceLineCatalog catalog, IClock clock,
        CancellationToken ct)
    {
        var (body, given) = await PartialBody.Read<ServiceLineInput>(http.Request, ct);
        if (body.Problem is { } bad) return bad.AsResult();
        if (!ChosenId.IsValid(id) || id == ServiceLineId.Unassigned.Value)
            return ProblemFor.Input("/id", "1 to 64 of a-z, 0-9 and -, and not \"unassigned\".").AsResult();
        // Each part by itself; the grain checks that they fit those that stay.
        var (line, errors) = ServiceLineParser.Parse(new ServiceLineId(id), 0, body.Value!, isStored: true);
        if (line is null) return ProblemFor.Input(errors).AsResult();
        var (request, problem) = ApiRequest.Read(http, caller, body.Hash);
        if (problem is not null) return problem.AsResult();

        var stream = new StreamId(IServiceLineSettingsGrain.StreamKind, id);
        ReservedOperation? reserved = request!.Operation is { } operation
            ? await calls.Read(() => operations.Reserve(operation, stream, clock.GetCurrentInstant())) : null;
        if (reserved?.Refusal is { } refused) return ProblemFor.Refusal(refused).AsResult();
        var envelope = new CommandEnvelope<PutServiceLine>(new PutServiceLine(id, body.Value!, given),
            request.Actor, false, request.Operation, request.IfVersion);
        var outcome = await calls.Send(request.Operation, () =>
            grains.GetGrain<IServiceLineSettingsGrain>(IServiceLineSettingsGrain.Key).Put(envelope),
            mayBeApplied: reserved is { IsNew: false });
        if (outcome.Unknown) return ProblemFor.OutcomeUnknown(request.StatusPath).AsResult();
        if (outcome.Refusal is { } refusal) return ProblemFor.Refusal(refusal).AsResult();
        await catalog.ReadChange();
        return VersionedResult.Create(outcome.State!, outcome.Version, outcome.Replayed);
    }
}
