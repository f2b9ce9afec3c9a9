using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Contracts.ServiceLines;

namespace ReferralSilo.Console.Words;

/// <summary>How far the contact with a patient is: attempts in a row without an answer, of those that the line
/// makes.</summary>
/// <param name="Failed">Attempts since the patient was last reached.</param>
/// <param name="Most">Attempts after which the patient counts as unreachable.</param>
/// <param name="Last">The last attempt; null for none.</param>
public sealed record ContactState(int Failed, int Most, ContactAttemptView? Last)
{
    private static readonly ServiceLineInput Defaults = new("", "UTC");

    public static ContactState Of(ReferralView view, IReadOnlyList<ServiceLineView> lines) => new(
        view.ContactAttempts.Reverse().TakeWhile(a => a.Outcome != ContactOutcome.Reached).Count(),
        (lines.FirstOrDefault(l => l.Id == view.ServiceLine)?.Settings ?? Defaults).MaxContactAttempts,
        view.ContactAttempts is [.., var last] ? last : null);

    /// <summary>For example <c>Attempt 3 of 5 is next, the last: no answer</c>; the time of the last one
    /// follows.</summary>
    public string Text => Last is null ? $"Not contacted yet, attempt 1 of {Most} is next"
        : Failed == 0 ? PlainWords.Text(Last.Outcome)
        : $"Attempt {Math.Min(Failed + 1, Most)} of {Most} is next, the last: "
            + PlainWords.Text(Last.Outcome).ToLowerInvariant();
}
