using ReferralSilo.Domain;

namespace ReferralSilo.Grains.Committing;

/// <summary>Envelopes of system commands, and the refusal and limit that all aggregates share.</summary>
public static class CommandEnvelopes
{
    /// <summary><c>version-mismatch</c>: answered as 412.</summary>
    public static Refusal VersionMismatch { get; } =
        new("version-mismatch", "It has changed since you read it; read it again.");

    /// <summary>How often a command is decided when another change is committed first each time. Only a conflict allows
    /// another attempt, because then nothing was written.</summary>
    public const int MaxAttempts = 5;

    public static CommandEnvelope<TCommand> BySystem<TCommand>(TCommand command) => new(command, Actors.System, false);
}
