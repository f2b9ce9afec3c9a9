using NodaTime;
using ReferralSilo.Domain.Emergencies;
using ReferralSilo.Domain.Text;

namespace ReferralSilo.Domain.Messages.Replies;

/// <summary>
/// Understands an inbound text in English or Spanish (outreach.md 1.5). An opt-out word counts only as the whole text;
/// a sentence that asks to stop the messages counts anywhere, because the FCC counts any reasonable means (47 CFR
/// 64.1200(a)(10)). What might be meant otherwise goes to a person; nothing is guessed.
/// </summary>
public static class ReplyReader
{
    /// <summary>Longest text that is read, characters; the rest is left to the person who reads the
    /// conversation.</summary>
    public const int LongestRead = 1_600;

    /// <summary>Most words of a sentence that is taken for a name or a greeting, words.</summary>
    private const int MostWordsOfNames = 3;

    /// <param name="text">As it was received.</param>
    /// <param name="today">Today's date, for the words of emergencies.</param>
    public static ReplyReading Read(string text, LocalDate today)
    {
        var isCut = text.Length > LongestRead;
        if (isCut)
            text = text[..LongestRead];
        var reading = Understand(Repair(FoldedText.Words(text)));
        if (reading.Meaning is ReplyMeaning.OptOut or ReplyMeaning.WrongNumber)
            reading = reading with { SaysMore = isCut || SaysMore(text) };
        return reading.Meaning is ReplyMeaning.Code or ReplyMeaning.Yes or ReplyMeaning.No or ReplyMeaning.OptIn
            ? reading : reading with { Emergency = EmergencyDetector.Detect([text], [], today) };
    }

    /// <summary>True when a sentence says something else than that the messages are to stop, or that the number is
    /// another person's. A few words are a name or a greeting.</summary>
    public static bool SaysMore(string text) => text.Split('.', '!', '?', ';', '\n', '\r')
        .Select(sentence => Repair(FoldedText.Words(sentence)))
        .Any(words => ReplySentences.WithoutPolite(words).Length > MostWordsOfNames
            && !OptOutWords.Out.Contains(string.Concat(words)) && !ReplySentences.AskToStop(words)
            && !ReplySentences.SayWrongNumber(words));

    private static ReplyReading Understand(string[] words)
    {
        var joined = string.Concat(words);
        if (OptOutWords.In.Contains(joined))
            return new(ReplyMeaning.OptIn);
        if (OptOutWords.Out.Contains(joined))
            return new(ReplyMeaning.OptOut);
        var wrongNumber = ReplySentences.SayWrongNumber(words);
        if (ReplySentences.AskToStop(words))
            return new(ReplyMeaning.OptOut, SaysWrongNumber: wrongNumber);
        if (wrongNumber)
            return new(ReplyMeaning.WrongNumber, SaysWrongNumber: true);
        if (ReplyAnswers.Code(words) is { } code)
            return new(ReplyMeaning.Code, code);
        if (ReplyAnswers.IsYes(words))
            return new(ReplyMeaning.Yes);
        if (ReplyAnswers.IsNo(words))
            return new(ReplyMeaning.No);
        return new(OptOutWords.MayBeMeant(ReplySentences.WithoutPolite(words))
            ? ReplyMeaning.ForPerson : ReplyMeaning.Conversation);
    }

    private static string[] Repair(string[] words) => [.. words.Select(OptOutWords.Correct)];
}
