using NodaTime;
using ReferralSilo.Domain.Emergencies;
using ReferralSilo.Domain.Messages.Replies;
using ReferralSilo.Domain.Text;

namespace ReferralSilo.Domain.Addresses;

/// <summary>Understands what came in from an address, by text or by mail.</summary>
public static class InboundReader
{
    /// <summary>Reads a text or a mail. The words of an emergency count wherever they stand in a mail, in its subject
    /// too. An opt-out counts as the whole mail without its signature, or as a sentence; one in the subject counts when
    /// the mail is otherwise empty, or when it can mean nothing else.</summary>
    /// <param name="text">As it came in, without what it quotes.</param>
    /// <param name="today">Today's date, for the words of emergencies.</param>
    public static ReplyReading Read(InboundText text, LocalDate today)
    {
        if (text.Mail is not { } mail) return ReplyReader.Read(text.Body, today);
        var subject = mail.Subject is { } own && !MailText.IsReplySubject(own) ? own : "";
        var emergency = EmergencyDetector.Detect([subject, text.Body], [], today);
        if (mail.MayBeQuote) return new(ReplyMeaning.Conversation, Emergency: emergency);
        var said = MailText.WithoutSignature(text.Body);
        var reading = ReplyReader.Read(said.Length == 0 ? subject : said, today);
        if (reading.Meaning != ReplyMeaning.OptOut && ReplySentences.AskToStop(FoldedText.Words(subject)))
            reading = reading with { Meaning = ReplyMeaning.OptOut };
        // The sender of a mail can be forged: a stop that someone else asks for does little harm, its end would.
        if (reading.Meaning == ReplyMeaning.OptIn) reading = reading with { Meaning = ReplyMeaning.ForPerson };
        return reading with { Emergency = emergency };
    }
}
