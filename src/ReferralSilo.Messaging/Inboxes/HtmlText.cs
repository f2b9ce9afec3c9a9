using System.Text;
using System.Text.RegularExpressions;
using MimeKit.Text;

namespace ReferralSilo.Messaging.Inboxes;

/// <summary>Makes plain text of the HTML of a mail. Nothing of it is ever shown as HTML, and nothing is fetched. Each
/// line of a quote begins with <c>&gt;</c>.</summary>
internal static partial class HtmlText
{
    /// <summary>Longest HTML that is read, characters.</summary>
    public const int Longest = 1_000_000;

    /// <param name="html">The HTML.</param>
    /// <param name="isCut">True when it is too long, so that only its beginning was read.</param>
    public static string Of(string html, out bool isCut)
    {
        // A picture inside of the HTML would take the place of the text behind it.
        if (html.Length > Longest) html = Data().Replace(html, "");
        isCut = html.Length > Longest;
        if (html.Length > Longest) html = html[..Longest];
        var lines = new List<string>();
        var line = new StringBuilder();
        var (quotes, hidden) = (0, 0);
        using var reader = new StringReader(html);
        var tokens = new HtmlTokenizer(reader) { DecodeCharacterReferences = true };
        while (tokens.ReadNextToken(out var token))
        {
            if (token is HtmlDataToken { Data: var data } && hidden == 0) Add(line, data);
            if (token is not HtmlTagToken tag) continue;
            switch (tag.Id)
            {
                case HtmlTagId.Style or HtmlTagId.Script or HtmlTagId.Title:
                    if (!tag.IsEmptyElement) hidden = Math.Max(0, hidden + (tag.IsEndTag ? -1 : 1));
                    break;
                case HtmlTagId.Body:
                    // Whatever was left open before it, this is the text.
                    hidden = 0;
                    End();
                    break;
                case HtmlTagId.BlockQuote:
                    End();
                    quotes = Math.Max(0, quotes + (tag.IsEndTag ? -1 : 1));
                    break;
                case HtmlTagId.Br:
                    lines.Add(Marked(line.ToString()));
                    line.Clear();
                    break;
                case HtmlTagId.P or HtmlTagId.Div or HtmlTagId.TR or HtmlTagId.LI or HtmlTagId.HR or HtmlTagId.UL
                    or HtmlTagId.OL or HtmlTagId.H1 or HtmlTagId.H2 or HtmlTagId.H3 or HtmlTagId.H4
                    or HtmlTagId.Table or HtmlTagId.Pre:
                    End();
                    if (tag.Id is HtmlTagId.P && !tag.IsEndTag && lines.Count > 0) lines.Add(Marked(""));
                    break;
                case HtmlTagId.TD or HtmlTagId.TH when line.Length > 0:
                    line.Append(' ');
                    break;
            }
        }

        End();
        return string.Join('\n', lines).Trim();

        void End()
        {
            if (line.ToString().Trim().Length > 0) lines.Add(Marked(line.ToString()));
            line.Clear();
        }

        string Marked(string text) => quotes > 0 ? $"> {text.Trim()}" : text.Trim();
    }

    [GeneratedRegex("data:[a-z0-9/+.-]{1,80};base64,[A-Za-z0-9+/=\\s]*",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Data();

    /// <summary>A run of blanks and line breaks is one blank in HTML.</summary>
    private static void Add(StringBuilder line, string data)
    {
        foreach (var c in data)
        {
            var isBlank = c is ' ' or '\t' or '\r' or '\n' or '\u00a0';
            if (isBlank && (line.Length == 0 || line[^1] == ' ')) continue;
            line.Append(isBlank ? ' ' : c);
        }
    }
}
