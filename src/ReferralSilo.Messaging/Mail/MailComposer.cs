using System.Text;
using MimeKit;
using MimeKit.Text;
using NodaTime;
using ReferralSilo.Domain.Messages;

namespace ReferralSilo.Messaging.Mail;

/// <summary>Makes a mail of a message.</summary>
internal sealed class MailComposer(MailboxAddress from, MessageSettings settings, MailIds ids, IClock clock)
{
    /// <summary>Has our id of the message, for servers that give mails another Message-ID.</summary>
    public const string MessageHeader = "X-ReferralSilo-Message";

    /// <summary>Null when the message's address is not one mailbox.</summary>
    public MimeMessage? Compose(OutgoingMessage message)
    {
        if (message.To.Any(char.IsControl) || !MailboxAddress.TryParse(message.To, out var to)
            || to.Address != message.To)
            return null;
        var mail = new MimeMessage
        {
            Date = clock.GetCurrentInstant().ToDateTimeOffset(),
            MessageId = $"{ids.Of(message.Id)}@{from.Domain}",
            // A line break in a header would begin another header.
            Subject = new string([.. (message.Subject ?? "").Select(c => char.IsControl(c) ? ' ' : c)]),
            Body = new TextPart(TextFormat.Plain) { Text = message.Body },
        };
        mail.From.Add(from);
        mail.To.Add(to);
        mail.Headers.Add(MessageHeader, ids.Of(message.Id));
        if (message.Thread is { } thread)
        {
            mail.InReplyTo = thread.InReplyTo;
            mail.References.AddRange(thread.References);
        }

        if (!message.IsByPerson) mail.Headers.Add(HeaderId.AutoSubmitted, "auto-generated");

        mail.Body.Headers.Add(HeaderId.ContentLanguage, message.Language);
        if (message.Unsubscribe is { } token)
        {
            AddUnfolded(mail, HeaderId.ListUnsubscribe, $"<{settings.Unsubscribe(token)}>");
            AddUnfolded(mail, HeaderId.ListUnsubscribePost, "List-Unsubscribe=One-Click");
        }

        return mail;
    }

    /// <summary>On one line, whatever its length: folded, it breaks DKIM signatures of some servers.</summary>
    private static void AddUnfolded(MimeMessage mail, HeaderId id, string value)
    {
        var header = new Header(id, "");
        header.SetRawValue(Encoding.ASCII.GetBytes($" {value}\r\n"));
        mail.Headers.Add(header);
    }
}
