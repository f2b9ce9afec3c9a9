using Hl7.Fhir.Model;
using ReferralSilo.Api.Intake;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Domain.Referrals;
using ReferralSilo.Domain.Time;
using Instant = NodaTime.Instant;
using Period = Hl7.Fhir.Model.Period;

namespace ReferralSilo.Fhir;

/// <summary>Maps the need-by: the last moment of the occurrence. A civil day ends in the patient's zone: the stated
/// zone, else that of the patient's state or country, else the service line's.</summary>
internal sealed class NeedByMapping(List<FhirIssue> issues, DateTimeOffset now)
{
    public DateTimeOffset? Map(ServiceRequest request, string path, PatientInput? patient, string? lineZone)
    {
        var at = $"{path}.occurrence";
        if (request.Occurrence is not { } occurrence) return null;
        if (Written(occurrence) is not { } text)
        {
            issues.Add(FhirIssue.Warning(OptionalValues.Unreadable, "This occurrence has no end.", at,
                (occurrence as Period)?.Start));
            return null;
        }
        var stated = CivilTime.FindZone(patient?.TimeZone)?.Id;
        var zone = stated ?? PlaceZones.Find(patient?.Location?.Country, patient?.Location?.State) ?? lineZone;
        if (FhirMoment.End(text, zone) is not { } needBy)
        {
            issues.Add(FhirIssue.Warning(OptionalValues.Unreadable, "The value of this element cannot be read.", at,
                text));
            return null;
        }
        // The intake warns about a need-by in the past, for every channel.
        if (NeedBy.Classify(Instant.FromDateTimeOffset(needBy),
            Instant.FromDateTimeOffset(now)) == NeedByRange.OutOfRange)
        {
            issues.Add(FhirIssue.Warning(NeedBy.OutOfRangeCode, NeedBy.OutOfRangeText, at, text));
            return null;
        }
        if (stated is null && FhirMoment.IsCivil(text))
            issues.Add(FhirIssue.Warning("need-by-zone-assumed",
                $"The day is taken to end in the zone {zone ?? "UTC"}.", at, text));
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
