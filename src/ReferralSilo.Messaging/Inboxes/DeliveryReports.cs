using MimeKit;
using ReferralSilo.Domain.Inboxes;
using ReferralSilo.Domain.Messages.Codes;
using ReferralSilo.Messaging.Mail;

namespace ReferralSilo.Messaging.Inboxes;

/// <summary>What a mail server reports about our mails (RFC 3464).</summary>
internal static class DeliveryReports
{
    /// <summary>Most recipients of one report that are read; each of our mails has one.</summary>
    private const int Recipients = 20;

    /// <summary>The reports about messages of this program; empty when there are none.</summary>
    /// <param name="mail">A mail whose body is a multipart/report.</param>
    /// <param name="domain">The domain of our Message-IDs.</param>
    /// <param name="ids">Reads the ids of our mails.</param>
    public static IReadOnlyList<DeliveryReport> Of(MimeMessage mail, string domain, MailIds ids)
    {
        var parts = mail.BodyParts.ToList();
        if (parts.OfType<MessageDeliveryStatus>().FirstOrDefault() is not { } status
            || MessageOf(mail, status, domain, ids) is not { } message) return [];
        return
        [
            .. status.StatusGroups.Take(Recipients + 1).Select(group => (Status: MailStatusCodes.StatusOf(
                    First(group["Action"])), Code: First(group["Status"]), To: Recipient(group)))
                .Where(r => r.Status is not null)
                .Select(r => new DeliveryReport(message.Message, r.Status!.Value,
                    MailStatusCodes.IsCode(r.Code) ? r.Code : null) { To = r.To, IsProven = message.IsProven })
                .Distinct(),
        ];
    }

    private static MailId? MessageOf(MimeMessage mail, MessageDeliveryStatus status, string domain, MailIds ids)
    {
        // Servers that give mails a Message-ID of their own keep our header, or return the id of the envelope.
        var returned = mail.BodyParts.Concat(mail.Body is Multipart all ? all : []).OfType<MessagePart>()
            .Select(p => p.Message?.Headers).OfType<HeaderList>().ToList();
        return MailId.Best(returned.Select(h => h[MailComposer.MessageHeader])
            .Concat(status.StatusGroups.Take(1).Select(g => g["Original-Envelope-Id"])).Select(id => ids.Read(id))
            .Concat(returned.Select(h => ids.Read(h[HeaderId.MessageId], domain))));
    }

    /// <summary>The mailbox to which we wrote, as far as the server knows it; otherwise the one that failed.</summary>
    private static string? Recipient(HeaderList group) =>
        new[] { group["Original-Recipient"], group["Final-Recipient"] }.OfType<string>()
            .Select(value => value[(value.IndexOf(';', StringComparison.Ordinal) + 1)..].Trim().Trim('<', '>'))
            .FirstOrDefault(to => to.Contains('@'));

    /// <summary>The value without what stands behind it, e.g. a comment.</summary>
    private static string? First(string? value) =>
        value?.Split([' ', '\t', '(', ';'], StringSplitOptions.RemoveEmptyEntries).FirstOrDefault();
}
