using Hl7.Fhir.Model;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Domain.Referrals;
using ReferralSilo.Domain.Time;
using ReferralSilo.Host.Intake;
using Instant = NodaTime.Instant;
using Period = Hl7.Fhir.Model.Period;

namespace ReferralSilo.Host.Fhir;

/// <summary>
/// By when: the last moment the occurrence covers. A civil day ends where the patient is: in the zone the patient
/// states, else that of the patient's state or country, else the service line's.
/// </summary>
internal sealed class NeedByMapping(List<FhirIssue> issues, DateTimeOffset now)
{
    public DateTimeOffset? Of(ServiceRequest request, string path, PatientInput? patient, string? lineZone)
    {
        var at = $"{path}.occurrence";
        if (request.Occurrence is not { } occurrence) return null;
        if (Written(occurrence) is not { } text)
        {
            issues.Add(FhirIssue.Warn(OptionalValues.Unreadable, "This occurrence names no end.", at,
                (occurrence as Period)?.Start));
            return null;
        }
        var stated = CivilTime.FindZone(patient?.TimeZone)?.Id;
        var zone = stated ?? PlaceZones.Find(patient?.Location?.Country, patient?.Location?.State) ?? lineZone;
        if (FhirMoment.End(text, zone) is not { } needBy)
        {
            issues.Add(FhirIssue.Warn(OptionalValues.Unreadable, "The value of this element cannot be read.", at,
                text));
            return null;
        }
        // One in the past is told by the intake, whatever the way in.
        if (NeedBy.Classify(Instant.FromDateTimeOffset(needBy),
            Instant.FromDateTimeOffset(now)) == NeedByRange.OutOfRange)
        {
            issues.Add(FhirIssue.Warn(NeedBy.OutOfRangeCode, NeedBy.OutOfRangeText, at, text));
            return null;
        }
        if (stated is null && FhirMoment.IsCivil(text))
            issues.Add(FhirIssue.Warn("need-by-zone-assumed", $"The day is taken to end in the zone {zone ?? "UTC"}.",
                at, text));
        return needBy;
    }

    private static string? Written(DataType occurrence) => FhirText.NotBlank(occurrence switch
    {
        FhirDateTime moment => moment.Value,
        Period period => period.End,
        Timing { Repeat.Bounds: Period { End: not null } bounds } => bounds.End,
        Timing timing => (timing.Event ?? []).LastOrDefault(),
        _ => null,
    });
}
