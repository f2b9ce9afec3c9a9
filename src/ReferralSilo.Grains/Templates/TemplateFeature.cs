using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using ReferralSilo.Domain;
using ReferralSilo.Domain.Messages.Templates;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Grains.Interfaces;
using ReferralSilo.Grains.Outbox;
using ReferralSilo.Grains.Routing;
using ReferralSilo.Storage;

namespace ReferralSilo.Grains.Templates;

/// <summary>Registers the templates.</summary>
public static class TemplateFeature
{
    public static IServiceCollection AddTemplates(this IServiceCollection services) => services
        .AddAggregate<Template, TemplateCommand, TemplateEvent, TemplateMapper, TemplateRules>(
            GrainRoute.To<ITemplateGrain>(TemplateMapper.StreamKind))
        .AddCatalog<Template, TemplateEvent>().AddSingleton<TemplateCatalog>()
        .AddSingleton<IOutboxRebuilder, TemplateOutbox>();
}

/// <inheritdoc/>
public sealed class TemplateRules : IAggregateRules<Template, TemplateCommand, TemplateEvent>
{
    public ValueTask<Decision<TemplateEvent>> Decide(Template? state, CommandEnvelope<TemplateCommand> envelope,
        Instant now) => new(TemplateDecider.Decide(state, envelope.Command, envelope.Actor,
            ShippedTemplates.All.GetValueOrDefault(envelope.Command.Key), now));

    // A shipped text has no stream before the first command.
    public bool Creates(TemplateCommand command) => true;

    public IReadOnlyList<Outgoing> Outbox(Template? before, IReadOnlyList<TemplateEvent> events, Template after,
        long version) => TemplateOutbox.For(events);
}

/// <summary>An approved text has the messages judged again that wait for one.</summary>
public sealed class TemplateOutbox : IOutboxRebuilder
{
    private const string Approved = "template-approved";

    public string SenderKind => TemplateMapper.StreamKind;

    public static IReadOnlyList<Outgoing> For(IReadOnlyList<TemplateEvent> events) =>
        events.Any(e => e is TemplateEvent.Approved)
            ? [new Outgoing(new OutboxMessage(Routes.BlockedMessages.Destination(IBlockedMessagesGrain.Key), Approved,
                default), new JudgeAgain())]
            : [];

    public Task<object?> Rebuild(OutboxRow row, CancellationToken ct) => Task.FromResult<object?>(new JudgeAgain());
}
