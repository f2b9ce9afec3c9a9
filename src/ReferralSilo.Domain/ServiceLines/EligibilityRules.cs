using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Domain.Time;

namespace ReferralSilo.Domain.ServiceLines;

/// <summary>Who may be seen (EL-1). A null or empty part accepts all.</summary>
/// <param name="MinAge">Youngest, completed years, inclusive.</param>
/// <param name="MaxAge">Oldest, completed years, inclusive.</param>
/// <param name="States">Accepted US states.</param>
/// <param name="VisitTypes">Accepted visit types.</param>
/// <param name="ReasonCodes">Accepted codes.</param>
/// <param name="ReasonWords">Accepted words of the reason text, where there is no code.</param>
/// <param name="Exclusions">What is never accepted.</param>
public sealed record EligibilityRules(
    int? MinAge, int? MaxAge, IReadOnlyList<string> States, IReadOnlyList<VisitType> VisitTypes,
    IReadOnlyList<CodePattern> ReasonCodes, IReadOnlyList<string> ReasonWords, IReadOnlyList<Exclusion> Exclusions)
{
    /// <summary>Everybody.</summary>
    public static EligibilityRules AcceptAll { get; } = new(null, null, [], [], [], [], []);
}

/// <summary>
/// An exclusion by code pattern or word; <c>RedirectTo</c> says where to send the patient instead, <c>Emergency</c>
/// that life is in danger.
/// </summary>
public sealed record Exclusion(
    string Name, IReadOnlyList<CodePattern> Codes, IReadOnlyList<string> Words, string? RedirectTo, bool Emergency);

/// <summary>What is known of a referral when its eligibility is judged; null is not known.</summary>
/// <param name="BirthDate">Of the patient.</param>
/// <param name="Today">The day on which age counts, in the patient's or the service line's zone.</param>
/// <param name="Country">ISO 3166-1 alpha-2.</param>
/// <param name="State">Two-letter US state.</param>
/// <param name="VisitType">The one asked for; null when the patient has no preference.</param>
/// <param name="ReasonText">Free text.</param>
/// <param name="Codes">Codes of the reason.</param>
public sealed record EligibilityFacts(
    LocalDate? BirthDate, LocalDate Today, string? Country, string? State, VisitType? VisitType, string? ReasonText,
    IReadOnlyList<CodeInput> Codes)
{
    /// <summary>Other free texts, such as the goal of the visit: an exclusion may stand there too.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>The reason in words: its text and the displays of its codes.</summary>
    public IEnumerable<string> ReasonTexts =>
        new[] { ReasonText }.Concat(Codes.Select(c => c.Display)).OfType<string>()
            .Where(text => !string.IsNullOrWhiteSpace(text));

    private AnalyzedFacts? _analyzed;

    /// <summary>What the texts say, read once for all lines that these facts are tried on.</summary>
    internal AnalyzedFacts Analyzed =>
        _analyzed is { } known && known.IsOf(this) ? known : _analyzed = new AnalyzedFacts(this);

    /// <summary>Completed years; null without a birth date or with one in the future.</summary>
    public int? Age => BirthDate is { } born ? CivilTime.AgeOn(born, Today) : null;
}
