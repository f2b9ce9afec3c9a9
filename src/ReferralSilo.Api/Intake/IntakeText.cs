using System.Globalization;
using System.Text;
using ReferralSilo.Domain.Text;

namespace ReferralSilo.Api.Intake;

/// <summary>Cleans text from outside: removes control and text direction characters, composes it (NFC), trims it and
/// checks its length. Blank text is null.</summary>
public sealed class IntakeText(IntakeErrors errors)
{
    /// <summary>Cleans one line: all control characters are removed.</summary>
    public string? Line(string? raw, string pointer, int max = IntakeLimits.NameCharacters) =>
        Clean(raw, pointer, max, lineBreaks: false);

    /// <summary>Cleans free text: newline and tab are kept, and a carriage return becomes a newline.</summary>
    public string? Paragraphs(string? raw, string pointer, int max = IntakeLimits.TextCharacters) =>
        Clean(raw?.ReplaceLineEndings("\n"), pointer, max, lineBreaks: true);

    private string? Clean(string? raw, string pointer, int max, bool lineBreaks)
    {
        if (raw is null) return null;
        // NFC never shortens text to less than a third, so longer text is refused before the expensive work.
        if (raw.Length > 3 * (max + raw.Length - raw.Trim().Length))
            return Refuse(pointer, $"At most {max} characters are kept.");
        var text = Nfc.Normalize(CleanText.Clean(WithoutForbidden(raw, lineBreaks, out var dropped))).Trim();
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
    /// Removes what no screen, file or message can handle: control characters, noncharacters, unpaired surrogates and
    /// text direction characters. <see cref="CleanText"/> removes other invisible characters without a warning.
    /// </summary>
    private static string WithoutForbidden(string raw, bool lineBreaks, out bool dropped)
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
                // Keeps two words apart, because rules read words.
                if (rune.Value is '\n' or '\r' or '\t') kept.Append(' ');
            }
        }

        return kept.ToString();
    }

    // Also noncharacters such as U+FFFF, which some databases and XML readers reject.
    private static bool IsForbidden(Rune rune, bool lineBreaks) =>
        (Rune.IsControl(rune) && !(lineBreaks && (rune.Value is '\n' or '\t'))) || InvisibleText.IsBidiControl(rune)
        || (rune.Value & 0xFFFE) == 0xFFFE || rune.Value is >= 0xFDD0 and <= 0xFDEF;

    // A name of zero-width characters only would be invisible on screens.
    private static bool IsBlank(string text) => text.EnumerateRunes().All(rune =>
        Rune.IsWhiteSpace(rune) || Rune.GetUnicodeCategory(rune) is UnicodeCategory.Format);
}
