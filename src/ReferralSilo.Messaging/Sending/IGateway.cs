using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Domain.Messages;

namespace ReferralSilo.Messaging.Sending;

/// <summary>One provider, without pace, circuit breaker and metrics. It never throws: each failure has an outcome.
/// </summary>
public interface IGateway
{
    MessageChannel Channel { get; }

    /// <inheritdoc cref="IMessageTransport.Sender"/>
    string? Sender => null;

    /// <summary>Submits a message once.</summary>
    /// <param name="message">The rendered message.</param>
    /// <param name="begin">Until when the transmission may begin.</param>
    /// <param name="ct">Ends the submission; it still has an outcome.</param>
    Task<GatewayAnswer> Submit(OutgoingMessage message, BeginLimit begin, CancellationToken ct);

    /// <inheritdoc cref="IMessageTransport.Find"/>
    Task<FindOutcome> Find(OutgoingMessage message, Instant submittedAt, IReadOnlyCollection<string> known,
        CancellationToken ct);
}

/// <summary>The outcome of one submission.</summary>
/// <param name="Outcome">What is known about the message.</param>
/// <param name="IsFault">True when the provider or the settings failed, false when it judged this message: a rejected
/// number says nothing about the gateway.</param>
public sealed record GatewayAnswer(SubmitOutcome Outcome, bool IsFault)
{
    /// <summary>The code of a message for which no place was free in time.</summary>
    public const string Pace = "pace";

    public static GatewayAnswer Accepted(string? providerId) => new(new SubmitOutcome.Accepted(providerId), false);

    public static GatewayAnswer Rejected(string code) => new(new SubmitOutcome.Rejected(code), false);

    /// <summary>Nothing was transmitted because of the provider.</summary>
    public static GatewayAnswer NotSent(string code) => new(new SubmitOutcome.NotSent(code), true);

    /// <summary>The provider refused this message for now, or it waited too long in this program.</summary>
    public static GatewayAnswer Later(string code) => new(new SubmitOutcome.NotSent(code), false);

    public static GatewayAnswer Unknown(string code) => new(new SubmitOutcome.Unknown(code), true);
}
