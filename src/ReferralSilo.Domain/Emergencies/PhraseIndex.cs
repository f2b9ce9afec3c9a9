namespace ReferralSilo.Domain.Emergencies;

/// <summary>An index of phrases by their beginning. A long note has thousands of words, few of them begin a phrase, and
/// each new referral is checked before the response.</summary>
internal sealed class PhraseIndex
{
    private readonly Dictionary<string, WordPattern[]> _byWord;
    private readonly Dictionary<char, WordPattern[]> _byLetter;

    public PhraseIndex(IReadOnlyList<WordPattern> phrases)
    {
        _byWord = phrases.Where(p => !p.StartsWithStemOrNumber)
            .SelectMany(p => p.FirstWords.Select(w => (Key: w, Phrase: p)))
            .GroupBy(p => p.Key).ToDictionary(g => g.Key, g => g.Select(p => p.Phrase).ToArray());
        _byLetter = phrases.Where(p => p.StartsWithStemOrNumber)
            .SelectMany(p => p.FirstLetters.Distinct().Select(c => (Key: c, Phrase: p)))
            .GroupBy(p => p.Key).ToDictionary(g => g.Key, g => g.Select(p => p.Phrase).ToArray());
    }

    /// <summary>The phrases that may begin with a word.</summary>
    public IEnumerable<WordPattern> BeginningWith(string word)
    {
        var loose = word.Length > 0 ? _byLetter.GetValueOrDefault(word[0], []) : [];
        return !_byWord.TryGetValue(word, out var exact) ? loose : loose.Length == 0 ? exact : exact.Concat(loose);
    }
}
