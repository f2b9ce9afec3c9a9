using System.Globalization;
using System.Text;

namespace ReferralSilo.Domain.Text;

/// <summary>
/// Folds text for word comparison: lower case, no accents and invisible characters, one blank for each run of
/// punctuation and white space. "Suicide-plan", "SUICIDE PLAN" and "sui&#xAD;cide plan" fold to the same text.
/// </summary>
public static class FoldedText
{
    // An apostrophe is part of its word: O'Brien, O’Brien and OBrien are one name, don't is one word.
    private const string Apostrophes = "'`´ʹʻʼʽˈ‘’‚‛′＇";

    /// <summary>The folded text: words of letters and digits with one blank between them; empty for none.</summary>
    public static string Fold(string text)
    {
        if (Ascii.IsValid(text)) return FoldAscii(text);
        var folded = new StringBuilder(text.Length);
        var blank = false;
        foreach (var rune in Nfc.Decompose(text).EnumerateRunes())
        {
            if (IsDropped(rune)) continue;
            var plain = Plain(rune);
            if (plain.Length == 0)
            {
                blank = folded.Length > 0;
                continue;
            }
            if (blank) folded.Append(' ');
            blank = false;
            folded.Append(plain);
        }
        return folded.ToString();
    }

    // Most text is ASCII, which needs no normalization and no runes and has no invisible characters or marks.
    private static string FoldAscii(string text)
    {
        var folded = text.Length <= 256 ? stackalloc char[text.Length] : new char[text.Length];
        var (length, blank) = (0, false);
        foreach (var c in text)
        {
            if (char.IsAsciiLetterOrDigit(c))
            {
                // A blank replaces at least one character, so there is room for it.
                if (blank) folded[length++] = ' ';
                blank = false;
                folded[length++] = char.ToLowerInvariant(c);
            }
            else if (c is not ('\'' or '`'))
            {
                blank = length > 0;
            }
        }

        return folded[..length].ToString();
    }

    /// <summary>The words of the folded text.</summary>
    public static string[] Words(string text) => Fold(text).Split(' ', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Whether the text contains the folded words of <paramref name="foldedPhrase"/> next to each other as
    /// whole words.</summary>
    public static bool Contains(string foldedText, string foldedPhrase)
    {
        if (foldedPhrase.Length == 0) return false;
        for (var at = foldedText.IndexOf(foldedPhrase, StringComparison.Ordinal); at >= 0; at =
            foldedText.IndexOf(foldedPhrase, at + 1, StringComparison.Ordinal))
        {
            var end = at + foldedPhrase.Length;
            if ((at == 0 || foldedText[at - 1] == ' ') && (end == foldedText.Length || foldedText[end] == ' '))
                return true;
        }

        return false;
    }

    private static bool IsDropped(Rune rune) =>
        InvisibleText.IsInvisible(rune)
        || Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark
        || (rune.IsBmp && Apostrophes.Contains((char)rune.Value));

    /// <summary>The letters and digits of one character; empty for punctuation, symbols and white space.</summary>
    private static string Plain(Rune rune) => rune.Value switch
    {
        'ß' or 'ẞ' => "ss",
        'æ' or 'Æ' => "ae",
        'œ' or 'Œ' => "oe",
        'ø' or 'Ø' => "o",
        'ł' or 'Ł' => "l",
        'đ' or 'Đ' or 'ð' or 'Ð' => "d",
        'þ' or 'Þ' => "th",
        'ı' => "i",
        // Full-width forms are the same letters.
        >= 0xFF10 and <= 0xFF19 or >= 0xFF21 and <= 0xFF3A or >= 0xFF41 and <= 0xFF5A =>
            char.ToLowerInvariant((char)(rune.Value - 0xFEE0)).ToString(),
        _ => Rune.IsLetterOrDigit(rune) || Rune.GetUnicodeCategory(rune) is UnicodeCategory.SpacingCombiningMark
            ? Rune.ToLowerInvariant(rune).ToString()
            : "",
    };
}
