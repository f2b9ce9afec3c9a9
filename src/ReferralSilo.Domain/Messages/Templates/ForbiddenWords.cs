using System.Text.RegularExpressions;
using ReferralSilo.Domain.Text;

namespace ReferralSilo.Domain.Messages.Templates;

/// <summary>Words that a message may not carry, because others may read it (outreach.md 1.7): specialties, reasons and
/// treatments in English and Spanish.</summary>
public static partial class ForbiddenWords
{
    /// <summary>The first such word or name in a text, folded; null for none.</summary>
    /// <param name="text">Subject or body.</param>
    /// <param name="names">Names of sources and service lines.</param>
    public static string? Find(string text, IEnumerable<string> names)
    {
        var folded = FoldedText.Fold(text);
        if (Words().Match(folded) is { Success: true } found)
            return found.Value;
        return names.Select(FoldedText.Fold).FirstOrDefault(name => FoldedText.Contains(folded, name));
    }

    [GeneratedRegex(@"\b("
        + @"psych\w*|psiq\w*|psico\w*|mental\w*|behavior\w*|conductual\w*|therap\w*|terap\w*|counsel\w*"
        + @"|consejeria|depress\w*|depres\w*|anxiety|anxious|ansiedad|suicid\w*|bipolar|adhd|tdah|ptsd|autis\w*"
        + @"|addict\w*|adicci\w*|substance|sustancias|alcohol\w*|opioid\w*|opioide\w*|drugs?|drogas?|dermat\w*"
        + @"|skin|piel|rash|diabet\w*|insulin\w*|cardio\w*|heart|corazon|oncolog\w*|cancer|hiv|vih|std|sti"
        + @"|hepatitis|pregnan\w*|embaraz\w*|gyn\w*|ginec\w*|urolog\w*|neurolog\w*|asthma|asma|chronic|cronic\w*"
        + @"|diagnos\w*|symptom\w*|sintoma\w*|prescri\w*|disorder\w*|trastorno\w*|disease\w*|enfermedad\w*"
        + @"|illness\w*|weight|obes\w*|detox\w*"
        + @")\b")]
    private static partial Regex Words();
}
