namespace ReferralSilo.Domain.Emergencies;

/// <summary>Corrects typing errors in "suicide" and "overdose", and spellings by sound.</summary>
internal static class Misspellings
{
    private const int ShortestSuicide = 6;
    private const int LongestSuicide = 13;

    private static readonly string[] Suicide =
        ["suicide", "suicides", "suicidal", "suicida", "suicidas", "suicidio", "suicidarse", "suicidarme",
        "suicidality"];

    private static readonly string[] Overdose = ["overdose", "overdosed", "sobredosis"];

    // Spelled by sound: further from the word than a typing error.
    private static readonly string[] BySound =
        ["suside", "susidal", "suecide", "suecidal", "sueside", "suesidal", "sewicide", "sewicidal", "suisid",
            "suicial", "sucicide", "susicide", "susicidal"];

    /// <summary>The corrected word; the word itself when it is none of these.</summary>
    public static string Correct(string word)
    {
        if (word.Length is < ShortestSuicide or > LongestSuicide || word.StartsWith("suicid", StringComparison.Ordinal))
            return word;
        var plain = word.Replace('1', 'i').Replace('0', 'o').Replace('3', 'e');
        if (plain.StartsWith("subsid", StringComparison.Ordinal)) return word;
        if (BySound.Any(e => plain.StartsWith(e, StringComparison.Ordinal))
            || Suicide.Any(s => Distance(plain, s) <= AllowedEdits(s)))
            return "suicide";
        // "She overdoes it" and "overdone" are different words.
        return word is not ("overdoes" or "overdone") && Overdose.Any(o => Distance(plain, o) <= 1)
            ? (plain.EndsWith('d') ? "overdosed" : "overdose") : word;
    }

    // In a long word, two edits do not lead to another word.
    private static int AllowedEdits(string word) => word.Length >= 8 ? 2 : 1;

    /// <summary>The number of insertions, deletions, substitutions and swaps of neighbours between two words (optimal
    /// string alignment).</summary>
    private static int Distance(string a, string b)
    {
        if (Math.Abs(a.Length - b.Length) > 2 || UnsharedLetters(a, b) > 2) return int.MaxValue;
        var rows = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++) rows[i, 0] = i;
        for (var j = 0; j <= b.Length; j++) rows[0, j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            for (var j = 1; j <= b.Length; j++)
            {
                var cost = a[i - 1] == b[j - 1] ? 0 : 1;
                rows[i, j] = Math.Min(Math.Min(rows[i - 1, j], rows[i, j - 1]) + 1, rows[i - 1, j - 1] + cost);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    rows[i, j] = Math.Min(rows[i, j], rows[i - 2, j - 2] + 1);
            }
        }

        return rows[a.Length, b.Length];
    }

    /// <summary>The number of letters that only one word has: a quick lower bound of the distance.</summary>
    private static int UnsharedLetters(string a, string b)
    {
        Span<sbyte> more = stackalloc sbyte[32];
        foreach (var c in a) more[c & 31]++;
        foreach (var c in b) more[c & 31]--;
        var (left, right) = (0, 0);
        foreach (var n in more) (left, right) = n > 0 ? (left + n, right) : (left, right - n);
        return Math.Max(left, right);
    }
}
