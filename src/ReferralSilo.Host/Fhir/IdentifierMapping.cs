using Hl7.Fhir.Model;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Host.Intake;

namespace ReferralSilo.Host.Fhir;

/// <summary>
/// Identifiers that make a repeated request the same referral (IN-5). Left out: identifiers without a system (two orders
/// may both be number 12345), old ones, our own number, and the requisition, which several requests share.
/// </summary>
internal static class IdentifierMapping
{
    public static IReadOnlyList<IdentifierInput> Of(ServiceRequest request) =>
        [.. (request.Identifier ?? []).OfType<Identifier>()
            .Where(identifier => identifier.Use != Identifier.IdentifierUse.Old && identifier.System != FhirNames.NumberSystem
                && FhirText.NotBlank(identifier.System) is not null && FhirText.NotBlank(identifier.Value) is not null)
            .OrderBy(identifier => IsPlacer(identifier) ? 0 : 1)
            .Select(identifier => new IdentifierInput(identifier.System!, identifier.Value!))
            .Distinct().Take(IntakeLimits.Identifiers)];

    private static bool IsPlacer(Identifier identifier) =>
        FhirText.Codings(identifier.Type).Any(coding => coding is { System: FhirNames.IdentifierTypes, Code: "PLAC" });
}
