using NodaTime;
using ReferralSilo.Grains.Outbox;
using ReferralSilo.Storage;

namespace ReferralSilo.Grains.Committing;

/// <summary>Opens the command handler of a stream of one kind.</summary>
public sealed class CommandHandlers<TState, TCommand, TEvent>(ILedger ledger, IAggregateMapper<TState, TEvent> mapper,
    IAggregateRules<TState, TCommand, TEvent> rules, OutboxDispatcher dispatcher, IClock clock)
    where TState : class
    where TEvent : class
{
    /// <summary>Opens the stream for one activation; the parameters are those of the handler.</summary>
    public CommandHandler<TState, TCommand, TEvent> Open(string id, Action<TState> applied, Action deactivate) =>
        new(new Aggregate<TState, TEvent>(ledger, mapper, id), rules, clock, dispatcher.Send, applied, deactivate);

    /// <summary>Creates a stream outside its grain: see
    /// <see cref="CommandHandler{TState,TCommand,TEvent}.TryCreate"/>.</summary>
    public Task<CommandOutcome<TState>?> TryCreate(string id, CommandEnvelope<TCommand> envelope) =>
        Open(id, static _ => { }, static () => { }).TryCreate(envelope);
}
