using MimeKit;
using ReferralSilo.Domain.Inboxes;
using ReferralSilo.Domain.Messages;
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
    public static IReadOnlyList<DeliveryReport> Of(MimeMessage mail, string domain)
    {
        var parts = mail.BodyParts.ToList();
        if (parts.OfType<MessageDeliveryStatus>().FirstOrDefault() is not { } status
            || MessageOf(mail, status, domain) is not { } message) return [];
        return
        [
            .. status.StatusGroups.Take(Recipients + 1).Select(group => (Status: MailStatusCodes.StatusOf(
                    First(group["Action"])), Code: First(group["Status"])))
                .Where(r => r.Status is not null)
                .Select(r => new DeliveryReport(message, r.Status!.Value,
                    MailStatusCodes.IsCode(r.Code) ? r.Code : null)).Distinct(),
        ];
    }

    /// <summary>Our message in a Message-ID; null when it is not one of ours.</summary>
    public static string? MessageOf(string? messageId, string domain)
    {
        var parts = (messageId ?? "").Trim().Trim('<', '>').Split('@');
        return parts is [var id, var at] && MessageIds.Is(id) && at.Equals(domain, StringComparison.OrdinalIgnoreCase)
            ? id : null;
    }

    private static string? MessageOf(MimeMessage mail, MessageDeliveryStatus status, string domain)
    {
        // Servers that give mails a Message-ID of their own keep our header, or return the id of the envelope.
        var returned = mail.BodyParts.Concat(mail.Body is Multipart all ? all : []).OfType<MessagePart>()
            .Select(p => p.Message?.Headers).OfType<HeaderList>().ToList();
        return returned.Select(h => h[MailComposer.MessageHeader]).Concat(status.StatusGroups.Take(1)
                .Select(g => g["Original-Envelope-Id"]))
            .Select(id => id?.Trim()).FirstOrDefault(id => id is not null && MessageIds.Is(id))
            ?? returned.Select(h => MessageOf(h[HeaderId.MessageId], domain)).OfType<string>().FirstOrDefault();
    }

    /// <summary>The value without what stands behind it, e.g. a comment.</summary>
    private static string? First(string? value) =>
        value?.Split([' ', '\t', '(', ';'], StringSplitOptions.RemoveEmptyEntries).FirstOrDefault();
}
