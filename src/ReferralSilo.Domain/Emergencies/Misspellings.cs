using ReferralSilo.Domain.Text;

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
            || Suicide.Any(s => EditDistance.Between(plain, s) <= AllowedEdits(s)))
            return "suicide";
        // "She overdoes it" and "overdone" are different words.
        return word is not ("overdoes" or "overdone") && Overdose.Any(o => EditDistance.Between(plain, o) <= 1)
            ? (plain.EndsWith('d') ? "overdosed" : "overdose") : word;
    }

    // In a long word, two edits do not lead to another word.
    private static int AllowedEdits(string word) => word.Length >= 8 ? 2 : 1;
}
