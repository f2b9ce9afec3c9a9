using System.Text;

namespace ReferralSilo.Domain.Text;

/// <summary>
/// Unicode normalization (UAX #15) of any text: the same name from two phones must be one person. Unpaired surrogates
/// and U+FFFE, which <see cref="string.Normalize()"/> refuses, become U+FFFD.
/// </summary>
public static class Nfc
{
    private const char Noncharacter = '\uFFFE';

    /// <summary>Canonical composition (form C).</summary>
    public static string Normalize(string text) => WellFormed(text).Normalize(NormalizationForm.FormC);

    /// <summary>Canonical decomposition (form D).</summary>
    public static string Decompose(string text) => WellFormed(text).Normalize(NormalizationForm.FormD);

    private static string WellFormed(string text)
    {
        if (!text.Any(c => char.IsSurrogate(c) || c == Noncharacter)) return text;
        var whole = new StringBuilder(text.Length);
        // Enumeration replaces unpaired surrogates.
        foreach (var rune in text.EnumerateRunes())
            whole.Append(rune.Value == Noncharacter ? Rune.ReplacementChar.ToString() : rune.ToString());
        return whole.ToString();
    }
}
