using NodaTime;
using ReferralSilo.Domain.Emergencies;
using ReferralSilo.Domain.Messages.Replies;
using ReferralSilo.Domain.Text;

namespace ReferralSilo.Domain.Addresses;

/// <summary>Understands what came in from an address, by text or by mail.</summary>
public static class InboundReader
{
    /// <summary>Longest beginning of a mail in which a sentence that stops the messages counts, characters. Companies
    /// add sentences about unsubscribing and wrong recipients at the end.</summary>
    public const int Beginning = 300;

    /// <summary>Reads a text or a mail. The words of an emergency count wherever they stand in a mail, in its subject
    /// too. An opt-out counts as the whole mail without its signature, or as a sentence; one in the subject counts when
    /// the mail is otherwise empty, or when it can mean nothing else.</summary>
    /// <param name="text">As it came in, without what it quotes.</param>
    /// <param name="today">Today's date, for the words of emergencies.</param>
    public static ReplyReading Read(InboundText text, LocalDate today)
    {
        if (text.Mail is not { } mail) return ReplyReader.Read(text.Body, today);
        var subject = mail.Subject is { } own && !MailText.IsReplySubject(own) ? own : "";
        var judged = mail is { HasOwnSubject: true, Subject: { } changed }
            ? MailText.WithoutReplyMark(changed) : subject;
        var emergency = EmergencyDetector.Detect([judged ?? "", text.Body, mail.InQuote ?? ""], [], today);
        if (mail.MayBeQuote) return new(ReplyMeaning.Conversation, Emergency: emergency);
        var said = MailText.WithoutSignature(text.Body);
        var reading = ReplyReader.Read(said.Length == 0 ? subject : said, today);
        var above = MailText.WithoutFooter(said);
        var begin = above.Length > Beginning ? above[..Beginning] : above;
        // What a server or a company put below the text asks for nothing; a person looks at it.
        if ((reading.Meaning == ReplyMeaning.OptOut || reading.SaysWrongNumber) && begin.Length < said.Length)
        {
            var first = ReplyReader.Read(begin.Length == 0 ? subject : begin, today);
            reading = first.Meaning == ReplyMeaning.OptOut || first.SaysWrongNumber
                ? first with { SaysMore = first.SaysMore || above.Length > Beginning }
                : new ReplyReading(ReplyMeaning.ForPerson);
        }

        if (reading.Meaning != ReplyMeaning.OptOut && ReplySentences.AskToStop(FoldedText.Words(subject)))
            reading = reading with { Meaning = ReplyMeaning.OptOut, SaysMore = ReplyReader.SaysMore(said) };
        // The sender of a mail can be forged: a stop that someone else asks for does little harm, its end would.
        if (reading.Meaning == ReplyMeaning.OptIn) reading = reading with { Meaning = ReplyMeaning.ForPerson };
        return reading with { Emergency = emergency };
    }
}
