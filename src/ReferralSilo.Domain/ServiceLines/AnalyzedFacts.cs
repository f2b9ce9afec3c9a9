using ReferralSilo.Domain.Emergencies;
using ReferralSilo.Domain.Text;

namespace ReferralSilo.Domain.ServiceLines;

/// <summary>
/// The texts of a referral, folded and cut into sentences once. A referral is tried on every line, and a line on every
/// one of its words: a note of 20,000 characters that is read anew for each of them takes a minute.
/// </summary>
internal sealed class AnalyzedFacts(EligibilityFacts facts)
{
    private readonly (string?, object, object, object) _of = Texts(facts);
    private readonly IReadOnlyList<AnalyzedText> _reason =
        [.. facts.ReasonTexts.Select(text => new AnalyzedText(text, facts.Today))];
    private IReadOnlyList<AnalyzedText>? _all;
    private (EmergencyFinding? Finding, bool IsJudged) _found;

    /// <summary>The reason and the notes.</summary>
    public IReadOnlyList<AnalyzedText> All =>
        _all ??= [.. _reason, .. facts.Notes.Select(text => new AnalyzedText(text, facts.Today))];

    /// <summary>What the shipped words and codes say.</summary>
    public EmergencyFinding? Found =>
        (_found = _found.IsJudged ? _found : (EmergencyDetector.Detect(All, facts.Codes, facts.Today), true)).Finding;

    /// <summary>
    /// Whether a word or phrase stands in the reason as whole words, whatever its case, accents, hyphens and invisible
    /// characters. A negation before it ("no chest pain") still matches: that is judged for emergencies only.
    /// </summary>
    public bool MentionsInReason(string word) => Mentions(_reason, word);

    /// <summary>The same in the notes as well.</summary>
    public bool MentionsAnywhere(string word) => Mentions(All, word);

    /// <summary>False for a copy of the facts with other texts.</summary>
    public bool IsOf(EligibilityFacts other) => _of.Equals(Texts(other));

    private static bool Mentions(IReadOnlyList<AnalyzedText> texts, string word)
    {
        var folded = FoldedText.Fold(word);
        return texts.Any(text => FoldedText.Contains(text.Folded, folded));
    }

    private static (string?, object, object, object) Texts(EligibilityFacts facts) =>
        (facts.ReasonText, facts.Codes, facts.Notes, facts.Today);
}
