using Hl7.Fhir.Model;
using ReferralSilo.Contracts.Referrals;

namespace ReferralSilo.Fhir;

/// <summary>Helpers that several mappings share.</summary>
internal static class FhirText
{
    /// <summary>The non-blank, distinct lines, or null.</summary>
    public static string? Lines(IEnumerable<string?> lines)
    {
        var text = string.Join('\n', lines.Where(line => !string.IsNullOrWhiteSpace(line)).Select(line => line!.Trim())
            .Distinct());
        return text.Length == 0 ? null : text;
    }

    /// <summary>The text for people: the concept's text or first display.</summary>
    public static string? Display(CodeableConcept? concept) =>
        NotBlank(concept?.Text) ?? Codings(concept).Select(coding => NotBlank(coding.Display))
            .FirstOrDefault(display => display is not null);

    /// <summary>The text for people, or the first code when there is none.</summary>
    public static string? DisplayOrCode(CodeableConcept? concept) =>
        Display(concept) ??  NotBlank(Codings(concept).FirstOrDefault()?.Code);

    public static IEnumerable<Coding> Codings(CodeableConcept? concept) => (concept?.Coding ?? []).OfType<Coding>();

    /// <summary>Whether the concept has one of the codes, as a coding or as text.</summary>
    public static bool HasCode(CodeableConcept? concept, params string[] codes) =>
        Codings(concept).Select(coding => coding.Code).Append(concept?.Text?.Trim().Replace(' ', '-'))
            .Any(code => code is not null && codes.Contains(code, StringComparer.OrdinalIgnoreCase));

    /// <summary>Distinct codings with system and code, without our service line codes.</summary>
    public static IEnumerable<CodeInput> Codes(IEnumerable<Coding> codings) =>
        codings.Where(coding =>
            NotBlank(coding.System) is not null && NotBlank(coding.Code) is not null
            && coding.System != FhirNames.ServiceLineSystem)
            .Select(coding => new CodeInput(coding.System!.Trim(), coding.Code!.Trim(), NotBlank(coding.Display)))
            .DistinctBy(code => (code.System, code.Code));

    public static string? NotBlank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;

    /// <summary>The first name that is not old, as text.</summary>
    public static string? Name(IEnumerable<HumanName?>? names) =>
        (names ?? []).OfType<HumanName>().Where(name => name.Use != HumanName.NameUse.Old)
            .Select(name => NotBlank(name.Text)
                ?? NotBlank(string.Join(' ', (name.Given ?? []).Append(name.Family)
                    .Where(part => !string.IsNullOrWhiteSpace(part)))))
            .FirstOrDefault(name => name is not null);

    // The zone of a period is unknown: a civil day ends when it is over everywhere, and begins when it begins anywhere.
    private const string LastZone = "Etc/GMT+12", FirstZone = "Etc/GMT-14";

    /// <summary>Whether the period has begun and not ended; a missing or unreadable end is open.</summary>
    public static bool IsCurrent(Period? period, DateTimeOffset now) =>
        !(period?.End is { } end && FhirMoment.End(end, LastZone) < now)
            && !(period?.Start is { } start && FhirMoment.Start(start, FirstZone) > now);
}
