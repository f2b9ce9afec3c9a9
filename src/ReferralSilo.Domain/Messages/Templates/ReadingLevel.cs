using System.Globalization;
using System.Text.RegularExpressions;

namespace ReferralSilo.Domain.Messages.Templates;

/// <summary>How many years of school a text needs.</summary>
public static partial class ReadingLevel
{
    /// <summary>The highest grade without a warning.</summary>
    public const int HighestGrade = 8;

    // Fernández-Huerta's own scale: from this score on, the grade is.
    private static readonly (double Score, double Grade)[] SpanishGrades =
        [(90, 4), (80, 5), (70, 6), (60, 8), (50, 10), (30, 13)];

    private const double HardestSpanish = 16;

    /// <summary>The US school grade. English: Flesch-Kincaid (1975), 0.39·words/sentence + 11.8·syllables/word − 15.59.
    /// Spanish: the scale of Fernández-Huerta (1959), 206.84 − 60·syllables/word − 1.02·words/sentence. 0 for a text
    /// without words. Addresses and numbers do not count.</summary>
    public static double Grade(string text, string language)
    {
        var plain = NotRead().Replace(text, " ");
        var words = Word().Matches(plain).Select(m => m.Value.ToLower(CultureInfo.InvariantCulture)).ToList();
        if (words.Count == 0)
            return 0;
        var sentences = Math.Max(1, Sentences().Matches(plain).Count);
        var isSpanish = MessageWords.IsSpanish(language);
        var perWord = (double)words.Sum(isSpanish ? SpanishSyllables : EnglishSyllables) / words.Count;
        var perSentence = (double)words.Count / sentences;
        return isSpanish ? SpanishGrade(206.84 - (60 * perWord) - (1.02 * perSentence))
            : Math.Max(0, (0.39 * perSentence) + (11.8 * perWord) - 15.59);
    }

    private static double SpanishGrade(double score) =>
        SpanishGrades.Where(g => score >= g.Score).Select(g => (double?)g.Grade).FirstOrDefault() ?? HardestSpanish;

    // Groups of vowels, without a silent e at the end.
    private static int EnglishSyllables(string word)
    {
        var groups = EnglishVowels().Count(word);
        var isSilent = word.EndsWith('e') && !word.EndsWith("le", StringComparison.Ordinal) && groups > 1;
        return Math.Max(1, isSilent ? groups - 1 : groups);
    }

    // A strong or stressed vowel with the weak ones beside it.
    private static int SpanishSyllables(string word) => Math.Max(1, SpanishVowels().Count(word));

    [GeneratedRegex(@"https?://\S+|\S*@\S+|[+(]?\d[\d() .:-]*")]
    private static partial Regex NotRead();

    [GeneratedRegex(@"\p{L}+('\p{L}+)?")]
    private static partial Regex Word();

    [GeneratedRegex(@"[^.!?\n]*\p{L}{2}[^.!?\n]*([.!?]+|\n|$)")]
    private static partial Regex Sentences();

    [GeneratedRegex("[aeiouy]+")]
    private static partial Regex EnglishVowels();

    [GeneratedRegex("[iuü]?[aeoáéó][iuy]?(?![aeoáéó])|[iuü]?[aeoáéó]|[íú]|[iuüy]+")]
    private static partial Regex SpanishVowels();
}
