using ReferralSilo.Contracts;
using ReferralSilo.Domain.Emergencies;

namespace ReferralSilo.Domain.ServiceLines;

/// <summary>The exclusions a referral meets: its line's own and the shipped emergencies, which hold for every
/// line.</summary>
/// <param name="Excluded">Those that count, emergencies first.</param>
/// <param name="Concern">The strongest concern of all, those that are only mentioned included.</param>
internal sealed record MetExclusions(IReadOnlyList<Exclusion> Excluded, EmergencyConcern Concern)
{
    private const string Harm = "Suicide or self-harm", Danger = "Overdose or danger to others";
    private const string EmergencyRoom = "911 or the nearest emergency department";
    private const string CrisisLine = "988 Suicide & Crisis Lifeline, or the nearest emergency department";

    /// <summary>Where to send the patient instead: never nowhere in an emergency. Null when nothing says so.</summary>
    public string? RedirectTo =>
        Excluded.Select(e => e.RedirectTo).FirstOrDefault(to => to is not null)
        ?? (Concern == EmergencyConcern.Emergency ? EmergencyRoom : null);

    /// <summary>Whether one of the line's own emergencies is met.</summary>
    public static bool IsNamed(IReadOnlyList<Exclusion> own, EligibilityFacts facts) =>
        own.Any(e => Judge(e, facts) == EmergencyConcern.Emergency);

    public static MetExclusions Find(IReadOnlyList<Exclusion> own, EligibilityFacts facts)
    {
        var judged = own.Select(e => (Exclusion: e, Concern: Judge(e, facts))).Where(j => j.Concern is not null)
            .ToList();
        if (facts.Analyzed.Found is { } found)
            judged.Add((Shipped(found.Phone), found.Concern));
        // What is only mentioned excludes nobody; what is no emergency excludes without a concern.
        var excluded = judged.Where(j => j.Concern != EmergencyConcern.ReviewFirst);
        return new([.. excluded.OrderByDescending(j => j.Concern).Select(j => j.Exclusion)],
            judged.Max(j => j.Concern) ?? EmergencyConcern.None);
    }

    /// <summary>Null when it is not met at all.</summary>
    private static EmergencyConcern? Judge(Exclusion exclusion, EligibilityFacts facts)
    {
        if (facts.Codes.Any(c => exclusion.Codes.Any(p => p.Matches(c))))
            return exclusion.Emergency ? EmergencyConcern.Emergency : EmergencyConcern.None;
        if (!exclusion.Emergency)
            return exclusion.Words.Any(w => facts.Analyzed.MentionsAnywhere(w)) ? EmergencyConcern.None : null;
        var concern = exclusion.Words
            .SelectMany(w => facts.Analyzed.All.Select(text => EmergencyDetector.DetectPhrase(text, w)))
            .DefaultIfEmpty().Max();
        return concern == EmergencyConcern.None ? null : concern;
    }

    private static Exclusion Shipped(string phone) => phone == EmergencyTerms.CrisisLine
        ? new Exclusion(Harm, [], [], CrisisLine, true)
        : new Exclusion(Danger, [], [], EmergencyRoom, true);
}
