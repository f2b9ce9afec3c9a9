using NodaTime;

namespace ReferralSilo.Domain.Messages;

/// <summary>Limits of messages, each with its unit.</summary>
public static class MessageLimits
{
    /// <summary>The transport answers within this time, or the answer is lost.</summary>
    public static readonly Duration AnswerWithin = Duration.FromSeconds(30);

    /// <summary>A judgement that takes longer is made again.</summary>
    public static readonly Duration JudgedWithin = Duration.FromSeconds(10);

    /// <summary>Longest time from the claim of a send, its commit and all waits included, to the first byte to the
    /// provider. Later it is not made: the address may have said stop meanwhile.</summary>
    public static readonly Duration BeginWithin = Duration.FromSeconds(3);

    /// <summary>Longest time from the begin of a judgement until the message leaves: it must be permitted all that
    /// time.</summary>
    public static readonly Duration LeaveWithin = JudgedWithin + BeginWithin + AnswerWithin;

    /// <summary>Wait before the provider is first asked for a message whose answer was lost. Doubles each
    /// time.</summary>
    public static readonly Duration FirstAsk = Duration.FromSeconds(15);

    /// <summary>From then on after its submission, "not found" means that the provider does not have it: longer than a
    /// process can be frozen before it is given up, and than a provider needs to list a message.</summary>
    public static readonly Duration NotFoundCountsAfter = Duration.FromSeconds(180);

    /// <summary>The provider is not asked any more from then on after the submission.</summary>
    public static readonly Duration AskUntil = Duration.FromMinutes(10);

    /// <summary>Without a final receipt within this time a message is neither proven nor disproven.</summary>
    public static readonly Duration ReceiptWithin = Duration.FromHours(72);

    /// <summary>Wait after the first submission that was provably not made. Doubles each time.</summary>
    public static readonly Duration FirstRetry = Duration.FromSeconds(15);

    /// <summary>Longest wait between two tries.</summary>
    public static readonly Duration LongestRetry = Duration.FromMinutes(5);

    /// <summary>An alert to staff that could not leave within this time would not help any more.</summary>
    public static readonly Duration AlertUseful = Duration.FromHours(2);

    /// <summary>Longest wait between two tries while the transport is closed, for a message that helps for hours.
    /// </summary>
    public static readonly Duration LongestClosedRetry = Duration.FromHours(1);

    /// <summary>A held message is judged again after this time, even if nothing has it judged. Doubles each
    /// time.</summary>
    public static readonly Duration FirstHeldLook = Duration.FromMinutes(5);

    /// <summary>Longest wait between two judgements of a held message.</summary>
    public static readonly Duration LongestHeldLook = Duration.FromHours(1);

    /// <summary>Most submissions of a text that may have arrived: the first and one resend.</summary>
    public const int Submissions = 2;

    /// <summary>Most receipts kept of one message; later ones are ignored.</summary>
    public const int Receipts = 64;

    /// <summary>The wait after the n-th try, from 1.</summary>
    internal static Duration Backoff(Duration first, int tries) => Backoff(first, tries, LongestRetry);

    /// <summary>The wait after the n-th try, from 1.</summary>
    internal static Duration Backoff(Duration first, int tries, Duration longest) =>
        Duration.Min(first * Math.Pow(2, Math.Min(tries - 1, 16)), longest);
}
