using NodaTime;
using ReferralSilo.Domain;
using ReferralSilo.Domain.Sources;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Storage;
using D = ReferralSilo.Domain.Decision<ReferralSilo.Domain.Sources.SourceEvent>;

namespace ReferralSilo.Grains.Sources;

/// <summary>One referral source: its campaigns and tracking codes. Key: source id.</summary>
[Alias("source"), GrainInterfaceType("source")]
public interface ISourceGrain : IGrainWithStringKey
{
    /// <summary>Decides and commits one command. Refusals: those of <see cref="SourceDecider"/>,
    /// <c>version-mismatch</c>, <c>idempotency-key-reused</c>.</summary>
    [Alias("handle")]
    Task<CommandOutcome<Source>> Handle(CommandEnvelope<SourceCommand> envelope);

    /// <summary>The committed state; null when there is no such source.</summary>
    [Alias("show")]
    Task<Snapshot<Source>?> Show();
}

/// <inheritdoc cref="ISourceGrain"/>
[GrainType("source")]
public sealed class SourceGrain(ILedger ledger, SourceMapper mapper, IdempotencyStore operations, IClock clock)
    : Grain, ISourceGrain
{
    private Aggregate<Source, SourceEvent> _source = null!;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _source = new(ledger, mapper, this.GetPrimaryKeyString());
        await _source.Load(cancellationToken);
    }

    public Task<Snapshot<Source>?> Show() =>
        Task.FromResult(_source.State is { } state ? new Snapshot<Source>(state, _source.Version) : null);

    public Task<CommandOutcome<Source>> Handle(CommandEnvelope<SourceCommand> envelope) => Handle(envelope, 1);

    private async Task<CommandOutcome<Source>> Handle(CommandEnvelope<SourceCommand> envelope, int attempt)
    {
        if (envelope.Operation is { } operation
            && await operations.Replay(_source, operation, CancellationToken.None) is { } known) return known;
        if (envelope.IfVersion?.Holds(_source.Version) is false)
        {
            return await _source.CatchUp(CancellationToken.None)
                ? await Handle(envelope, attempt)
                : CommandOutcome<Source>.Refused(CommandEnvelopes.VersionMismatch, _source.State, _source.Version);
        }

        switch (SourceDecider.Decide(_source.State, envelope.Command))
        {
            case D.Refused or D.Accepted { Events.Count: 0 } when await _source.CatchUp(CancellationToken.None):
                return await Handle(envelope, attempt);
            case D.Refused refused:
                return await Answer(envelope, refused.Refusal)
                    ? CommandOutcome<Source>.Refused(refused.Refusal, _source.State, _source.Version)
                    : CommandOutcome<Source>.OutcomeUnknown;
            case D.Accepted { Events.Count: 0 } when !await Answer(envelope, null):
                return CommandOutcome<Source>.OutcomeUnknown;
            case D.Accepted { Events.Count: > 0 } accepted:
                var next = _source.Preview(accepted.Events);
                var outcome = await _source.Commit(accepted.Events, next, [], envelope.Operation?.ToLedger(),
                    envelope.Actor, clock.GetCurrentInstant());
                if (outcome == CommitOutcome.Committed) break;
                if (outcome != CommitOutcome.Unknown && attempt < CommandEnvelopes.MaxAttempts)
                {
                    await _source.Load(CancellationToken.None);
                    return await Handle(envelope, attempt + 1);
                }

                DeactivateOnIdle();
                return CommandOutcome<Source>.OutcomeUnknown;
        }

        return CommandOutcome<Source>.Accepted(_source.State!, _source.Version);
    }

    /// <summary>False when the answer could not be recorded: a retry might get another one.</summary>
    private async Task<bool> Answer(CommandEnvelope<SourceCommand> envelope, Refusal? refusal) =>
        envelope.Operation is not { } operation
            || await operations.Record(operation, _source.Stream, refusal, _source.Version, clock.GetCurrentInstant());
}
