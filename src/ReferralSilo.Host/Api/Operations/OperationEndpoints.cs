using ReferralSilo.Contracts.Json;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Domain;
using ReferralSilo.Domain.Boards;
using ReferralSilo.Domain.Referrals;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Grains.Referrals;
using ReferralSilo.Grains.ServiceLines;
using ReferralSilo.Host.Security.Rights;
using ReferralSilo.Storage;

namespace ReferralSilo.Host.Api.Operations;

/// <summary>
/// What became of a request: <c>applied</c> (with the answer), <c>not-applied</c> (now and for ever: a key of which
/// nothing is known is barred before this is said), <c>unknown</c> (ask again).
/// </summary>
/// <param name="Key">The client's Idempotency-Key.</param>
/// <param name="State">One of the three.</param>
/// <param name="Answer">The referral as it was answered, when applied to one.</param>
/// <param name="Code">Why it was not applied.</param>
public sealed record OperationView(string Key, string State, ReferralView? Answer, string? Code);

/// <summary><c>GET /api/operations/{key}</c>.</summary>
public static class OperationEndpoints
{
    public static void MapOperations(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/operations/{key}", Get).RequirePermission(Permission.ReadOperations)
            .WithSummary("What became of a request with this Idempotency-Key.").Produces<OperationView>();

    private static async Task<IResult> Get(
        string key, Caller caller, ILedger ledger, ReferralMapper form, Grains.Committing.IdempotencyStore operations,
            IGrainFactory grains, GrainCalls calls,
        TimeProvider time, CancellationToken ct) =>
        Show(await operations.Resolve(ApiRequest.OperationId(caller, key), time.Now(), ct) switch
        {
            { Stream.Kind: IServiceLineSettingsGrain.StreamKind } taken =>
                await OfSettings(key, taken.Operation, grains, calls),
            { Version: { } version } found =>
                new OperationView(key, "applied", await Answer(found.Stream, version, ledger, form, time, ct), null),
            { Refusal: { } refusal } => Recorded(key, Grains.Committing.IdempotencyStore.ReadRefusal(refusal)),
            _ => new OperationView(key, "unknown", null, null),
        });

    /// <summary>The ledger knows only that the operation was taken; the answer is with the settings.</summary>
    private static async Task<OperationView> OfSettings(string key, Operation taken, IGrainFactory grains,
        GrainCalls calls)
    {
        var outcome = await calls.Send(new OperationName(taken.Id, taken.RequestHash),
            () => grains.GetGrain<IServiceLineSettingsGrain>(IServiceLineSettingsGrain.Key).Resolve(taken.Id));
        return outcome.Unknown ? new OperationView(key, "unknown", null, null) : Recorded(key, outcome.Refusal);
    }

    private static OperationView Recorded(string key, Refusal? refusal) =>
        refusal is null ? new OperationView(key, "applied", null, null)
            : new OperationView(key, "not-applied", null, refusal.Code);

    private static async Task<ReferralView?> Answer(StreamId stream, long version, ILedger ledger, ReferralMapper form,
        TimeProvider time, CancellationToken ct)
    {
        if (stream.Kind != ReferralMapper.StreamKind) return null;
        var events = await ledger.ReadEvents(stream, ct);
        var state = events.Where(e => e.Version <= version)
            .Aggregate((Referral?)null, (s, e) => form.Evolve(s, form.ReadEvent(e.Body.Span)));
        return state is null ? null : ReferralViews.View(state, version, time.Now());
    }

    private static IResult Show(OperationView view) => Results.Json(view, ContractsJson.Options);
}
