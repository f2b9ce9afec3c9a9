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
        .AddAggregate<Inbox, AdvanceInbox, InboxEvent, InboxMapper, InboxAggregateRules>(
            GrainRoute.To<IInboxGrain>(InboxMapper.StreamKind) with { OnlyKey = IInboxGrain.Key })
        .AddSingleton<MailIntake>().AddHostedSingleton<InboxPinger>();
}

/// <inheritdoc/>
public sealed class InboxAggregateRules : IAggregateRules<Inbox, AdvanceInbox, InboxEvent>
{
    public ValueTask<Decision<InboxEvent>> Decide(Inbox? state, CommandEnvelope<AdvanceInbox> envelope, Instant now) =>
        new(InboxRules.Decide(state, envelope.Command, now));

    public bool Creates(AdvanceInbox command) => false;
}

/// <summary>Maps the inbox to ledger rows.</summary>
public sealed class InboxMapper : IAggregateMapper<Inbox, InboxEvent>
{
    public const string StreamKind = "inbox";

    public string Kind => StreamKind;

    public StoredForm<Inbox, InboxEvent> Form => InboxJson.Form;

    public string NameOf(InboxEvent happened) => "inbox-advanced";

    public Inbox Evolve(Inbox? state, InboxEvent happened) => InboxRules.Evolve(state, happened);
}
