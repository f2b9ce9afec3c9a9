using System.Text.RegularExpressions;
using ReferralSilo.Domain.Text;

namespace ReferralSilo.Domain.Messages.Replies;

/// <summary>Finds what a person wrote between the lines of a quote.</summary>
public static partial class QuotedText
{
    /// <summary>Most lines of a quote that are compared, lines.</summary>
    public const int Lines = 1_000;

    /// <summary>The lines that are in none of the known texts; null for none. Mail programs break lines elsewhere and
    /// change links, so only the words of a line are compared, without its links.</summary>
    /// <param name="quoted">The lines of the quote.</param>
    /// <param name="known">Texts of earlier messages, of both sides.</param>
    public static string? New(string quoted, IEnumerable<string> known)
    {
        var texts = known.Select(Words).ToList();
        var lines = quoted.Split('\n').Take(Lines).Where(line => Words(line) is var words && words.Trim().Length > 0
            && !texts.Any(text => text.Contains(words, StringComparison.Ordinal))).ToList();
        return lines.Count > 0 ? string.Join('\n', lines) : null;
    }

    private static string Words(string text) => $" {string.Join(' ', FoldedText.Words(Link().Replace(text, " ")))} ";

    [GeneratedRegex(@"https?://\S+", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
        | RegexOptions.NonBacktracking)]
    private static partial Regex Link();
}
