namespace ReferralSilo.Domain;

/// <summary>The result of a decider: events to record (none when nothing changes) or a refusal.</summary>
/// <typeparam name="TEvent">The aggregate's event family.</typeparam>
public abstract record Decision<TEvent>
{
    private Decision() { }

    /// <summary>Accepted, with the events in order; empty when nothing changes.</summary>
    public sealed record Accepted(IReadOnlyList<TEvent> Events) : Decision<TEvent>;

    /// <summary>Refused with a public code.</summary>
    public sealed record Refused(Refusal Refusal) : Decision<TEvent>;

    /// <summary>Accepted with one event.</summary>
    public static implicit operator Decision<TEvent>(TEvent happened) => new Accepted([happened]);

    /// <summary>Refused.</summary>
    public static implicit operator Decision<TEvent>(Refusal refusal) => new Refused(refusal);

    /// <summary>Accepted without events: the requested state already exists.</summary>
    public static Decision<TEvent> NoChange { get; } = new Accepted([]);

    /// <summary>Accepted with several events in order.</summary>
    public static Decision<TEvent> Accept(params IReadOnlyList<TEvent> events) => new Accepted(events);
}

/// <summary>A refusal by a business rule. <see cref="Code"/> is public and stable; <see cref="Text"/> is one plain
/// sentence for people.</summary>
/// <param name="Code">Kebab-case.</param>
/// <param name="Text">One sentence, no patient details.</param>
/// <param name="Field">JSON pointer of an invalid field; then it is bad input, not a business rule.</param>
/// <param name="Conflicts">JSON pointers of the conflicting fields; never their values.</param>
public sealed record Refusal(string Code, string Text, string? Field = null, IReadOnlyList<string>? Conflicts = null);
