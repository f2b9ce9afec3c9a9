using Microsoft.Extensions.DependencyInjection;
using ReferralSilo.Grains.Routing;

namespace ReferralSilo.Grains.Committing;

/// <summary>Registers all parts of a kind of aggregate.</summary>
public static class AggregateRegistration
{
    /// <summary>Registers a kind with commands: its ledger form, its rules and its grain.</summary>
    public static IServiceCollection AddAggregate<TState, TCommand, TEvent, TMapper, TRules>(
        this IServiceCollection services, GrainRoute route)
        where TState : class
        where TEvent : class
        where TMapper : class, IAggregateMapper<TState, TEvent>
        where TRules : class, IAggregateRules<TState, TCommand, TEvent> =>
        services.AddStream<TState, TEvent, TMapper>()
            .AddSingleton<IAggregateRules<TState, TCommand, TEvent>, TRules>()
            .AddSingleton<CommandHandlers<TState, TCommand, TEvent>>()
            .AddSingleton(route);

    /// <summary>Registers a kind of stream that the program writes without commands.</summary>
    public static IServiceCollection AddStream<TState, TEvent, TMapper>(this IServiceCollection services)
        where TState : class
        where TEvent : class
        where TMapper : class, IAggregateMapper<TState, TEvent> =>
        services.AddSingleton<TMapper>()
            .AddSingleton<IAggregateMapper<TState, TEvent>>(provider => provider.GetRequiredService<TMapper>())
            .AddSingleton<IStreamCheck, StreamCheck<TState, TEvent>>();
}
