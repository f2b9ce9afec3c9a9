using ReferralSilo.Domain.Sources;
using ReferralSilo.Grains.Committing;

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
public sealed class SourceGrain(CommandHandlers<Source, SourceCommand, SourceEvent> handlers) : Grain, ISourceGrain
{
    private CommandHandler<Source, SourceCommand, SourceEvent> _source = null!;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _source = handlers.Open(this.GetPrimaryKeyString(), static _ => { }, this.DeactivateOnIdle);
        return _source.Load(cancellationToken);
    }

    public Task<Snapshot<Source>?> Show() =>
        Task.FromResult(_source.State is { } state ? new Snapshot<Source>(state, _source.Version) : null);

    public Task<CommandOutcome<Source>> Handle(CommandEnvelope<SourceCommand> envelope) => _source.Handle(envelope);
}
