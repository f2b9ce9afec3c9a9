using Hl7.Fhir.Model;

namespace ReferralSilo.Fhir;

/// <summary>Checks of references: unresolved ones, and those to another patient.</summary>
internal static class FhirReferences
{
    /// <summary>A warning about an unresolved reference, with its text.</summary>
    public static FhirIssue NotFound(ResolvedReference found, ResourceReference? reference, string path)
    {
        var value = FhirText.NotBlank(reference?.Reference) ?? FhirText.NotBlank(reference?.Identifier?.Value);
        return found.Ambiguous
            ? FhirIssue.Warning("reference-ambiguous", "The reference matches more than one resource: none is used.",
                path, value)
            : FhirIssue.Warning("reference-not-found", "The referenced resource is not in the request.", path, value);
    }

    /// <summary>Whether a resource is about another patient of the request than the one referred.</summary>
    public static bool IsAboutOtherPatient(FhirScope scope, ResourceReference? subject, Located from,
        Located? patient) =>
        patient is not null && scope.Resolve(subject, from) is var about
            && (about.Ambiguous || about.Target is { } target && !ReferenceEquals(target.Resource, patient.Resource));
}
