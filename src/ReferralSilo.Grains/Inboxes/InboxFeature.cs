using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using ReferralSilo.Domain;
using ReferralSilo.Domain.Inboxes;
using ReferralSilo.Domain.Stored;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Grains.Interfaces;
using ReferralSilo.Grains.Routing;

namespace ReferralSilo.Grains.Inboxes;

/// <summary>Registers the reading of the clinic's mailbox.</summary>
public static class InboxFeature
{
    public static IServiceCollection AddInboxes(this IServiceCollection services) => services
        .AddAggregate<Inbox, InboxCommand, InboxEvent, InboxMapper, InboxAggregateRules>(
            GrainRoute.To<IInboxGrain>(InboxMapper.StreamKind) with { OnlyKey = IInboxGrain.Key })
        .AddSingleton<MailIntake>().AddSingleton<InboxMetrics>().AddHostedSingleton<InboxPinger>();
}

/// <inheritdoc/>
public sealed class InboxAggregateRules : IAggregateRules<Inbox, InboxCommand, InboxEvent>
{
    public ValueTask<Decision<InboxEvent>> Decide(Inbox? state, CommandEnvelope<InboxCommand> envelope, Instant now) =>
        new(InboxRules.Decide(state, envelope.Command, now));

    /// <summary>None: each is decided on the state that is there.</summary>
    public bool Creates(InboxCommand command) => false;
}

/// <summary>Maps the inbox to ledger rows.</summary>
public sealed class InboxMapper : IAggregateMapper<Inbox, InboxEvent>
{
    public const string StreamKind = "inbox";

    public string Kind => StreamKind;

    public StoredForm<Inbox, InboxEvent> Form => InboxJson.Form;

    public string NameOf(InboxEvent happened) => InboxJson.WireName(happened);

    public Inbox Evolve(Inbox? state, InboxEvent happened) => InboxRules.Evolve(state, happened);
}
