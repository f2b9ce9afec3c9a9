using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using ReferralSilo.Domain;
using ReferralSilo.Domain.Messages.Templates;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Grains.Routing;

namespace ReferralSilo.Grains.Templates;

/// <summary>Registers the templates.</summary>
public static class TemplateFeature
{
    public static IServiceCollection AddTemplates(this IServiceCollection services) => services
        .AddAggregate<Template, TemplateCommand, TemplateEvent, TemplateMapper, TemplateRules>(
            GrainRoute.To<ITemplateGrain>(TemplateMapper.StreamKind))
        .AddCatalog<Template, TemplateEvent>().AddSingleton<TemplateCatalog>();
}

/// <inheritdoc/>
public sealed class TemplateRules : IAggregateRules<Template, TemplateCommand, TemplateEvent>
{
    public ValueTask<Decision<TemplateEvent>> Decide(Template? state, CommandEnvelope<TemplateCommand> envelope,
        Instant now) => new(TemplateDecider.Decide(state, envelope.Command, envelope.Actor,
            ShippedTemplates.All.GetValueOrDefault(envelope.Command.Key), now));

    // A shipped text has no stream before the first command.
    public bool Creates(TemplateCommand command) => true;
}
