namespace ReferralSilo.Domain;

/// <summary>What a decider answers: events to record (none when a done thing is repeated) or a refusal.</summary>
/// <typeparam name="TEvent">The aggregate's event family.</typeparam>
public abstract record Decision<TEvent>
{
    private Decision() { }

    /// <summary>Yes: these happened, in order. Empty when it is already so.</summary>
    public sealed record Accepted(IReadOnlyList<TEvent> Events) : Decision<TEvent>;

    /// <summary>No, with a public code.</summary>
    public sealed record Refused(Refusal Refusal) : Decision<TEvent>;

    /// <summary>Yes, with one event.</summary>
    public static implicit operator Decision<TEvent>(TEvent happened) => new Accepted([happened]);

    /// <summary>No.</summary>
    public static implicit operator Decision<TEvent>(Refusal refusal) => new Refused(refusal);

    /// <summary>It is already so: accepted on purpose, nothing to record.</summary>
    public static Decision<TEvent> NoChange { get; } = new Accepted([]);

    /// <summary>Yes, with several events in order.</summary>
    public static Decision<TEvent> Accept(params IReadOnlyList<TEvent> events) => new Accepted(events);
}

/// <summary>A business no. <see cref="Code"/> is public and stable, <see cref="Text"/> one plain sentence for
/// people.</summary>
/// <param name="Code">Kebab-case.</param>
/// <param name="Text">One sentence, no patient details.</param>
/// <param name="Field">JSON pointer when one field of the request is at fault; then it is bad input, not a business
/// no.</param>
/// <param name="Conflicts">JSON pointers of the fields that speak against a business no's subject; never their
/// values.</param>
public sealed record Refusal(string Code, string Text, string? Field = null, IReadOnlyList<string>? Conflicts = null);
