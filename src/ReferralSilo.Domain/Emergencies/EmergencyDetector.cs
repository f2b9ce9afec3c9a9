using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Domain.Text;

namespace ReferralSilo.Domain.Emergencies;

/// <summary>What the shipped words and codes say of a referral.</summary>
/// <param name="Concern">The strongest.</param>
/// <param name="Phone">The number to call.</param>
public sealed record EmergencyFinding(EmergencyConcern Concern, string Phone);

/// <summary>
/// Judges every referral by the shipped words and codes, whatever its service line says. An emergency may be found
/// where there is none; one that is there is not to be missed: only what is plainly denied or past is less than an
/// emergency. What no phrase covers but <see cref="RiskWords"/> is reviewed first.
/// </summary>
public static class EmergencyDetector
{
    /// <param name="texts">Every free text and display of the referral.</param>
    /// <param name="codes">Its codes.</param>
    /// <param name="today">The day from which "in 2009" is long ago.</param>
    public static EmergencyFinding? Detect(IEnumerable<string> texts, IEnumerable<CodeInput> codes, LocalDate today) =>
        Detect(texts.Select(text => new AnalyzedText(text, today)), codes.ToList(), today);

    internal static EmergencyFinding? Detect(IEnumerable<AnalyzedText> texts, IReadOnlyCollection<CodeInput> codes,
        LocalDate today)
    {
        EmergencyFinding? worst = null;
        foreach (var found in codes.Select(EmergencyCodes.Detect).OfType<(EmergencyConcern, string)>())
            KeepWorst(found);
        // People write words into codes, and a well-known code without its system or under another one is still that
        // code.
        foreach (var text in texts.Concat(codes.Select(c => new AnalyzedText(c.Code, today))))
        {
            var words = text.Words;
            for (var at = 0; at < words.Count; at++)
                foreach (var term in EmergencyTerms.BeginningWith(words[at]))
                    if (term.EndAt(words, at) is { } end) KeepWorst(
                        (Concern(text.Context, at, end, term.IsNoun), term.Phone));
            if (worst is null
                && RiskWords.AnyIn(words)) KeepWorst((EmergencyConcern.ReviewFirst, EmergencyTerms.CrisisLine));
        }

        return worst;

        // The crisis line before emergency services, which it calls where that is needed.
        void KeepWorst((EmergencyConcern Concern, string Phone) found)
        {
            if (worst is null || found.Concern > worst.Concern
                || (found.Concern == worst.Concern && found.Phone == EmergencyTerms.CrisisLine))
                worst = new EmergencyFinding(found.Concern, found.Phone);
        }
    }

    /// <summary>What a text says of one word or phrase of a service line's own emergencies.</summary>
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
        context.IsNotNow(start, end, isNoun) ? EmergencyConcern.ReviewFirst : EmergencyConcern.Emergency;
}
