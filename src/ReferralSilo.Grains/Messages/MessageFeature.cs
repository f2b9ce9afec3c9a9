using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using ReferralSilo.Domain;
using ReferralSilo.Domain.Messages;
using ReferralSilo.Grains.Addresses;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Grains.Interfaces;
using ReferralSilo.Grains.Outbox;
using ReferralSilo.Grains.Routing;

namespace ReferralSilo.Grains.Messages;

/// <summary>Registers the messages.</summary>
public static class MessageFeature
{
    public static IServiceCollection AddMessages(this IServiceCollection services) => services
        .AddAggregate<Message, MessageCommand, MessageEvent, MessageMapper, MessageRules>(Routes.Message)
        .AddSingleton<IOutboxRebuilder, MessageOutbox>().AddSingleton(Routes.Outreach)
        .AddSingleton(Routes.BlockedMessages).AddHostedSingleton<BlockedMessages>()
        .AddSingleton<UnsubscribeTokens>().AddSingleton<MessageTransports>().AddSingleton<PendingSubmissions>()
        .AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(p => p.GetRequiredService<PendingSubmissions>())
        .AddSingleton<MessageJudge>().AddSingleton<SenderStops>()
        .AddSingleton<MessageLists>().AddHostedSingleton<MessageCounts>();
}

/// <inheritdoc/>
public sealed class MessageRules(MessageTransports transports, AddressKeys keys)
    : IAggregateRules<Message, MessageCommand, MessageEvent>
{
    public ValueTask<Decision<MessageEvent>> Decide(Message? state, CommandEnvelope<MessageCommand> envelope,
        Instant now) => new(MessageDecider.Decide(state, envelope.Command, now));

    public bool Creates(MessageCommand command) => command is MessageCommand.Plan;

    public IReadOnlyList<Outgoing> Outbox(Message? before, IReadOnlyList<MessageEvent> events, Message after,
        long version) => MessageOutbox.For(events, after, channel => transports.SenderOf(channel) is { } sender
            ? new MessageWay(channel, sender, keys.Of(channel, sender)) : null);
}
