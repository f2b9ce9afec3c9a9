using Hl7.Fhir.Model;

namespace ReferralSilo.Host.Fhir;

/// <summary>What is said of references that lead nowhere, or to somebody else.</summary>
internal static class FhirReferences
{
    /// <summary>A reference that is not used, with what it said.</summary>
    public static FhirIssue NotFound(Found found, ResourceReference? reference, string path)
    {
        var value = FhirText.NotBlank(reference?.Reference) ?? FhirText.NotBlank(reference?.Identifier?.Value);
        return found.Ambiguous
            ? FhirIssue.Warn("reference-ambiguous", "More than one resource of the request can be meant: none is used.",
                path, value)
            : FhirIssue.Warn("reference-not-found", "What this refers to is not in the request.", path, value);
    }

    /// <summary>Whether a resource says that it is about another patient of the request than the one
    /// referred.</summary>
    public static bool IsOther(FhirScope scope, ResourceReference? subject, Located from, Located? patient) =>
        patient is not null && scope.Resolve(subject, from) is var about
        && (about.Ambiguous || about.Target is { } target && !ReferenceEquals(target.Resource, patient.Resource));
}
