using System.Security.Cryptography;
using System.Text;
using MimeKit;
using NodaTime;
using ReferralSilo.Domain.Addresses;
using ReferralSilo.Domain.Inboxes;
using ReferralSilo.Domain.Messages.Replies;
using ReferralSilo.Domain.Text;
using ReferralSilo.Messaging.Mail;

namespace ReferralSilo.Messaging.Inboxes;

/// <summary>Finds out what a mail is: of a person, a report of a mail server, or automatic.</summary>
/// <param name="own">The mailbox from which our mails come.</param>
/// <param name="ids">The ids of our mails.</param>
internal sealed class MailReader(MailboxAddress own, MailIds ids)
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
            return DeliveryReports.Of(mail, own.Domain, ids) is { Count: > 0 } reports
                ? new ReceivedMail.Report(uid, reports) : new ReceivedMail.Ignored(uid, "report");
        if (IsAutomatic(mail.Headers)) return new ReceivedMail.Ignored(uid, "automatic");
        var from = mail.From.Mailboxes.FirstOrDefault();
        if (from is not { Address: { Length: > 0 and <= LongestMailbox } address } || !address.Contains('@')
            || address.Any(c => char.IsControl(c) || c == ' '))
            // A person may have written it: it counts as one that someone must read in the mailbox.
            return new ReceivedMail.Unreadable(uid);
        if (address.Equals(own.Address, StringComparison.OrdinalIgnoreCase))
            return new ReceivedMail.Ignored(uid, "own");
        return Servers.Contains(from.LocalPart.ToLowerInvariant()) ? new ReceivedMail.Ignored(uid, "automatic")
            : Person(uid, address, mail, content, isTooLarge);
    }

    private ReceivedMail.FromPerson Person(long uid, string from, MimeMessage mail, ReadOnlySpan<byte> content,
        bool isTooLarge)
    {
        var isCut = isTooLarge;
        // A quote ends with its part: text below a picture is new.
        var parts = (isTooLarge ? [] : MailParts.Texts(mail, out isCut)).Select(part =>
            MailText.WithoutQuote(CleanText.Clean(part, dropControls: true))).ToList();
        var quoted = string.Join('\n', parts.Select(p => p.Quoted).Where(q => q.Length > 0));
        var kept = Begin(quoted, MailLimits.Text);
        var written = new NewText(string.Join('\n', parts.Select(p => p.Text).Where(t => t.Length > 0)),
            parts.Any(p => p.MayBeQuote));
        return new(uid, from, Text(mail, written, content, isCut || kept.Length < quoted.Length))
        {
            Quoted = kept, IsProven = Answered(mail)?.IsProven ?? false,
            Date = mail.Date == default ? null : Instant.FromDateTimeOffset(mail.Date),
        };
    }

    private MailId? Answered(MimeMessage mail) => mail.References.Reverse().Prepend(mail.InReplyTo)
        .Select(id => ids.Read(id, own.Domain)).FirstOrDefault(id => id is not null);

    private static bool IsAutomatic(HeaderList headers) =>
        First(headers["Auto-Submitted"]) is { } how && how != "no"
        || First(headers["Precedence"]) is { } precedence && Automatic.Contains(precedence)
        || headers["Return-Path"]?.Trim() == "<>"
        || AutomaticHeaders.Any(name => headers[name] is { } value && First(value) is not ("no" or null));

    private InboundText Text(MimeMessage mail, NewText written, ReadOnlySpan<byte> content, bool isCut)
    {
        var text = Begin(written.Text, MailLimits.Text);
        return new InboundText(Id(mail, content), text)
        {
            Mail = new InboundMail(mail.Subject is { } subject && Line(subject) is { Length: > 0 } line
                ? Begin(line, MailLimits.Subject) : null, Attachments(mail))
            {
                MessageId = Known(mail.MessageId),
                References = [.. mail.References.Select(Known).OfType<string>().TakeLast(MailLimits.References)],
                Answers = Answered(mail)?.Message,
                IsCut = isCut || text.Length < written.Text.Length, MayBeQuote = written.MayBeQuote,
                IsNewsletter = mail.Headers["List-Unsubscribe"] is not null && mail.Headers["List-Post"] is null,
            },
        };
    }

    private static IReadOnlyList<string> Attachments(MimeMessage mail) =>
    [
        .. mail.BodyParts.Where(part => part.IsAttachment || part is MessagePart
                || part is MimePart { FileName: { Length: > 0 } } and not TextPart)
            .Take(MailLimits.Attachments)
            .Select(part => Begin(Line((part as MimePart)?.FileName ?? part.ContentType.MimeType),
                MailLimits.AttachmentName)),
    ];

    /// <summary>The same for a mail that the server gives another UID, and for a later program that cuts its text
    /// elsewhere. Programs that use one Message-ID for several mails write another date in each. A mail without a
    /// Message-ID or a date is known by all its bytes.</summary>
    private static string Id(MimeMessage mail, ReadOnlySpan<byte> content) =>
        "mail-" + Convert.ToHexStringLower(mail.MessageId is { Length: > 0 } id
            && mail.Headers[HeaderId.Date] is { Length: > 0 } date
            ? SHA256.HashData(Encoding.UTF8.GetBytes($"{id}\n{date}"))
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
