using ReferralSilo.Console.Words;
using ReferralSilo.Contracts.Problems;
using ReferralSilo.Contracts.Referrals;

namespace ReferralSilo.Console.Actions;

/// <summary>
/// The rules that the desk may overrule with a reason: a time after the need-by date, a time while documents or the
/// consent to telehealth are missing, and a second visit of the patient at the same time. No other refusal can be
/// overruled.
/// </summary>
public static class SlotOverrule
{
    private const string Documents = "documents-missing", Consent = "consent-missing",
        OtherVisit = "patient-has-visit";

    /// <summary>The rules that a person may overrule. Each text follows the word "although".</summary>
    private static readonly Dictionary<string, string> Although = new(StringComparer.Ordinal)
    {
        ["need-by-passed"] = "it is after the need-by date",
        [Documents] = "documents are missing",
        [Consent] = "the patient has not consented to telehealth",
        [OtherVisit] = "the patient has another visit then",
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
        if (FormName(refused) is not var (name, label)) return null;
        if (problem.Code == OtherVisit) return OtherVisitForm(refused, name, label);
        if (Describe([problem.Code]) is null) return null;
        if (problem.Code == Consent) return ConsentForm(refused, name, label);
        var missing = view.Missing.Where(m => m.What.StartsWith("document:", StringComparison.Ordinal))
            .Select(m => PlainWords.Sentence(m.What)).ToList();
        // The need-by date is checked first, but one reason covers both rules, so the form names both.
        string[] codes = missing.Count > 0 && problem.Code != Documents ? [problem.Code, Documents] : [problem.Code];
        var although = Describe(codes);
        if (missing.Count > 0) although += $" ({string.Join(", ", missing)})";
        return new(name, label, null, [new("overrule", $"Why this time, although {although}?")],
            f => WithReason(refused, f["overrule"]));
    }

    /// <summary>The consent is given with the booking, or a reason says why there is none.</summary>
    private static ActionSpec ConsentForm(ReferralCommand refused, string name, string label) => new(name, label, null,
        [new("consent", "How did the patient consent to telehealth, for example verbal?", Required: false,
            Input: "text"),
        new("overrule", "Or why is it booked without the consent?", Required: false)],
        f => f.GetValueOrDefault("consent") is { Length: > 0 } how
            ? refused switch
            {
                Book book => book with { TelehealthConsent = how },
                AcceptOffer accept => accept with { TelehealthConsent = how },
                _ => refused,
            }
            : WithReason(refused, f.GetValueOrDefault("overrule", "")));

    /// <summary>A field of its own: a reason for another rule must not put the patient into two visits at
    /// once.</summary>
    private static ActionSpec? OtherVisitForm(ReferralCommand refused, string name, string label) => refused is Offer
        ? null : new(name, label, null,
        [new("overruleVisit", "Why does the patient need both visits at the same time?")],
        f => refused switch
        {
            Book book => book with { OverruleVisit = f["overruleVisit"] },
            AcceptOffer accept => accept with { OverruleVisit = f["overruleVisit"] },
            Reschedule move => move with { OverruleVisit = f["overruleVisit"] },
            _ => refused,
        });

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
