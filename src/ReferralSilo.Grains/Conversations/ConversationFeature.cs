using Microsoft.Extensions.DependencyInjection;
using ReferralSilo.Domain.Conversations;
using ReferralSilo.Grains.Boards;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Grains.Interfaces;
using ReferralSilo.Grains.Messages;
using ReferralSilo.Grains.Outbox;
using ReferralSilo.Grains.ServiceLines;

namespace ReferralSilo.Grains.Conversations;

/// <summary>Registers the conversations.</summary>
public static class ConversationFeature
{
    public static IServiceCollection AddConversations(this IServiceCollection services) => services
        .AddAggregate<Conversation, ConversationCommand, ConversationEvent, ConversationMapper, ConversationRules>(
            Routes.Conversation)
        .AddSingleton<IOutboxRebuilder, ConversationOutbox>().AddSingleton<ConversationLists>()
        .AddSingleton<IOpenConversations>(p => p.GetRequiredService<ConversationLists>())
        .AddSingleton<IUndecidedEmergencies>(p => p.GetRequiredService<ConversationLists>())
        .AddFollowedBoard<ConversationBoard>("conversations");
}
