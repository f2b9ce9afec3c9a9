using NodaTime;
using ReferralSilo.Domain;
using ReferralSilo.Grains.Outbox;

namespace ReferralSilo.Grains.Committing;

/// <summary>What the <see cref="CommandHandler{TState,TCommand,TEvent}"/> asks one kind of aggregate.</summary>
public interface IAggregateRules<TState, TCommand, TEvent> where TState : class
{
    ValueTask<Decision<TEvent>> Decide(TState? state, CommandEnvelope<TCommand> envelope, Instant now);

    /// <summary>True for a command that may create the stream. It is decided without reading the stream first: if the
    /// stream exists, the ledger refuses the commit and the state is loaded then.</summary>
    bool Creates(TCommand command);

    /// <summary>True when every refusal is final under its key. Otherwise a retry checks a version again, and a refused
    /// creation, which has no stream, is decided again.</summary>
    bool RecordsEveryRefusal => false;

    /// <summary>The messages to other grains. A kind that sends messages also registers an
    /// <see cref="IOutboxRebuilder"/>.</summary>
    IReadOnlyList<Outgoing> Outbox(TState? before, IReadOnlyList<TEvent> events, TState after, long version) => [];

    /// <summary>What the command needs from other aggregates; null when this kind needs nothing.</summary>
    IReservation<TState, TEvent>? Reserve(CommandEnvelope<TCommand> envelope) => null;
}

/// <summary>Gets what one command needs from other aggregates before it is decided, e.g. slots. It lives as long as the
/// command, also while the command is decided again.</summary>
public interface IReservation<TState, TEvent> where TState : class
{
    /// <summary>True when something was granted. A refusal must then be recorded before the release, or a retry of the
    /// command could use what was granted.</summary>
    bool HasGrants { get; }

    /// <summary>False when the command can be decided without asking, in this state.</summary>
    ValueTask<bool> IsNeeded(TState? state, Instant now);

    /// <summary>Asks the other aggregates, then decides. Null when an answer is unknown.</summary>
    Task<Decision<TEvent>?> Decide(TState state, Instant now);

    /// <summary>Releases what was granted, after the refusal is recorded.</summary>
    Task Release();
}
