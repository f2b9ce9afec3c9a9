using Hl7.Fhir.Model;
using ReferralSilo.Api.Intake;
using ReferralSilo.Contracts.Referrals;
using Patient = Hl7.Fhir.Model.Patient;

namespace ReferralSilo.Fhir;

/// <summary>Handles a revoked request (or one entered in error): withdraws the referral that its identifiers name. The
/// patient is optional in it, but must be the same when given.</summary>
internal static class Revocation
{
    private const string DefaultReason = "Revoked by the sender.";

    /// <summary>The withdrawn referral, or why it was not withdrawn; null when the request is not revoked, or no
    /// identifier is known.</summary>
    public static async Task<IntakeAnswer?> Apply(ServiceRequest request, FhirScope scope, string path,
        DateTimeOffset now, IReferralIntake intake, HttpContext http, CancellationToken ct)
    {
        if (request.Status is not (RequestStatus.Revoked or RequestStatus.EnteredInError)) return null;
        var at = scope.At(request) ?? new Located(request, path);
        var patient = scope.Find(request.Subject, at) is { Resource: Patient } found ? new PatientMapping([], now)
            .Map(found, scope) : null;
        var input = new SubmitReferral(Source: new RequesterMapping(request, scope, at, null, []).Source,
            Patient: patient, Identifiers: IdentifierMapping.Map(request));
        return await intake.Withdraw(input, StatusReason(request) ??  DefaultReason, http, ct);
    }

    private static string? StatusReason(ServiceRequest request) =>
        (request.Extension ?? []).Where(extension => extension?.Url == FhirNames.StatusReasonExtension)
            .Select(extension => extension.Value is CodeableConcept concept ? FhirText.Display(concept) : null)
            .FirstOrDefault();
}
