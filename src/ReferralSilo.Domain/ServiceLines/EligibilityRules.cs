using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Domain.Codes;
using ReferralSilo.Domain.Time;

namespace ReferralSilo.Domain.ServiceLines;

/// <summary>The eligibility rules of a line (EL-1). A null or empty part accepts all.</summary>
/// <param name="MinAge">Youngest, completed years, inclusive.</param>
/// <param name="MaxAge">Oldest, completed years, inclusive.</param>
/// <param name="States">Accepted US states.</param>
/// <param name="VisitTypes">Accepted visit types.</param>
/// <param name="ReasonCodes">Accepted codes.</param>
/// <param name="ReasonWords">Accepted words of the reason text, used when no code decides.</param>
/// <param name="Exclusions">Exclusions.</param>
public sealed record EligibilityRules(
    int? MinAge, int? MaxAge, IReadOnlyList<string> States, IReadOnlyList<VisitType> VisitTypes,
    IReadOnlyList<CodePattern> ReasonCodes, IReadOnlyList<string> ReasonWords, IReadOnlyList<Exclusion> Exclusions)
{
    /// <summary>Rules that accept everybody.</summary>
    public static EligibilityRules AcceptAll { get; } = new(null, null, [], [], [], [], []);
}

/// <summary>An exclusion by code pattern or word. <c>RedirectTo</c>: where to send the patient instead.
/// <c>Emergency</c>: life is in danger.</summary>
public sealed record Exclusion(
    string Name, IReadOnlyList<CodePattern> Codes, IReadOnlyList<string> Words, string? RedirectTo, bool Emergency);

/// <summary>The data for the eligibility rules; null means unknown.</summary>
/// <param name="BirthDate">Birth date of the patient.</param>
/// <param name="Today">The day for computing the age, in the patient's or the service line's zone.</param>
/// <param name="Country">ISO 3166-1 alpha-2.</param>
/// <param name="State">Two-letter US state.</param>
/// <param name="VisitType">Requested visit type; null for no preference.</param>
/// <param name="ReasonText">Free text.</param>
/// <param name="Codes">Codes of the reason.</param>
public sealed record EligibilityFacts(
    LocalDate? BirthDate, LocalDate Today, string? Country, string? State, VisitType? VisitType, string? ReasonText,
    IReadOnlyList<ConceptCode> Codes)
{
    /// <summary>Other free texts, such as the goal of the visit; exclusions apply to them too.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>The texts of the reason: its text and the displays of its codes.</summary>
    public IEnumerable<string> ReasonTexts =>
        new[] { ReasonText }.Concat(Codes.Select(c => c.Display)).OfType<string>()
            .Where(text => !string.IsNullOrWhiteSpace(text));

    private AnalyzedFacts? _analyzed;

    /// <summary>The analyzed texts, shared by all lines that use these facts.</summary>
    internal AnalyzedFacts Analyzed =>
        _analyzed is { } known && known.IsOf(this) ? known : _analyzed = new AnalyzedFacts(this);

    /// <summary>Completed years; null without a birth date or with one in the future.</summary>
    public int? Age => BirthDate is { } born ? CivilTime.AgeOn(born, Today) : null;
}
