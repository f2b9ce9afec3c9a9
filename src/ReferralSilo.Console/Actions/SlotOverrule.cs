using ReferralSilo.Console.Words;
using ReferralSilo.Contracts.Problems;
using ReferralSilo.Contracts.Referrals;

namespace ReferralSilo.Console.Actions;

/// <summary>
/// The rules that the desk may overrule with a reason: a time after the need-by
/// date, and a time while documents are missing. No other refusal can be overruled.
/// </summary>
public static class SlotOverrule
{
    private const string Documents = "documents-missing";

    /// <summary>The rules that a person may overrule. Each text follows the word "although".</summary>
    private static readonly Dictionary<string, string> Although = new(StringComparer.Ordinal)
    {
        ["need-by-passed"] = "it is after the need-by date",
        [Documents] = "documents are missing",
    };

    /// <summary>
    /// For example "it is after the need-by date and documents are missing"; null when no code may be overruled.
    /// </summary>
    public static string? Describe(IReadOnlyList<string>? codes) =>
        codes?.Where(Although.ContainsKey).Select(c => Although[c]).ToList() is { Count: > 0 } known
            ? string.Join(" and ", known) : null;

    /// <summary>The form that sends a refused command again with a reason; null when a reason does not help.</summary>
    public static ActionSpec? FormFor(ReferralCommand refused, Problem problem, ReferralView view)
    {
        if (Describe([problem.Code]) is null || FormName(refused) is not var (name, label)) return null;
        var missing = view.Missing.Where(m => m.What.StartsWith("document:", StringComparison.Ordinal))
            .Select(m => PlainWords.Sentence(m.What)).ToList();
        // The need-by date is checked first, but one reason covers both rules, so the form names both.
        string[] codes = missing.Count > 0 && problem.Code != Documents ? [problem.Code, Documents] : [problem.Code];
        var although = Describe(codes);
        if (missing.Count > 0) although += $" ({string.Join(", ", missing)})";
        return new(name, label, null, [new("overrule", $"Why this time, although {although}?")],
            f => WithReason(refused, f["overrule"]));
    }

    private static (string Name, string Label)? FormName(ReferralCommand refused) => refused switch
    {
        Offer => ("offers", "Hold anyway"),
        AcceptOffer => ("offers/accept", "Book anyway"),
        Book => ("book", "Book anyway"),
        Reschedule => ("reschedule", "Move anyway"),
        _ => null,
    };

    private static ReferralCommand WithReason(ReferralCommand refused, string reason) => refused switch
    {
        Offer offer => offer with { Overrule = reason },
        Book book => book with { Overrule = reason },
        AcceptOffer accept => accept with { Overrule = reason },
        Reschedule move => move with { Overrule = reason },
        _ => refused,
    };
}
