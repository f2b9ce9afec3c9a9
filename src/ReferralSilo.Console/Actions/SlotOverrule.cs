using ReferralSilo.Console.Words;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Referrals;

namespace ReferralSilo.Console.Actions;

/// <summary>
/// What the desk may do against a rule, when it says why: a time after the need-by, a time while documents are missing.
/// Every other no of the rules stays a no.
/// </summary>
public static class SlotOverrule
{
    private const string Documents = "documents-missing";

    /// <summary>The rules that a person may overrule, as words that follow "although".</summary>
    private static readonly Dictionary<string, string> Although = new(StringComparer.Ordinal)
    {
        ["need-by-passed"] = "it is after the need-by",
        [Documents] = "documents are missing",
    };

    /// <summary>"it is after the need-by and documents are missing"; null when nothing is in the way, or nothing that
    /// may be overruled.</summary>
    public static string? Words(IReadOnlyList<string>? codes) =>
        codes?.Where(Although.ContainsKey).Select(c => Although[c]).ToList() is { Count: > 0 } known
            ? string.Join(" and ", known) : null;

    /// <summary>The form that sends a refused order again with a reason; null when a reason changes nothing.</summary>
    public static ActionSpec? Of(ReferralCommand refused, Problem problem, ReferralView view)
    {
        if (Words([problem.Code]) is null || Named(refused) is not var (name, label)) return null;
        var missing = view.Missing.Where(m => m.What.StartsWith("document:", StringComparison.Ordinal))
            .Select(m => PlainWords.Sentence(m.What)).ToList();
        // The need-by is judged first, but one reason covers both, so the form names both.
        var although =
            Words(missing.Count > 0 && problem.Code != Documents ? [problem.Code, Documents] : [problem.Code]);
        if (missing.Count > 0) although += $" ({string.Join(", ", missing)})";
        return new(name, label, null, [new("overrule", $"Why this time, although {although}?")], f =>
            With(refused, f["overrule"]));
    }

    private static (string Name, string Label)? Named(ReferralCommand refused) => refused switch
    {
        Offer => ("offers", "Hold anyway"),
        AcceptOffer => ("offers/accept", "Book anyway"),
        Book => ("book", "Book anyway"),
        Reschedule => ("reschedule", "Move anyway"),
        _ => null,
    };

    private static ReferralCommand With(ReferralCommand refused, string reason) => refused switch
    {
        Offer offer => offer with { Overrule = reason },
        Book book => book with { Overrule = reason },
        AcceptOffer accept => accept with { Overrule = reason },
        Reschedule move => move with { Overrule = reason },
        _ => refused,
    };
}
