using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Domain.Messages;
using ReferralSilo.Grains.Clocks;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Grains.Outbox;

namespace ReferralSilo.Grains.Interfaces;

/// <summary>One message, from its plan to its last receipt: it is judged, claimed at its address, submitted once, and
/// looked for when the answer was lost. Key: message id. From the outbox it receives <see cref="MessageCommand"/>, and
/// <see cref="JudgeAgain"/>.</summary>
[Alias("message"), GrainInterfaceType("message")]
public interface IMessageGrain : IHasDeadline, IOutboxReceiver
{
    /// <summary>Plans the message and judges it for the first time. A repeat changes nothing.</summary>
    /// <exception cref="OutcomeUnknownException">Send it again.</exception>
    [Alias("plan")]
    Task Plan(MessageCommand.Plan plan);

    /// <summary>Ends the message when it still waits.</summary>
    /// <exception cref="OutcomeUnknownException">Send it again.</exception>
    [Alias("supersede")]
    Task Supersede(string reason);

    /// <summary>Has the message sent again by another channel, as a new message, when that may leave in the present
    /// state. Refused, and nothing is changed: <c>message-unknown</c> and the refusals of
    /// <see cref="MessageResend"/>. A repeat changes nothing.</summary>
    /// <param name="actor">Staff id or <c>client:…</c> of the person who asks.</param>
    [Alias("resend")]
    Task<CommandOutcome<Message>> Resend(MessageChannel channel, string actor);

    /// <summary>Judges a waiting message again, e.g. after a change of its referral; otherwise does nothing.</summary>
    /// <exception cref="OutcomeUnknownException">Send it again.</exception>
    [Alias("judge")]
    Task Judge();

    /// <summary>Records a receipt of the provider; true when the message is known. In any order and any number of
    /// times the receipts lead to the same state.</summary>
    /// <exception cref="OutcomeUnknownException">Not recorded, perhaps; the provider must report again.</exception>
    [Alias("receive-receipt")]
    Task<bool> ReceiveReceipt(Receipt receipt);

    /// <summary>Records the answer of the transport; called by the silo that called it.</summary>
    /// <exception cref="OutcomeUnknownException">Send it again.</exception>
    [Alias("answer")]
    Task Answer(int attempt, SubmitOutcome outcome);

    /// <summary>Records what the provider said about a message whose answer was lost; called by the silo that asked.
    /// </summary>
    /// <param name="askedAt">When it was asked: "not found" counts as of then.</param>
    /// <exception cref="OutcomeUnknownException">Send it again.</exception>
    [Alias("found")]
    Task Found(int attempt, FindOutcome outcome, Instant askedAt);

    /// <summary>The committed state; null when there is no such message.</summary>
    [Alias("show")]
    Task<Snapshot<Message>?> Show();
}

/// <summary>An outbox message: something that may block the message has changed.</summary>
[GenerateSerializer, Immutable, Alias("judge-again")]
public sealed record JudgeAgain;
