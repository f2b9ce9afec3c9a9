using System.Text.RegularExpressions;

namespace ReferralSilo.Domain.Messages.Replies;

/// <summary>The text of a mail without what it repeats of an earlier one.</summary>
/// <param name="Text">What is new, without blank lines at its ends.</param>
/// <param name="MayBeQuote">True when nothing stands above a quote that is not marked line by line: the person may have
/// written below it or nothing at all, so all of it was kept.</param>
public sealed record NewText(string Text, bool MayBeQuote)
{
    /// <summary>The lines of quotes without their marks and headers. A person may have written between them.</summary>
    public string Quoted { get; init; } = "";
}

/// <summary>Separates what a person wrote from quotes and signatures, as the mail programs of Apple, Google, Microsoft
/// and Yahoo write them in English and Spanish. A line that may be new is kept: a wrong cut could hide words of an
/// emergency.</summary>
public static partial class MailText
{
    /// <summary>Lines over which a mail program spreads the sentence before a quote.</summary>
    private const int SentenceLines = 4;

    /// <summary>Lines that the block of headers before a quote takes at most.</summary>
    private const int HeaderLines = 6;

    /// <summary>The new text of a mail.</summary>
    /// <param name="text">Plain text; a quote of HTML is marked with <c>&gt;</c>.</param>
    public static NewText WithoutQuote(string text)
    {
        var lines = text.ReplaceLineEndings("\n").Replace('\u00a0', ' ').Split('\n');
        var (kept, quoted) = (new List<string>(), new List<string>());
        for (var at = 0; at < lines.Length; at++)
        {
            if (IsMarked(lines[at]))
            {
                quoted.Add(lines[at].TrimStart('>', ' ', '\t'));
                continue;
            }

            var begin = QuoteAt(lines, at);
            if (begin is null)
            {
                kept.Add(lines[at].TrimEnd());
                continue;
            }

            var next = begin.Value;
            while (next < lines.Length && lines[next].Trim().Length == 0) next++;
            // The lines of the quote are marked, so others among them are new.
            if (next < lines.Length && IsMarked(lines[next]))
            {
                at = next - 1;
                continue;
            }

            var above = Join(kept);
            quoted.AddRange(lines[next..].Where(line => above.Length > 0 || IsMarked(line))
                .Select(line => line.TrimStart('>', ' ', '\t')));
            return (above.Length > 0 ? new NewText(above, false)
                : new NewText(Join([.. Unmarked(lines[next..])]), next < lines.Length)) with
            {
                Quoted = WithoutHeaders([.. quoted]),
            };
        }

        return new NewText(Join(kept), false) { Quoted = WithoutHeaders([.. quoted]) };
    }

    /// <summary>The text without the signature at its end.</summary>
    public static string WithoutSignature(string text)
    {
        var lines = text.ReplaceLineEndings("\n").Split('\n');
        var end = Array.FindIndex(lines, line => line is "-- " or "--" || Signature().IsMatch(line.Trim()));
        return (end < 0 ? text : string.Join('\n', lines[..end])).Trim();
    }

    /// <summary>The text above a line of <c>___</c>, <c>***</c>, <c>===</c> or <c>---</c>: mailing lists and companies
    /// add a footer below one.</summary>
    public static string WithoutFooter(string text)
    {
        var lines = text.ReplaceLineEndings("\n").Split('\n');
        var end = Array.FindIndex(lines, line => FooterLine().IsMatch(line.Trim()));
        return (end < 0 ? text : string.Join('\n', lines[..end])).Trim();
    }

    /// <summary>True for the subject that a mail program gives an answer: the person did not write it.</summary>
    public static bool IsReplySubject(string subject) => ReplySubject().IsMatch(subject);

    /// <summary>The subject without the marks of answers before it; null for an empty one.</summary>
    public static string? WithoutReplyMark(string subject)
    {
        while (IsReplySubject(subject)) subject = subject[(subject.IndexOf(':', StringComparison.Ordinal) + 1)..];
        return subject.Trim() is { Length: > 0 } own ? own : null;
    }

