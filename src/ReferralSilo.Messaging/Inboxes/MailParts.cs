using MimeKit;

namespace ReferralSilo.Messaging.Inboxes;

/// <summary>The texts of a mail, in their order. Mail programs of phones write text, a picture, and text again.
/// </summary>
internal static class MailParts
{
    /// <summary>Longest text of a mail that is worked on, characters.</summary>
    public const int LongestText = 200_000;

    /// <summary>A version of a text that is so much longer than the one before has what that one lacks, e.g. "This mail
    /// needs HTML".</summary>
    private const int MuchLonger = 3, Stub = 200;

    /// <summary>All texts that are no attachments. Of several versions of one text the first that is not empty, which
    /// is the one for programs without HTML.</summary>
    /// <param name="mail">The mail.</param>
    /// <param name="isCut">True when there is more text than is worked on.</param>
    public static IReadOnlyList<string> Texts(MimeMessage mail, out bool isCut)
    {
        var (texts, left) = (new List<string>(), LongestText);
        isCut = false;
        foreach (var text in mail.Body is { } body ? Of(body, ref isCut) : [])
        {
            if (text.Length > left) isCut = true;
            if (left > 0) texts.Add(text.Length > left ? text[..left] : text);
            left = Math.Max(0, left - text.Length);
        }

        return texts;
    }

    private static List<string> Of(MimeEntity entity, ref bool isCut)
    {
        switch (entity)
        {
            case MultipartAlternative versions:
                List<string> best = [];
                foreach (var version in versions)
                    if (Of(version, ref isCut) is var other && Length(other) is var length
                        && (Length(best) == 0 || length > MuchLonger * Length(best) + Stub)) best = other;
                return best;
            case Multipart parts:
                var all = new List<string>();
                foreach (var part in parts) all.AddRange(Of(part, ref isCut));
                return all;
            case TextPart { IsAttachment: false } part when part.IsPlain || part.IsHtml:
                var text = part.Text;
                if (part.IsHtml)
                {
                    text = HtmlText.Of(text, out var isTooLong);
                    isCut |= isTooLong;
                }

                return string.IsNullOrWhiteSpace(text) ? [] : [text];
            default:
                return [];
        }
    }

    private static int Length(List<string> texts) => texts.Sum(text => text.Length);
}
