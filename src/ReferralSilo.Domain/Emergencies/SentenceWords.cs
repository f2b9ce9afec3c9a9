using ReferralSilo.Domain.Text;

namespace ReferralSilo.Domain.Emergencies;

/// <summary>The separator between a word and the next one.</summary>
internal enum Break
{
    None,
    Comma,
    Sentence,
}

/// <summary>The folded words of a free text, with the ends of sentences and list items. A phrase may cross any break; a
/// negation applies only within its own sentence.</summary>
internal sealed class SentenceWords
{
    private static readonly string[] NotSuicidal =
        ["joint", "joints", "pain", "dysfunction", "strain", "sprain", "injection", "belt", "units", "unit", "ligament",
            "arthritis", "fusion", "region"];

    private static readonly string[] BeforeIdeation =
        ["denies", "denied", "deny", "endorses", "endorsed", "reports", "reported", "has", "had", "having", "active",
            "passive", "acute", "chronic",
            "current", "recent", "no", "not", "without", "with", "w", "wo", "neg", "negative", "pos", "positive",
            "niega", "any", "for", "and"];

    private static readonly string[] AfterIdeation =
        ["hi", "with", "w", "plan", "intent", "avh", "present", "denied", "none", "negative"];

    private readonly List<string> _words = [];
    private readonly List<bool> _capitals = [];
    private readonly List<Break> _breaks = [];

    public SentenceWords(string text)
    {
        var start = 0;
        for (var i = 0; i <= text.Length; i++)
        {
            var at = i == text.Length ? Break.Sentence : BreakAt(text, i);
            if (at is null && !(i < text.Length && char.IsWhiteSpace(text[i]))) continue;
            Add(text[start..i]);
            if (at > Break.None && _breaks.Count > 0 && _breaks[^1] < at) _breaks[^1] = at.Value;
            start = i + 1;
        }

        for (var i = 0; i < _words.Count; i++)
            if (_words[i] == "si" && IsIdeation(i)) _words[i] = EmergencyTerms.Ideation;
    }

    public int Count => _words.Count;

    /// <summary>The folded word; empty outside the text.</summary>
    public string this[int at] => at >= 0 && at < _words.Count ? _words[at] : "";

    /// <summary>The break after the word; the end of a sentence outside the text.</summary>
    public Break After(int at) => at >= 0 && at < _words.Count ? _breaks[at] : Break.Sentence;

    /// <summary>The words from one position to the end of its sentence, or to the next comma when
    /// <paramref name="end"/> is a comma.</summary>
    public IEnumerable<(int At, string Word)> Until(int from, Break end)
    {
        if (from > 0 && After(from - 1) >= end) yield break;
        for (var i = from; i < _words.Count; i++)
        {
            yield return (i, _words[i]);
            if (_breaks[i] >= end) yield break;
        }
    }

    private void Add(string chunk)
    {
        var capitals = !chunk.Any(char.IsLower);
        foreach (var word in FoldedText.Words(chunk))
        {
            // "OD'd" is an overdose, "odd" is not.
            _words.Add(word is "odd" && chunk.StartsWith("OD", StringComparison.Ordinal) && !capitals ? "overdosed"
                : Misspellings.Correct(word));
            _capitals.Add(capitals);
            _breaks.Add(Break.None);
        }
    }

    // "SI" is suicidal ideation in a chart, but the sacroiliac joint before "joint", and "if" or "yes" in Spanish.
    private bool IsIdeation(int at)
    {
        if (NotSuicidal.Contains(this[at + 1])) return false;
        return (_capitals[at] && _capitals.Contains(false)) || BeforeIdeation.Contains(this[at - 1])
            || AfterIdeation.Contains(this[at + 1]);
    }

    // A dot inside a number or code, and a hyphen inside a word, are not breaks.
    private static Break? BreakAt(string text, int at) => text[at] switch
    {
        '!' or '?' or ';' or '\n' or '\r' or '•' or '·' or '…' or '—' or '–' or '|' or '¿' or '¡' => Break.Sentence,
        '.' => IsBetweenDigits(text, at) ? null : Break.Sentence,
        '-' => at > 0 && at + 1 < text.Length && char.IsWhiteSpace(text[at - 1]) && char.IsWhiteSpace(text[at + 1])
            ? Break.Sentence : null,
        ',' or '(' or ')' or '[' or ']' => Break.Comma,
        _ => null,
    };

    private static bool IsBetweenDigits(string text, int at) =>
        at > 0 && at + 1 < text.Length && char.IsLetterOrDigit(text[at + 1])
            && (char.IsDigit(text[at - 1]) || char.IsDigit(text[at + 1]));
}