    private static IEnumerable<string> Unmarked(string[] lines) =>
        lines.Where(line => !IsMarked(line)).Select(line => line.TrimEnd());

    private static bool IsMarked(string line) => line.TrimStart().StartsWith('>');

    /// <summary>A quote without the sentences and headers that mail programs put before a quote.</summary>
    private static string WithoutHeaders(string[] lines)
    {
        var kept = new List<string>();
        for (var at = 0; at < lines.Length; at++)
            if (QuoteAt(lines, at) is { } next) at = next - 1;
            else kept.Add(lines[at].TrimEnd());
        return Join(kept);
    }

    /// <summary>The first line after the beginning of a quote at this line; null when none begins here.</summary>
    private static int? QuoteAt(string[] lines, int at)
    {
        var line = lines[at].Trim().Trim('*').Trim();
        if (Divider().IsMatch(line)) return at + 1;
        if (FirstHeader().IsMatch(line) || Rule().IsMatch(line) && at + 1 < lines.Length
            && FirstHeader().IsMatch(lines[at + 1].Trim().Trim('*')))
        {
            var end = Math.Min(lines.Length, at + HeaderLines + 1);
            var (found, last) = (0, at);
            for (var i = at; i < end && lines[i].Trim().Length > 0; i++)
                if (OtherHeader().IsMatch(lines[i].Trim().Trim('*'))) (found, last) = (found + 1, i);
            return found >= 2 ? last + 1 : null;
        }

        if (!SentenceBegin().IsMatch(line)) return null;
        var sentence = "";
        for (var i = at; i < Math.Min(lines.Length, at + SentenceLines); i++)
        {
            sentence = $"{sentence} {lines[i].Trim()}".Trim();
            if (lines[i].Trim().Length == 0) return null;
            if (Sentence().IsMatch(sentence)) return i + 1;
        }

        return null;
    }

    private static string Join(IEnumerable<string> lines) =>
        BlankLines().Replace(string.Join('\n', lines), "\n\n").Trim();

    [GeneratedRegex(@"\n{3,}", RegexOptions.NonBacktracking)]
    private static partial Regex BlankLines();

    [GeneratedRegex(@"^\s*(re|aw|sv|rv|fw|fwd|res|antw|resp)\s*(\[\d+\])?\s*:",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex ReplySubject();

    [GeneratedRegex(@"^(on|at|el|le|em|am)\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex SentenceBegin();

    // A year or a time of day: "On Monday my mother wrote:" is no quote.
    [GeneratedRegex(@"^(on|at|el|le|em|am)\b.{0,60}(\b20[0-9]{2}\b|[0-9]{1,2}:[0-9]{2}).{0,300}"
        + @"(wrote|writes|escribi[oó]|escribe|a écrit|escreveu|schrieb.{0,120})\s*:$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Sentence();

    [GeneratedRegex(@"^-{2,}\s*(original message|mensaje original|message d'origine|mensagem original"
        + @"|ursprüngliche nachricht|original appointment)\s*-{2,}$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Divider();

    [GeneratedRegex(@"^(_{3,}|\*{3,}|={3,}|-{3,})$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex FooterLine();

    [GeneratedRegex(@"^_{10,}$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Rule();

    [GeneratedRegex(@"^(from|de|von)\s*:\*?\s*\S",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex FirstHeader();

    [GeneratedRegex(@"^(sent|date|to|cc|subject|enviado( el)?|enviada( el)?|fecha|para|asunto|gesendet|an|betreff"
        + @"|importance|importancia)\s*:",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex OtherHeader();

    [GeneratedRegex(@"^(sent from .{1,80}|sent (via|with) .{1,60}|get outlook for (ios|android).{0,80}"
        + @"|(enviado|mandado) desde .{1,80}"
        + @"|obtener outlook para (ios|android).{0,80}"
        + @"|yahoo mail: search, organize, conquer.{0,80}|enviado con .{1,60})$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Signature();
}
