using NodaTime;
using ReferralSilo.Api.Access;
using ReferralSilo.Api.Requests;
using ReferralSilo.Contracts.Json;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Domain;
using ReferralSilo.Domain.Boards;
using ReferralSilo.Domain.Referrals;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Grains.Referrals;
using ReferralSilo.Grains.Settings;
using ReferralSilo.Storage;

namespace ReferralSilo.Api.Operations;

/// <summary>The outcome of a request: <c>applied</c> (with the answer), <c>not-applied</c> (permanently: an unknown key
/// is blocked before this is reported) or <c>unknown</c> (ask again).</summary>
/// <param name="Key">The client's Idempotency-Key.</param>
/// <param name="State"><c>applied</c>, <c>not-applied</c> or <c>unknown</c>.</param>
/// <param name="Answer">The referral as it was answered, when the request applied to a referral.</param>
/// <param name="Code">Why it was not applied.</param>
public sealed record OperationView(string Key, string State, ReferralView? Answer, string? Code);

/// <summary><c>GET /api/operations/{key}</c>.</summary>
public static class OperationEndpoints
{
    public static void MapOperations(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/operations/{key}", Get).RequirePermission(Permission.ReadOperations)
            .WithSummary("The outcome of the request with this Idempotency-Key.").Produces<OperationView>();

    private static async Task<IResult> Get(
        string key, Caller caller, ILedger ledger, ReferralMapper mapper, Grains.Committing.IdempotencyStore operations,
            IGrainFactory grains, GrainCalls calls,
        IClock clock, CancellationToken ct) =>
        Show(await operations.Resolve(ApiRequest.OperationId(caller, key), clock.GetCurrentInstant(), ct) switch
        {
            { Stream.Kind: IServiceLineSettingsGrain.StreamKind } settings =>
                await SettingsOutcome(key, settings.Operation, grains, calls),
            { Version: { } version } found =>
                new OperationView(key, "applied", await Answer(found.Stream, version, ledger, mapper, clock, ct), null),
            { Refusal: { } refusal } => Outcome(key, Grains.Committing.IdempotencyStore.ReadRefusal(refusal)),
            _ => new OperationView(key, "unknown", null, null),
        });

    /// <summary>The ledger has only the operation of a settings command; the settings grain has its outcome.</summary>
    private static async Task<OperationView> SettingsOutcome(string key, Operation operation, IGrainFactory grains,
        GrainCalls calls)
    {
        var outcome = await calls.Send(new OperationName(operation.Id, operation.RequestHash),
            () => grains.GetGrain<IServiceLineSettingsGrain>(IServiceLineSettingsGrain.Key).Resolve(operation.Id));
        return outcome.Unknown ? new OperationView(key, "unknown", null, null) : Outcome(key, outcome.Refusal);
    }

    private static OperationView Outcome(string key, Refusal? refusal) =>
        refusal is null ? new OperationView(key, "applied", null, null)
            : new OperationView(key, "not-applied", null, refusal.Code);

    private static async Task<ReferralView?> Answer(StreamId stream, long version, ILedger ledger,
        ReferralMapper mapper, IClock clock, CancellationToken ct)
    {
        if (stream.Kind != ReferralMapper.StreamKind) return null;
        var events = await ledger.ReadEvents(stream, ct);
        var state = events.Where(e => e.Version <= version)
            .Aggregate((Referral?)null, (s, e) => mapper.Evolve(s, mapper.ReadEvent(e.Body.Span)));
        return state is null ? null : ReferralViews.View(state, version, clock.GetCurrentInstant());
    }

    private static IResult Show(OperationView view) => Results.Json(view, ContractsJson.Options);
}
