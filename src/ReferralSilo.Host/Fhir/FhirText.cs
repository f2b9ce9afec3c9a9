using Hl7.Fhir.Model;
using ReferralSilo.Contracts.Referrals;

namespace ReferralSilo.Host.Fhir;

/// <summary>Small readings that several mappings share.</summary>
internal static class FhirText
{
    /// <summary>The lines that say something, each once, or null.</summary>
    public static string? Lines(IEnumerable<string?> lines)
    {
        var text = string.Join('\n', lines.Where(line => !string.IsNullOrWhiteSpace(line)).Select(line => line!.Trim())
            .Distinct());
        return text.Length == 0 ? null : text;
    }

    /// <summary>What a person would read.</summary>
    public static string? Of(CodeableConcept? concept) =>
        NotBlank(concept?.Text) ?? Codings(concept).Select(coding => NotBlank(coding.Display))
            .FirstOrDefault(display => display is not null);

    /// <summary>The same, or the code where nobody wrote words.</summary>
    public static string? OrCode(CodeableConcept? concept) =>
        Of(concept) ?? NotBlank(Codings(concept).FirstOrDefault()?.Code);

    public static IEnumerable<Coding> Codings(CodeableConcept? concept) => (concept?.Coding ?? []).OfType<Coding>();

    /// <summary>Whether it says that code, as a coding or in words.</summary>
    public static bool Says(CodeableConcept? concept, params string[] codes) =>
        Codings(concept).Select(coding => coding.Code).Append(concept?.Text?.Trim().Replace(' ', '-'))
            .Any(said => said is not null && codes.Contains(said, StringComparer.OrdinalIgnoreCase));

    /// <summary>Codings with system and code, each once; our own routing is none of them.</summary>
    public static IEnumerable<CodeInput> Codes(IEnumerable<Coding> codings) =>
        codings.Where(coding =>
            NotBlank(coding.System) is not null && NotBlank(coding.Code) is not null
            && coding.System != FhirNames.ServiceLineSystem)
            .Select(coding => new CodeInput(coding.System!.Trim(), coding.Code!.Trim(), NotBlank(coding.Display)))
            .DistinctBy(code => (code.System, code.Code));

    public static string? NotBlank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;

    /// <summary>A name as a person would read it.</summary>
    public static string? Name(IEnumerable<HumanName?>? names) =>
        (names ?? []).OfType<HumanName>().Where(name => name.Use != HumanName.NameUse.Old)
            .Select(name => NotBlank(name.Text)
                ?? NotBlank(string.Join(' ', (name.Given ?? []).Append(name.Family)
                    .Where(part => !string.IsNullOrWhiteSpace(part)))))
            .FirstOrDefault(name => name is not null);

    // A civil day is over once it is over everywhere, and has begun once it has begun anywhere: whose day is meant is
    // not said.
    private const string LastZone = "Etc/GMT+12", FirstZone = "Etc/GMT-14";

    /// <summary>False before it begins and once it is over; a part that is absent or cannot be read is open.</summary>
    public static bool IsCurrent(Period? period, DateTimeOffset now) =>
        !(period?.End is { } end && FhirMoment.End(end, LastZone) < now)
            && !(period?.Start is { } start && FhirMoment.Start(start, FirstZone) > now);
}
