namespace ReferralSilo.Domain;

/// <summary>A code of a code system (FHIR Coding).</summary>
/// <param name="System">URI of the code system.</param>
/// <param name="Code">The code.</param>
/// <param name="Display">Its text as sent; null when none was sent.</param>
public sealed record ConceptCode(string System, string Code, string? Display = null);
