using NodaTime;
using ReferralSilo.Domain.Emergencies;

namespace ReferralSilo.Fhir;

/// <summary>Cuts a text to its first characters. No rule checks what is cut off, so sentences about danger to life are
/// moved to the end of the cut text.</summary>
internal static class TextCutter
{
    /// <summary>Characters reserved for sentences about danger to life.</summary>
    private const int EmergencyCharacters = 2_000;

    /// <summary>Longest sentence, characters; a longer one is split between words.</summary>
    private const int MaxSentence = 300;

    private static readonly char[] Ends = ['.', ';', '!', '?', '\n'];

    /// <param name="text">A text longer than <paramref name="max"/>.</param>
    /// <param name="max">Limit of the result, characters.</param>
    /// <param name="today">The date against which years in the text ("in 2009") are checked.</param>
    public static string Cut(string text, int max, LocalDate today)
    {
        var head = max - EmergencyCharacters - 1;
        // Starts before the cut, because the cut may lie within a sentence.
        var emergencies = string.Join('\n', Sentences(text[(head - MaxSentence)..])
            .Where(sentence => EmergencyDetector.Detect([sentence], [], today) is not null));
        return emergencies.Length == 0 ? Head(text, max)
            : $"{Head(text, head)}\n{Head(emergencies, EmergencyCharacters)}";
    }

    private static IEnumerable<string> Sentences(string text) =>
        text.Split(Ends, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).SelectMany(Pieces);

    private static IEnumerable<string> Pieces(string sentence)
    {
        if (sentence.Length <= MaxSentence) return [sentence];
        var pieces = new List<string> { "" };
        // A word longer than the limit is not natural language.
        foreach (var word in sentence.Split(' ').Where(word => word.Length <= MaxSentence))
            if (pieces[^1].Length + word.Length < MaxSentence) pieces[^1] += $" {word}";
            else pieces.Add(word);
        return pieces;
    }

    private static string Head(string text, int max) =>
        text.Length <= max ? text : text[..(char.IsHighSurrogate(text[max - 1]) ? max - 1 : max)];
}
