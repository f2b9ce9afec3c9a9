using ReferralSilo.Storage;

namespace ReferralSilo.Grains.Committing;

/// <summary>Reads and writes stored states and events. What a newer program stored is refused with
/// <see cref="Domain.Stored.NewerFormException"/>.</summary>
public static class StoredForms
{
    public static TState Read<TState, TEvent>(this IAggregateMapper<TState, TEvent> mapper, ReadOnlySpan<byte> state)
        where TState : class
        where TEvent : class => mapper.Form.ReadState(state);

    public static byte[] Write<TState, TEvent>(this IAggregateMapper<TState, TEvent> mapper, TState state)
        where TState : class
        where TEvent : class => mapper.Form.WriteState(state);

    public static TEvent ReadEvent<TState, TEvent>(this IAggregateMapper<TState, TEvent> mapper,
        ReadOnlySpan<byte> body)
        where TState : class
        where TEvent : class => mapper.Form.ReadEvent(body);

    public static EventToStore Write<TState, TEvent>(this IAggregateMapper<TState, TEvent> mapper, TEvent happened,
        string actor)
        where TState : class
        where TEvent : class => new(mapper.NameOf(happened), actor, mapper.Form.WriteEvent(happened));
}
