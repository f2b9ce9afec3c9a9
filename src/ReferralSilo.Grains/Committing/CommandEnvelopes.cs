using ReferralSilo.Domain;

namespace ReferralSilo.Grains.Committing;

/// <summary>Envelopes for commands of the system itself, and the refusals that all aggregates share.</summary>
public static class CommandEnvelopes
{
    /// <summary><c>version-mismatch</c>: answered as 412.</summary>
    public static Refusal VersionMismatch { get; } =
        new("version-mismatch", "It has changed since you read it; read it again.");

    /// <summary>
    /// How often an order is decided, when another change of the stream wins each time. Only a conflict allows it: then
    /// nothing was written for certain. Another activation that wins so often is the one to ask.
    /// </summary>
    public const int MostTries = 5;

    public static CommandEnvelope<TCommand> BySystem<TCommand>(TCommand command) => new(command, Actors.System, false);
}
