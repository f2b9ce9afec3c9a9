using System.Security.Cryptography;
using System.Text;
using MimeKit;
using ReferralSilo.Domain.Addresses;
using ReferralSilo.Domain.Inboxes;
using ReferralSilo.Domain.Messages.Replies;
using ReferralSilo.Domain.Text;

namespace ReferralSilo.Messaging.Inboxes;

/// <summary>Finds out what a mail is: of a person, a report of a mail server, or automatic.</summary>
/// <param name="own">The mailbox from which our mails come.</param>
internal sealed class MailReader(MailboxAddress own)
{
    // Programs that answer by themselves mark their mails with one of these.
    private static readonly string[] AutomaticHeaders =
        ["X-Autoreply", "X-Autorespond", "X-Autoresponder", "X-Auto-Reply-From", "X-Mail-Autoreply"];

    private static readonly string[] Automatic = ["bulk", "auto_reply", "auto-reply", "junk"];

    private static readonly string[] Servers = ["mailer-daemon", "postmaster"];

    /// <summary>Longest mailbox that is read, characters (RFC 5321).</summary>
    private const int LongestMailbox = 254;

    /// <param name="uid">Its UID.</param>
    /// <param name="mail">The mail, or its headers when it is too large.</param>
    /// <param name="content">All bytes that were read.</param>
    /// <param name="isTooLarge">True when only the headers were read.</param>
    public ReceivedMail Read(long uid, MimeMessage mail, ReadOnlySpan<byte> content, bool isTooLarge)
    {
        if (mail.Body is MultipartReport)
            return DeliveryReports.Of(mail, own.Domain) is { Count: > 0 } reports
                ? new ReceivedMail.Report(uid, reports) : new ReceivedMail.Ignored(uid, "report");
        if (IsAutomatic(mail.Headers)) return new ReceivedMail.Ignored(uid, "automatic");
        var from = mail.From.Mailboxes.FirstOrDefault();
        if (from is not { Address: { Length: > 0 and <= LongestMailbox } address } || !address.Contains('@')
            || address.Any(c => char.IsControl(c) || c == ' ')) return new ReceivedMail.Ignored(uid, "no-sender");
        if (address.Equals(own.Address, StringComparison.OrdinalIgnoreCase))
            return new ReceivedMail.Ignored(uid, "own");
        return Servers.Contains(from.LocalPart.ToLowerInvariant()) ? new ReceivedMail.Ignored(uid, "automatic")
            : new ReceivedMail.FromPerson(uid, address, Text(mail, content, isTooLarge));
    }

    private static bool IsAutomatic(HeaderList headers) =>
        First(headers["Auto-Submitted"]) is { } how && how != "no"
        || First(headers["Precedence"]) is { } precedence && Automatic.Contains(precedence)
        || headers["Return-Path"]?.Trim() == "<>"
        || AutomaticHeaders.Any(name => headers[name] is { } value && First(value) is not ("no" or null));

    private InboundText Text(MimeMessage mail, ReadOnlySpan<byte> content, bool isTooLarge)
    {
        var written = isTooLarge ? new NewText("", false) : MailText.WithoutQuote(CleanText.Clean(Plain(mail),
            dropControls: true));
        var text = Begin(written.Text, MailLimits.Text);
        return new InboundText(Id(mail, text, content), text)
        {
            Mail = new InboundMail(mail.Subject is { } subject && Line(subject) is { Length: > 0 } line
                ? Begin(line, MailLimits.Subject) : null, Attachments(mail))
            {
                MessageId = Known(mail.MessageId),
                References = [.. mail.References.Select(Known).OfType<string>().TakeLast(MailLimits.References)],
                Answers = mail.References.Reverse().Prepend(mail.InReplyTo)
                    .Select(id => DeliveryReports.MessageOf(id, own.Domain)).OfType<string>().FirstOrDefault(),
                IsCut = isTooLarge || text.Length < written.Text.Length, MayBeQuote = written.MayBeQuote,
            },
        };
    }

    /// <summary>The text that the mail has for programs without HTML; without one that of the HTML.</summary>
    private static string Plain(MimeMessage mail) =>
        mail.TextBody is { } text && !string.IsNullOrWhiteSpace(text) ? text
            : mail.HtmlBody is { } html ? HtmlText.Of(html) : "";

    private static IReadOnlyList<string> Attachments(MimeMessage mail) =>
    [
        .. mail.BodyParts.Where(part => part.IsAttachment || part is MessagePart
                || part is MimePart { FileName: { Length: > 0 } } and not TextPart)
            .Take(MailLimits.Attachments)
            .Select(part => Begin(Line((part as MimePart)?.FileName ?? part.ContentType.MimeType),
                MailLimits.AttachmentName)),
    ];

    /// <summary>The same for a mail that the server gives another UID. A Message-ID may be used for two mails, so the
    /// text is part of it; a mail without one is known by all its bytes.</summary>
    private static string Id(MimeMessage mail, string text, ReadOnlySpan<byte> content) =>
        "mail-" + Convert.ToHexStringLower(mail.MessageId is { Length: > 0 } id
            ? SHA256.HashData(Encoding.UTF8.GetBytes($"{id}\n{mail.Subject}\n{text}"))
            : SHA256.HashData(content))[..40];

    private static string? Known(string? id) =>
        id is { Length: > 0 and <= MailLimits.MessageId } && !id.Any(c => c is <= ' ' or > '~' or '<' or '>')
            ? id : null;

    private static string Line(string text) =>
        CleanText.Clean(string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)),
            dropControls: true);

    /// <summary>The beginning of a text; half of a character is never kept.</summary>
    private static string Begin(string text, int most) => text.Length <= most ? text
        : text[..(char.IsHighSurrogate(text[most - 1]) ? most - 1 : most)];

    private static string? First(string? value) => value?.Split(';')[0].Trim().ToLowerInvariant() is { Length: > 0 } one
        ? one : null;
}
