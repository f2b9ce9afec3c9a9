using ReferralSilo.Contracts.Problems;

namespace ReferralSilo.Contracts.Screens;

/// <summary>The mailbox of the demo, into which messages go instead of to people. Scoped to the signed-in user, who
/// must see every referral in full.</summary>
public interface IMailboxApi
{
    /// <summary>False where messages really leave: there is no mailbox then.</summary>
    bool IsOn { get; }

    /// <summary>The newest messages, newest first. Refused: <c>forbidden</c>, and <c>not-found</c> without a mailbox.
    /// </summary>
    Task<Answer<IReadOnlyList<MailboxMessage>>> Newest(CancellationToken ct = default);

    /// <summary>Answers a text as the person who got it, by the same way as a text that comes in from a phone. Refused:
    /// <c>forbidden</c>, <c>not-found</c>.</summary>
    /// <param name="message">Id of the text that is answered.</param>
    /// <param name="text">What the person writes.</param>
    /// <param name="operation">A repeat with the same one changes nothing.</param>
    /// <param name="ct">Ends the wait.</param>
    Task<Answer<MailboxReply>> Reply(string message, string text, string operation, CancellationToken ct = default);
}

/// <summary>One message in the mailbox of the demo.</summary>
/// <param name="Id">Message id.</param>
/// <param name="Channel">Text or email.</param>
/// <param name="Occasion">What caused it.</param>
/// <param name="To">An E.164 number or a mailbox.</param>
/// <param name="Subject">Null for a text.</param>
/// <param name="Body">As the person reads it.</param>
/// <param name="Language">BCP 47.</param>
/// <param name="At">When it was sent.</param>
/// <param name="Referral">Id of its referral; null for none.</param>
public sealed record MailboxMessage(string Id, MessageChannel Channel, MessageOccasion Occasion, string To,
    string? Subject, string Body, string Language, DateTimeOffset At, string? Referral);

/// <summary>What an answer led to.</summary>
/// <param name="Effect"><c>stopped</c>, <c>started</c>, <c>wrong-number</c>, or <c>kept</c>: staff
/// reads it under Conversations.</param>
public sealed record MailboxReply(string Effect);
