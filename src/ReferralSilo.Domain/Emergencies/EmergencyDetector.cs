using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Domain.Text;

namespace ReferralSilo.Domain.Emergencies;

/// <summary>The result of the built-in phrases and codes for a referral.</summary>
/// <param name="Concern">The strongest concern.</param>
/// <param name="Phone">The phone number to call.</param>
public sealed record EmergencyFinding(EmergencyConcern Concern, string Phone);

/// <summary>
/// Checks every referral against the built-in phrases and codes, whatever its service line. False alarms are
/// acceptable, missed emergencies are not: only a clearly denied or past mention is less than an emergency. A text with
/// only <see cref="RiskWords"/> is reviewed first.
/// </summary>
public static class EmergencyDetector
{
    /// <param name="texts">All free texts and displays of the referral.</param>
    /// <param name="codes">Its codes.</param>
    /// <param name="today">Today's date, to decide whether "in 2009" is long ago.</param>
    public static EmergencyFinding? Detect(IEnumerable<string> texts, IEnumerable<ConceptCode> codes,
        LocalDate today) =>
        Detect(texts.Select(text => new AnalyzedText(text, today)), codes.ToList(), today);

    internal static EmergencyFinding? Detect(IEnumerable<AnalyzedText> texts, IReadOnlyCollection<ConceptCode> codes,
        LocalDate today)
    {
        EmergencyFinding? worst = null;
        foreach (var found in codes.Select(EmergencyCodes.Detect).OfType<(EmergencyConcern, string)>())
            KeepWorst(found);
        // Code fields may contain words, and a well-known code counts also without its system or under another system.
        foreach (var text in texts.Concat(codes.Select(c => new AnalyzedText(c.Code, today))))
        {
            var words = text.Words;
            for (var at = 0; at < words.Count; at++)
                foreach (var term in EmergencyTerms.BeginningWith(words[at]))
                    if (term.EndAt(words, at) is { } end)
                        KeepWorst((Concern(text.Context, at, end, term.IsNoun), term.Phone));
            if (worst is null && RiskWords.AnyIn(words))
                KeepWorst((EmergencyConcern.ReviewFirst, EmergencyTerms.CrisisLine));
        }

        return worst;

        // Prefers the crisis line, which calls emergency services when needed.
        void KeepWorst((EmergencyConcern Concern, string Phone) found)
        {
            if (worst is null || found.Concern > worst.Concern
                || (found.Concern == worst.Concern && found.Phone == EmergencyTerms.CrisisLine))
                worst = new EmergencyFinding(found.Concern, found.Phone);
        }
    }

    /// <summary>The concern in a text for one word or phrase of a service line's own emergencies.</summary>
    public static EmergencyConcern DetectPhrase(string text, string phrase, LocalDate today) =>
        DetectPhrase(new AnalyzedText(text, today), phrase);

    internal static EmergencyConcern DetectPhrase(AnalyzedText text, string phrase)
    {
        var sought = FoldedText.Words(phrase);
        if (sought.Length == 0) return EmergencyConcern.None;
        var worst = EmergencyConcern.None;
        for (var at = 0; at + sought.Length <= text.Words.Count; at++)
        {
            if (!IsAt(text.Words, at, sought)) continue;
            var concern = Concern(text.Context, at, at + sought.Length, true);
            if (concern > worst) worst = concern;
        }

        return worst;
    }

    private static bool IsAt(SentenceWords words, int at, string[] sought)
    {
        for (var i = 0; i < sought.Length; i++)
            if (words[at + i] != sought[i]) return false;
        return true;
    }

    private static EmergencyConcern Concern(MentionContext context, int start, int end, bool isNoun) =>
        context.IsNotCurrent(start, end, isNoun) ? EmergencyConcern.ReviewFirst : EmergencyConcern.Emergency;
}
