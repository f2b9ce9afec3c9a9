using ReferralSilo.Domain.Messages.Templates;
using ReferralSilo.Grains.Committing;

namespace ReferralSilo.Grains.Templates;

/// <summary>The versions of one template. Key: the template's key.</summary>
[Alias("template"), GrainInterfaceType("template")]
public interface ITemplateGrain : IGrainWithStringKey
{
    /// <summary>Decides and commits one command. Refusals: those of <see cref="TemplateRefusals"/>,
    /// <c>version-mismatch</c>, <c>idempotency-key-reused</c>.</summary>
    [Alias("handle")]
    Task<CommandOutcome<Template>> Handle(CommandEnvelope<TemplateCommand> envelope);

    /// <summary>The committed state; null when nothing happened to the template.</summary>
    [Alias("show")]
    Task<Snapshot<Template>?> Show();
}

/// <inheritdoc cref="ITemplateGrain"/>
[GrainType("template")]
public sealed class TemplateGrain(CommandHandlers<Template, TemplateCommand, TemplateEvent> handlers)
    : Grain, ITemplateGrain
{
    private CommandHandler<Template, TemplateCommand, TemplateEvent> _template = null!;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _template = handlers.Open(this.GetPrimaryKeyString(), static _ => { }, this.DeactivateOnIdle);
        return _template.Load(cancellationToken);
    }

    public Task<Snapshot<Template>?> Show() =>
        Task.FromResult(_template.State is { } state ? new Snapshot<Template>(state, _template.Version) : null);

    public Task<CommandOutcome<Template>> Handle(CommandEnvelope<TemplateCommand> envelope) =>
        _template.Handle(envelope);
}
