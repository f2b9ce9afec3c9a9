namespace ReferralSilo.Domain.ServiceLines;

/// <summary>How codes and words are compared: without case, words on word boundaries.</summary>
public static class ReasonMatch
{
    /// <summary>Whether a code fits a pattern; a trailing <c>*</c> stands for any ending.</summary>
    public static bool Code(string code, string pattern) =>
        pattern.EndsWith('*')
            ? code.StartsWith(pattern[..^1], StringComparison.OrdinalIgnoreCase)
            : code.Equals(pattern, StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// Whether a word or phrase stands in the text as whole words; any white space between words counts as one space.
    /// A negation before it ("no chest pain") still matches: a nurse looks at it, which is the safe side.
    /// </summary>
    public static bool Word(string text, string word)
    {
        var within = Spaced(text);
        var sought = Spaced(word);
        if (sought.Length == 0)
            return false;
        for (var at = Next(within, sought, 0); at >= 0; at = Next(within, sought, at + 1))
        {
            var end = at + sought.Length;
            if ((at == 0 || !IsWordPart(within[at - 1])) && (end == within.Length || !IsWordPart(within[end])))
                return true;
        }
        return false;
    }

    private static int Next(string text, string word, int from) => text.IndexOf(word, from, StringComparison.OrdinalIgnoreCase);

    private static bool IsWordPart(char c) => char.IsLetterOrDigit(c) || c == '_';

    private static string Spaced(string text) =>
        IsSpaced(text) ? text : string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static bool IsSpaced(string text)
    {
        var space = true;
        foreach (var c in text)
        {
            if (char.IsWhiteSpace(c) && (space || c != ' '))
                return false;
            space = c == ' ';
        }
        return !space;
    }
}
