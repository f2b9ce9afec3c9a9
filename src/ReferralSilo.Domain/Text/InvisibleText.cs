using System.Globalization;
using System.Text;

namespace ReferralSilo.Domain.Text;

/// <summary>Invisible characters that change how text is read: bidirectional controls, zero-width characters, soft
/// hyphens, tags. They can reverse digits ("46" displayed as "64") or hide a word from a comparison.</summary>
public static class InvisibleText
{
    private const int ZeroWidthNonJoiner = 0x200C, ZeroWidthJoiner = 0x200D;
    private static readonly Rune HangulFiller = new(0x3164), HalfwidthHangulFiller = new(0xFFA0),
    GraphemeJoiner = new(0x34F);

    /// <summary>Whether the character is invisible: category Cf, a filler, or a variation selector.</summary>
    public static bool IsInvisible(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.Format
        || rune == HangulFiller || rune == HalfwidthHangulFiller || rune == GraphemeJoiner
        || rune.Value is >= 0x115F and <= 0x1160 or >= 0xFE00 and <= 0xFE0F or >= 0xE0100 and <= 0xE01EF;

    /// <summary>Whether the character changes the direction of the text around it (UAX #9): marks, embeddings,
    /// overrides, isolates.</summary>
    public static bool IsBidiControl(Rune rune) =>
        rune.Value is 0x61C or 0x200E or 0x200F or >= 0x202A and <= 0x202E or >= 0x2066 and <= 0x2069;

    /// <summary>Whether the character joins or separates its neighbours, as Persian, Indic and emoji need.</summary>
    public static bool IsJoiner(Rune rune) => rune.Value is ZeroWidthNonJoiner or ZeroWidthJoiner;

    /// <summary>The text without invisible characters; the same string when it has none.</summary>
    public static string Remove(string text) => System.Text.Ascii.IsValid(text) ? text : Remove(text, IsInvisible);

    /// <summary>The text without the characters that <paramref name="drop"/> selects; unchanged without any.</summary>
    public static string Remove(string text, Func<Rune, bool> drop)
    {
        if (!text.EnumerateRunes().Any(drop)) return text;
        var kept = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
            if (!drop(rune)) kept.Append(rune.ToString());
        return kept.ToString();
    }
}
