using System.Globalization;
using System.Text;

namespace ReferralSilo.Domain.Messages.Text;

/// <summary>Replaces typographic characters by ASCII, because one of them halves the length of a text message. Letters
/// stay as they are: a name is not changed for the sake of its length.</summary>
public static class PlainCharacters
{
    /// <summary>The text with ASCII quotes, dashes, blanks and points; the same string when it had no others.</summary>
    public static string Replace(string text)
    {
        if (Ascii.IsValid(text))
            return text;
        var plain = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
            plain.Append(Plain(rune) ?? rune.ToString());
        return plain.ToString();
    }

    private static string? Plain(Rune rune) => rune.Value switch
    {
        0x2018 or 0x2019 or 0x201A or 0x201B or 0x2032 or 0x02BC or 0x00B4 => "'",
        0x201C or 0x201D or 0x201E or 0x201F or 0x2033 or 0x00AB or 0x00BB => "\"",
        >= 0x2010 and <= 0x2015 or 0x2212 or 0x2022 or 0x00B7 => "-",
        0x2026 => "...",
        // Zero width space, word joiner, byte order mark, soft hyphen: nothing is seen of them.
        0x200B or 0x2060 or 0xFEFF or 0x00AD => "",
        0x2028 or 0x2029 => "\n",
        _ => Rune.GetUnicodeCategory(rune) is UnicodeCategory.SpaceSeparator ? " " : null,
    };
}
