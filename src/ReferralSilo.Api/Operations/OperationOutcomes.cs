using NodaTime;
using ReferralSilo.Api.Access;
using ReferralSilo.Api.Referrals;
using ReferralSilo.Api.Requests;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Domain;
using ReferralSilo.Domain.Boards;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Grains.Referrals;
using ReferralSilo.Grains.Settings;
using ReferralSilo.Storage;

namespace ReferralSilo.Api.Operations;

/// <summary>Finds and settles the outcomes of requests.</summary>
public sealed class OperationOutcomes(ILedger ledger, ReferralService referrals, ReferralMapper mapper,
    IdempotencyStore operations, OperationNames names, IGrainFactory grains, GrainCalls calls, IClock clock)
{
    /// <summary>What is recorded, without an effect.</summary>
    public async Task<OperationView> Find(string key, Caller caller, CancellationToken ct) =>
        await ledger.FindOperation(names.IdOf(caller, key), ct) is { } found
            ? await Show(key, found, caller, Settings.Find, ct) : Unknown(key);

    /// <summary>What is recorded; a request that is not recorded never takes effect from now on.</summary>
    public async Task<OperationView> Settle(string key, Caller caller, CancellationToken ct) =>
        await operations.Resolve(names.IdOf(caller, key), clock.GetCurrentInstant(), ct) is { } found
            ? await Show(key, found, caller, Settings.Settle, ct) : Unknown(key);

    private async Task<OperationView> Show(string key, StoredOperation found, Caller caller, Settings settings,
        CancellationToken ct) => found switch
    {
        { Stream.Kind: IServiceLineSettingsGrain.StreamKind } => await SettingsOutcome(key, found.Operation, settings),
        { Version: { } version } =>
            new OperationView(key, "applied", await Answer(found.Stream, version, caller, ct), null),
        { Refusal: { } refusal } => Outcome(key, IdempotencyStore.ReadRefusal(refusal)),
        _ => Unknown(key),
    };

    /// <summary>The ledger has only the operation of a settings command; the settings grain has its outcome.</summary>
    private async Task<OperationView> SettingsOutcome(string key, Operation operation, Settings settings)
    {
        var grain = grains.GetGrain<IServiceLineSettingsGrain>(IServiceLineSettingsGrain.Key);
        // Asking does not wait for an outcome: one that is still unknown is the answer.
        var outcome = settings == Settings.Find ? await calls.Read(() => grain.Find(operation.Id))
            : await calls.Send(new OperationName(operation.Id, operation.RequestHash),
                () => grain.Resolve(operation.Id));
        return outcome.Unknown ? Unknown(key) : Outcome(key, outcome.Refusal);
    }

    private async Task<ReferralView?> Answer(StreamId stream, long version, Caller caller, CancellationToken ct)
    {
        if (stream.Kind != ReferralMapper.StreamKind) return null;
        // By the referral of today: who may no longer see it gets nothing of it.
        var right = await referrals.Decide(stream.Id, caller, [Permission.ReadReferrals]);
        if (!right.Allowed) return null;
        var events = await ledger.ReadEvents(stream, ct);
        var state = events.Where(e => e.Version <= version)
            .Aggregate((Domain.Referrals.Referral?)null, (s, e) => mapper.Evolve(s, mapper.ReadEvent(e.Body.Span)));
        return state is null ? null
            : ReferralService.Limit(ReferralViews.View(state, version, clock.GetCurrentInstant()), right,
                caller);
    }

    private static OperationView Unknown(string key) => new(key, "unknown", null, null);

    private static OperationView Outcome(string key, Refusal? refusal) =>
        refusal is null ? new OperationView(key, "applied", null, null)
            : new OperationView(key, "not-applied", null, refusal.Code);

    private enum Settings
    {
        Find,
        Settle,
    }
}
