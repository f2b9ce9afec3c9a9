using Hl7.Fhir.Model;

namespace ReferralSilo.Host.Fhir;

/// <summary>Small readings that several mappings share.</summary>
internal static class FhirText
{
    /// <summary>The lines that say something, each once, or null.</summary>
    public static string? Lines(IEnumerable<string?> lines)
    {
        var text = string.Join('\n', lines.Where(line => !string.IsNullOrWhiteSpace(line)).Select(line => line!.Trim()).Distinct());
        return text.Length == 0 ? null : text;
    }

    /// <summary>What a person would read.</summary>
    public static string? Of(CodeableConcept? concept) =>
        NotBlank(concept?.Text) ?? Codings(concept).Select(coding => NotBlank(coding.Display)).FirstOrDefault(display => display is not null);

    public static IEnumerable<Coding> Codings(CodeableConcept? concept) => (concept?.Coding ?? []).OfType<Coding>();

    public static string? NotBlank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;

    /// <summary>False once it is over; a partial or absent end counts as open.</summary>
    public static bool IsCurrent(Period? period, DateTimeOffset now) =>
        period?.End is not { } end || FhirMoment.End(end, null) is not { } ended || ended >= now;
}
