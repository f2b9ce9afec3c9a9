using ReferralSilo.Contracts;
using ReferralSilo.Domain.Emergencies;

namespace ReferralSilo.Domain.ServiceLines;

/// <summary>The exclusions that apply to a referral: the line's own and the built-in emergencies.</summary>
/// <param name="Excluded">The exclusions that apply, emergencies first.</param>
/// <param name="Concern">The strongest concern, including mere mentions.</param>
internal sealed record MetExclusions(IReadOnlyList<MetExclusion> Excluded, EmergencyConcern Concern)
{
    /// <summary>Where to send the patient; always set in an emergency, else null without a redirect.</summary>
    public ShownText? RedirectTo =>
        Excluded.Select(e => e.RedirectTo).FirstOrDefault(to => to is not null)
        ?? (Concern == EmergencyConcern.Emergency ? ShownText.BuiltIn(BuiltInText.EmergencyDepartment) : null);

    /// <summary>Whether one of the line's own emergencies applies.</summary>
    public static bool IsNamed(IReadOnlyList<Exclusion> own, EligibilityFacts facts) =>
        own.Any(e => Judge(e, facts) == EmergencyConcern.Emergency);

    public static MetExclusions Find(IReadOnlyList<Exclusion> own, EligibilityFacts facts)
    {
        var judged = own.Select(e => (Exclusion: Own(e), Concern: Judge(e, facts))).Where(j => j.Concern is not null)
            .ToList();
        if (facts.Analyzed.Found is { } found)
            judged.Add((BuiltIn(found.Phone), found.Concern));
        // A mere mention does not exclude. An exclusion without an emergency excludes without a concern.
        var excluded = judged.Where(j => j.Concern != EmergencyConcern.ReviewFirst);
        return new([.. excluded.OrderByDescending(j => j.Concern).Select(j => j.Exclusion)],
            judged.Max(j => j.Concern) ?? EmergencyConcern.None);
    }

    /// <summary>Null when it does not apply.</summary>
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

    private static MetExclusion Own(Exclusion exclusion) =>
        new(new(exclusion.Name, null), ShownText.Written(exclusion.RedirectTo));

    private static MetExclusion BuiltIn(string phone) => phone == EmergencyTerms.CrisisLine
        ? new(ShownText.BuiltIn(BuiltInText.SelfHarm), ShownText.BuiltIn(BuiltInText.CrisisLine))
        : new(ShownText.BuiltIn(BuiltInText.Danger), ShownText.BuiltIn(BuiltInText.EmergencyDepartment));
}

/// <summary>An exclusion that applies.</summary>
internal sealed record MetExclusion(ShownText Name, ShownText? RedirectTo);
