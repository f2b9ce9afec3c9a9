using System.Globalization;
using System.Text;
using ReferralSilo.Domain.Text;

namespace ReferralSilo.Host.Intake;

/// <summary>Strings from outside: well-formed, without control characters, NFC, trimmed, bounded. Blank is the same as absent.</summary>
public sealed class IntakeText(IntakeErrors errors)
{
    /// <summary>One line: no control character at all.</summary>
    public string? Line(string? raw, string pointer, int max = IntakeLimits.NameCharacters) =>
        Clean(raw, pointer, max, lineBreaks: false);

    /// <summary>Free text: newline and tab are kept, a carriage return becomes a newline.</summary>
    public string? Paragraphs(string? raw, string pointer, int max = IntakeLimits.TextCharacters) =>
        Clean(raw?.ReplaceLineEndings("\n"), pointer, max, lineBreaks: true);

    private string? Clean(string? raw, string pointer, int max, bool lineBreaks)
    {
        if (raw is null) return null;
        // NFC never makes text shorter than a third; what is longer is refused before it costs anything.
        if (raw.Length > 3 * (max + raw.Length - raw.Trim().Length)) return Refuse(pointer, $"At most {max} characters are kept.");
        if (!IsWellFormed(raw)) return Refuse(pointer, "The text is not well-formed Unicode.");
        var text = Nfc.Normalize(raw).Trim();
        if (text.Length > max) return Refuse(pointer, $"At most {max} characters are kept.");
        if (text.Any(c => char.IsControl(c) && !(lineBreaks && (c is '\n' or '\t'))))
            return Refuse(pointer, lineBreaks
                ? "Control characters other than newline and tab are not accepted."
                : "Control characters are not accepted.");
        return IsBlank(text) ? null : text;
    }

    private string? Refuse(string pointer, string message)
    {
        errors.Add(pointer, message);
        return null;
    }

    // Noncharacters such as U+FFFF are refused too: some databases and XML readers downstream cannot carry them.
    private static bool IsWellFormed(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (!Rune.TryGetRuneAt(text, i, out var rune)) return false;
            if ((rune.Value & 0xFFFE) == 0xFFFE || rune.Value is >= 0xFDD0 and <= 0xFDEF) return false;
            if (rune.Utf16SequenceLength == 2) i++;
        }
        return true;
    }

    // A name of zero-width characters only would be an invisible row on every screen.
    private static bool IsBlank(string text) => text.EnumerateRunes().All(rune =>
        Rune.IsWhiteSpace(rune) || Rune.GetUnicodeCategory(rune) is UnicodeCategory.Format);
}
