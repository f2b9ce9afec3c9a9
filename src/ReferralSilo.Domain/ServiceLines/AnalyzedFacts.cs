using ReferralSilo.Domain.Emergencies;
using ReferralSilo.Domain.Text;

namespace ReferralSilo.Domain.ServiceLines;

/// <summary>The texts of a referral, folded and split into sentences once. A referral is tested on every line, and a
/// line on each of its words: analyzing a note of 20,000 characters again for each of them takes a minute.</summary>
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

    /// <summary>The result of the built-in phrases and codes.</summary>
    public EmergencyFinding? Found =>
        (_found = _found.IsJudged ? _found : (EmergencyDetector.Detect(All, facts.Codes, facts.Today), true)).Finding;

    /// <summary>
    /// Whether the reason contains a word or phrase as whole words, ignoring case, accents, hyphens and invisible
    /// characters. A negated word ("no chest pain") still matches: negation is evaluated only for emergencies.
    /// </summary>
    public bool MentionsInReason(string word) => Mentions(_reason, word);

    /// <summary>Whether the reason or the notes contain it.</summary>
    public bool MentionsAnywhere(string word) => Mentions(All, word);

    /// <summary>False when the facts are a copy with other texts.</summary>
    public bool IsOf(EligibilityFacts other) => _of.Equals(Texts(other));

    private static bool Mentions(IReadOnlyList<AnalyzedText> texts, string word)
    {
        var folded = FoldedText.Fold(word);
        return texts.Any(text => FoldedText.Contains(text.Folded, folded));
    }

    private static (string?, object, object, object) Texts(EligibilityFacts facts) =>
        (facts.ReasonText, facts.Codes, facts.Notes, facts.Today);
}
