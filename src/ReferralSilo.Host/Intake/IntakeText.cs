using System.Globalization;
using System.Text;
using ReferralSilo.Domain.Text;

namespace ReferralSilo.Host.Intake;

/// <summary>Strings from outside: well-formed, without control and direction characters, NFC, trimmed, bounded. Blank
/// is the same as absent.</summary>
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
        if (raw.Length > 3 * (max + raw.Length - raw.Trim().Length)) return Refuse(pointer,
            $"At most {max} characters are kept.");
        var text = Nfc.Normalize(CleanText.Clean(Kept(raw, lineBreaks, out var dropped))).Trim();
        if (text.Length > max) return Refuse(pointer, $"At most {max} characters are kept.");
        if (dropped) errors.Warn(pointer, IntakeWarningCodes.CharactersDropped, null);
        return IsBlank(text) ? null : text;
    }

    private string? Refuse(string pointer, string message)
    {
        errors.Add(pointer, message);
        return null;
    }

    /// <summary>
    /// Without what no screen, file or message may carry: control characters, noncharacters, halves of surrogate pairs,
    /// and what turns the direction of the text around it. Other invisible characters go silently
    /// (<see cref="CleanText"/>).
    /// </summary>
    private static string Kept(string raw, bool lineBreaks, out bool dropped)
    {
        dropped = false;
        var kept = new StringBuilder(raw.Length);
        for (var i = 0; i < raw.Length; i++)
        {
            if (!Rune.TryGetRuneAt(raw, i, out var rune))
            {
                dropped = true;
                continue;
            }

            if (rune.Utf16SequenceLength == 2) i++;
            if (!IsForbidden(rune, lineBreaks)) kept.Append(rune.ToString());
            else
            {
                dropped = true;
                // It stood between two words, and stays so: the rules read words.
                if (rune.Value is '\n' or '\r' or '\t') kept.Append(' ');
            }
        }

        return kept.ToString();
    }

    // Noncharacters such as U+FFFF too: some databases and XML readers downstream cannot carry them.
    private static bool IsForbidden(Rune rune, bool lineBreaks) =>
        (Rune.IsControl(rune) && !(lineBreaks && (rune.Value is '\n' or '\t'))) || InvisibleText.IsBidiControl(rune)
        || (rune.Value & 0xFFFE) == 0xFFFE || rune.Value is >= 0xFDD0 and <= 0xFDEF;

    // A name of zero-width characters only would be an invisible row on every screen.
    private static bool IsBlank(string text) => text.EnumerateRunes().All(rune =>
        Rune.IsWhiteSpace(rune) || Rune.GetUnicodeCategory(rune) is UnicodeCategory.Format);
}
