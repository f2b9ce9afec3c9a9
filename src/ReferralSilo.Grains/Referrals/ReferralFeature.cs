using Microsoft.Extensions.DependencyInjection;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Domain.Referrals;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Grains.Interfaces;
using ReferralSilo.Grains.Outbox;
using ReferralSilo.Grains.Routing;

namespace ReferralSilo.Grains.Referrals;

/// <summary>Registers referrals and their numbers.</summary>
public static class ReferralFeature
{
    public static IServiceCollection AddReferrals(this IServiceCollection services) => services
        .AddAggregate<Referral, ReferralCommand, ReferralEvent, ReferralMapper, ReferralRules>(Routes.Referral)
        .AddSingleton<IOutboxRebuilder, ReferralOutbox>()
        .AddSingleton<NewReferralWriter>().AddSingleton<ReferralRehearsal>()
        .AddSingleton<OrderDeduplicator>()
        .AddStream<NumberBlocks, NumbersTaken, NumberBlocksMapper>()
        .AddHostedSingleton<ReferralNumbers>();
}
