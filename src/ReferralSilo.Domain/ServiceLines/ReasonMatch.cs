using ReferralSilo.Domain.Text;

namespace ReferralSilo.Domain.ServiceLines;

/// <summary>How words are compared: folded, on word boundaries.</summary>
public static class ReasonMatch
{
    /// <summary>
    /// Whether a word or phrase stands in the text as whole words, whatever its case, accents, hyphens and invisible
    /// characters. A negation before it ("no chest pain") still matches: that is judged for emergencies only.
    /// </summary>
    public static bool Word(string text, string word) => FoldedText.Contains(FoldedText.Of(text), FoldedText.Of(word));
}
