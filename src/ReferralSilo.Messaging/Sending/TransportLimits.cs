using ReferralSilo.Domain.Messages;

namespace ReferralSilo.Messaging.Sending;

/// <summary>Limits of one transport on one silo.</summary>
public sealed record TransportLimits
{
    /// <summary>Longest submission, its wait for a connection included. The wait alone is limited by
    /// <see cref="MessageLimits.BeginWithin"/>.</summary>
    public TimeSpan Submission { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Longest question whether the provider has a message, all pages together.</summary>
    public TimeSpan Question { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Longest wait for a connection.</summary>
    public TimeSpan Connect { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Submissions per second on average, and at once.</summary>
    public int PerSecond { get; init; } = 200;

    /// <summary>Most submissions that wait for the pace; a further one is answered <c>pace</c>.</summary>
    public int Waiting { get; init; } = 400;

    /// <summary>Texts that are submitted at the same time, each over a connection.</summary>
    public int Connections { get; init; } = 32;

    /// <summary>Mails that are submitted at the same time, each over a connection.</summary>
    public int MailConnections { get; init; } = 4;

    /// <summary>Part of the submissions of <see cref="Sampling"/> that must fail before messages are kept back.
    /// </summary>
    public double FailureRatio { get; init; } = 0.5;

    /// <summary>Fewest submissions within <see cref="Sampling"/> by which the transport is judged.</summary>
    public int FewestJudged { get; init; } = 10;

    public TimeSpan Sampling { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long messages are kept back; then one is tried.</summary>
    public TimeSpan Break { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Largest answer of a gateway, bytes.</summary>
    public int AnswerBytes { get; init; } = 1024 * 1024;

    /// <summary>Pages of the gateway's list that are read for one question.</summary>
    public int Pages { get; init; } = 10;
}
