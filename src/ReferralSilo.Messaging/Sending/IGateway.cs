using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Domain.Messages;

namespace ReferralSilo.Messaging.Sending;

/// <summary>One provider, without pace, circuit breaker and metrics. It never throws: each failure has an outcome.
/// </summary>
public interface IGateway
{
    MessageChannel Channel { get; }

    Task<Submission> Submit(OutgoingMessage message, CancellationToken ct);

    /// <inheritdoc cref="IMessageTransport.Find"/>
    Task<FindOutcome> Find(OutgoingMessage message, Instant submittedAt, IReadOnlyCollection<string> known,
        CancellationToken ct);
}

/// <summary>The outcome of one submission.</summary>
/// <param name="Outcome">What is known about the message.</param>
/// <param name="IsFault">True when the provider or the settings failed, false when it judged this message: a rejected
/// number says nothing about the gateway.</param>
public sealed record Submission(SubmitOutcome Outcome, bool IsFault)
{
    public static Submission Accepted(string? providerId) => new(new SubmitOutcome.Accepted(providerId), false);

    public static Submission Rejected(string code) => new(new SubmitOutcome.Rejected(code), false);

    /// <summary>Nothing was transmitted because of the provider.</summary>
    public static Submission NotSent(string code) => new(new SubmitOutcome.NotSent(code), true);

    /// <summary>The provider refused this message for now.</summary>
    public static Submission Later(string code) => new(new SubmitOutcome.NotSent(code), false);

    public static Submission Unknown(string code) => new(new SubmitOutcome.Unknown(code), true);
}
