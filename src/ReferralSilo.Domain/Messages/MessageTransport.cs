using NodaTime;
using ReferralSilo.Contracts;

namespace ReferralSilo.Domain.Messages;

/// <summary>One rendered message on its way out.</summary>
/// <param name="Id">The message's id; the gateway returns it in the path of each receipt.</param>
/// <param name="Attempt">Number of the submission within the message, from 1.</param>
/// <param name="To">An E.164 number or a mailbox.</param>
/// <param name="Subject">Null for a text.</param>
/// <param name="Unsubscribe">The opaque part of the one-click unsubscribe address; null for a text.</param>
/// <param name="Language">BCP 47.</param>
public sealed record OutgoingMessage(string Id, int Attempt, MessageChannel Channel, string To, string? Subject,
    string Body, string? Unsubscribe, string Language)
{
    /// <summary>The mail that it answers; null for none.</summary>
    public MailThread? Thread { get; init; }

    /// <summary>True when a person of staff wrote it.</summary>
    public bool IsByPerson { get; init; }

    /// <summary>Contains no personal data, for logs (PR-4).</summary>
    public override string ToString() => $"{Id} attempt {Attempt}";
}

/// <summary>What is known after one submission.</summary>
public abstract record SubmitOutcome
{
    private SubmitOutcome()
    {
    }

    /// <summary>The transport took the message.</summary>
    /// <param name="ProviderId">The provider's id; null where it gives none.</param>
    public sealed record Accepted(string? ProviderId) : SubmitOutcome;

    /// <summary>The transport refused the message; it was not sent.</summary>
    /// <param name="Code">The provider's error code, an SMTP reply code, or an HTTP status.</param>
    public sealed record Rejected(string Code) : SubmitOutcome;

    /// <summary>Provably nothing was transmitted (no connection, circuit open, pace): it may be submitted again.
    /// </summary>
    public sealed record NotSent(string Code) : SubmitOutcome;

    /// <summary>The answer was lost after the request may have been read: it is never submitted again without
    /// <see cref="IMessageTransport.Find"/>.</summary>
    public sealed record Unknown(string Code) : SubmitOutcome;
}

/// <summary>The answer to the question whether the provider has a message.</summary>
public abstract record FindOutcome
{
    private FindOutcome()
    {
    }

    /// <param name="Status">The provider's status word of the message now.</param>
    /// <param name="Code">The provider's error code, if any.</param>
    public sealed record Found(string ProviderId, string Status, string? Code) : FindOutcome;

    /// <summary>The provider says that it has no such message.</summary>
    public sealed record NotFound : FindOutcome;

    /// <summary>The provider did not say it now; a later question may be answered.</summary>
    public sealed record NotNow : FindOutcome;

    /// <summary>The provider can never be asked, as with SMTP.</summary>
    public sealed record Never : FindOutcome;
}

/// <summary>The health of a transport.</summary>
/// <param name="IsOpen">False while its circuit breaker keeps messages back; true again as soon as one may be tried.
/// </param>
/// <param name="Since">Since when it sends, or fails.</param>
/// <param name="LastError">The code of the last failure; never a text of the provider.</param>
public sealed record TransportHealth(bool IsOpen, Instant Since, string? LastError)
{
    /// <summary>True from the opening of the circuit breaker until a message that was tried closes it.</summary>
    public bool IsFailing { get; init; }
}

/// <summary>A way out for one channel. Implementations keep the pace, the time limits and the circuit breaker; they
/// never try a submission twice by themselves.</summary>
public interface IMessageTransport
{
    MessageChannel Channel { get; }

    /// <summary>The number or name from which its messages come; null when the provider does not judge it.</summary>
    string? Sender => null;

    TransportHealth Health { get; }

    /// <summary>Submits a message once.</summary>
    /// <param name="message">The rendered message.</param>
    /// <param name="beginWithin">Longest wait for the pace, a place and a connection together, longer than zero. Then
    /// the message is not sent (<see cref="SubmitOutcome.NotSent"/>): its address may have said stop meanwhile.
    /// </param>
    /// <param name="ct">Ends the submission; it still has an outcome.</param>
    Task<SubmitOutcome> Submit(OutgoingMessage message, TimeSpan beginWithin, CancellationToken ct);

    /// <summary>Asks the provider for a message whose answer was lost.</summary>
    /// <param name="message">As it was submitted.</param>
    /// <param name="submittedAt">When the submission began.</param>
    /// <param name="known">Provider ids that belong to other messages of the address: two people who share a number may
    /// get the same text within a minute.</param>
    /// <param name="ct">Ends the wait.</param>
    Task<FindOutcome> Find(OutgoingMessage message, Instant submittedAt, IReadOnlyCollection<string> known,
        CancellationToken ct);
}
