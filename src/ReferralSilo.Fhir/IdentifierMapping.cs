using Hl7.Fhir.Model;
using ReferralSilo.Api.Intake;
using ReferralSilo.Contracts.Referrals;

namespace ReferralSilo.Fhir;

/// <summary>Maps the identifiers of the request with their types. The intake decides which of them identify the same
/// order. Skips old ones, our own number, and the requisition, which several requests share.</summary>
internal static class IdentifierMapping
{
    public static IReadOnlyList<IdentifierInput> Map(ServiceRequest request) =>
        [.. (request.Identifier ?? []).OfType<Identifier>()
            .Where(identifier =>
                identifier.Use != Identifier.IdentifierUse.Old && identifier.System != FhirNames.NumberSystem
                && FhirText.NotBlank(identifier.Value) is not null)
            .OrderBy(identifier => Type(identifier) == "PLAC" ? 0 : 1)
            .Select(identifier =>
                new IdentifierInput(FhirText.NotBlank(identifier.System), identifier.Value!, Type(identifier)))
            .DistinctBy(identifier => (identifier.System, identifier.Value)).Take(IntakeLimits.Identifiers)];

    private static string? Type(Identifier identifier) =>
        FhirText.NotBlank(FhirText.Codings(identifier.Type)
            .FirstOrDefault(coding => coding.System == FhirNames.IdentifierTypes)?.Code);
}
