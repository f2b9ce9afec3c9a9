using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using ReferralSilo.Domain;
using ReferralSilo.Domain.Sources;
using ReferralSilo.Grains.Boards;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Grains.Routing;

namespace ReferralSilo.Grains.Sources;

/// <summary>Registers the referral sources.</summary>
public static class SourceFeature
{
    public static IServiceCollection AddSources(this IServiceCollection services) => services
        .AddAggregate<Source, SourceCommand, SourceEvent, SourceMapper, SourceRules>(
            GrainRoute.To<ISourceGrain>(SourceMapper.StreamKind))
        .AddCatalog<Source, SourceEvent>().AddSingleton<SourceCatalog>()
        .AddFollowedBoard<SourceBoard>("source");
}

/// <inheritdoc/>
public sealed class SourceRules : IAggregateRules<Source, SourceCommand, SourceEvent>
{
    public ValueTask<Decision<SourceEvent>> Decide(Source? state, CommandEnvelope<SourceCommand> envelope,
        Instant now) => new(SourceDecider.Decide(state, envelope.Command));

    public bool Creates(SourceCommand command) => command is SourceCommand.Define;
}
