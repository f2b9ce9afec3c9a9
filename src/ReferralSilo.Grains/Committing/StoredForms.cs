using ReferralSilo.Domain.Stored;
using ReferralSilo.Storage;

namespace ReferralSilo.Grains.Committing;

/// <summary>Reads and writes stored states and events. What a newer program stored is refused with
/// <see cref="NewerDataException"/>.</summary>
public static class StoredForms
{
    public static TState Read<TState, TEvent>(this IAggregateMapper<TState, TEvent> mapper, ReadOnlySpan<byte> state)
        where TState : class
        where TEvent : class => mapper.Form.OpenState(state);

    public static byte[] Write<TState, TEvent>(this IAggregateMapper<TState, TEvent> mapper, TState state)
        where TState : class
        where TEvent : class => mapper.Form.WriteState(state);

    public static TEvent ReadEvent<TState, TEvent>(this IAggregateMapper<TState, TEvent> mapper,
        ReadOnlySpan<byte> body)
        where TState : class
        where TEvent : class => mapper.Form.OpenEvent(body);

    public static EventToStore Write<TState, TEvent>(this IAggregateMapper<TState, TEvent> mapper, TEvent happened,
        string actor)
        where TState : class
        where TEvent : class => new(mapper.NameOf(happened), actor, mapper.Form.WriteEvent(happened));

    /// <summary>Reads a state.</summary>
    /// <exception cref="NewerDataException">It has a newer form.</exception>
    public static TState OpenState<TState, TEvent>(this StoredForm<TState, TEvent> form, ReadOnlySpan<byte> stored)
        where TState : class
        where TEvent : class
    {
        try
        {
            return form.ReadState(stored);
        }
        catch (NewerFormException e)
        {
            throw new NewerDataException(e.Message);
        }
    }

    /// <summary>Reads an event.</summary>
    /// <exception cref="NewerDataException">It has a newer form.</exception>
    public static TEvent OpenEvent<TState, TEvent>(this StoredForm<TState, TEvent> form, ReadOnlySpan<byte> stored)
        where TState : class
        where TEvent : class
    {
        try
        {
            return form.ReadEvent(stored);
        }
        catch (NewerFormException e)
        {
            throw new NewerDataException(e.Message);
        }
    }
}
