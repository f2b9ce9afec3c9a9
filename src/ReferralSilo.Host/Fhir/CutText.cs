using NodaTime;
using ReferralSilo.Domain.Emergencies;

namespace ReferralSilo.Host.Fhir;

/// <summary>
/// A text that is too long, cut to its first characters. What is cut off is judged by no rule, so its sentences that
/// speak of danger to life are kept at the end.
/// </summary>
internal static class CutText
{
    /// <summary>Room for those sentences, characters.</summary>
    private const int Grave = 2_000;

    /// <summary>Longest sentence, characters; a longer one is judged in pieces of words.</summary>
    private const int Sentence = 300;

    private static readonly char[] Ends = ['.', ';', '!', '?', '\n'];

    /// <param name="text">Longer than <paramref name="most"/>.</param>
    /// <param name="most">Most characters of the answer.</param>
    /// <param name="today">For "in 2009".</param>
    public static string Of(string text, int most, LocalDate today)
    {
        var head = most - Grave - 1;
        // From before the cut, for it may lie within a sentence.
        var grave = string.Join('\n', Sentences(text[(head - Sentence)..])
            .Where(sentence => EmergencyDetector.Detect([sentence], [], today) is not null));
        return grave.Length == 0 ? Head(text, most) : $"{Head(text, head)}\n{Head(grave, Grave)}";
    }

    private static IEnumerable<string> Sentences(string text) =>
        text.Split(Ends, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).SelectMany(Pieces);

    private static IEnumerable<string> Pieces(string sentence)
    {
        if (sentence.Length <= Sentence) return [sentence];
        var pieces = new List<string> { "" };
        // What has no blank within the limit is no word of people.
        foreach (var word in sentence.Split(' ').Where(word => word.Length <= Sentence))
            if (pieces[^1].Length + word.Length < Sentence) pieces[^1] += $" {word}";
            else pieces.Add(word);
        return pieces;
    }

    private static string Head(string text, int most) =>
        text.Length <= most ? text : text[..(char.IsHighSurrogate(text[most - 1]) ? most - 1 : most)];
}
