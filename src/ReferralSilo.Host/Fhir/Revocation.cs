using Hl7.Fhir.Model;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Host.Intake;
using Patient = Hl7.Fhir.Model.Patient;

namespace ReferralSilo.Host.Fhir;

/// <summary>
/// A request that its sender took back (revoked, or entered in error): it withdraws the referral that its identifiers
/// name. It need not say who the patient is; when it does, it must be the same one.
/// </summary>
internal static class Revocation
{
    private const string Unsaid = "Revoked by the sender.";

    /// <summary>The referral as it was withdrawn, or why it was not; null when nothing is taken back, or no identifier
    /// is known.</summary>
    public static async Task<IntakeAnswer?> Take(
        ServiceRequest request, FhirScope scope, string path, DateTimeOffset now, IReferralIntake intake,
            HttpContext http, CancellationToken ct)
    {
        if (request.Status is not (RequestStatus.Revoked or RequestStatus.EnteredInError)) return null;
        var at = scope.At(request) ?? new Located(request, path);
        var patient = scope.Find(request.Subject, at) is { Resource: Patient } found ? new PatientMapping([], now)
            .Map(found, scope) : null;
        var input = new SubmitReferral(
            Source: new RequesterMapping(request, scope, at, null, []).Source, Patient: patient,
                Identifiers: IdentifierMapping.Of(request));
        return await intake.Withdraw(input, Reason(request) ?? Unsaid, http, ct);
    }

    private static string? Reason(ServiceRequest request) => (request.Extension ?? [])
        .Where(extension => extension?.Url == FhirNames.StatusReasonExtension)
        .Select(extension => extension.Value is CodeableConcept concept ? FhirText.Of(concept) : null).FirstOrDefault();
}
