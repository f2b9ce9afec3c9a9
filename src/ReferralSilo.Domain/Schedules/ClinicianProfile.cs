using System.Text.Json.Serialization;
using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Capacity;
using ReferralSilo.Domain.Time;

namespace ReferralSilo.Domain.Schedules;

/// <summary>A clinician as configured, parsed and valid. Made by <see cref="ClinicianParser"/>.</summary>
/// <param name="Id">Id of the clinician and of the schedule.</param>
/// <param name="Name">Display name.</param>
/// <param name="TimeZone">IANA zone of availability and of the clinician's day.</param>
/// <param name="ServiceLines">Service lines served.</param>
/// <param name="LicensedStates">Two-letter US states.</param>
/// <param name="Languages">BCP 47, at least one.</param>
/// <param name="VisitTypes">Visit types with their length, at least one.</param>
/// <param name="BufferMinutes">Free time kept after each visit.</param>
/// <param name="MinAge">Youngest patient, completed years, inclusive.</param>
/// <param name="MaxAge">Oldest patient, completed years, inclusive.</param>
/// <param name="DailyLimit">Most visits, held or booked, in the clinician's own civil day; null for no limit.</param>
/// <param name="Interpreters">BCP 47 of languages with an interpreter at hand; null for none.</param>
public sealed record ClinicianProfile(
    ClinicianId Id, string Name, string TimeZone, IReadOnlyList<ServiceLineId> ServiceLines,
    IReadOnlyList<string> LicensedStates, IReadOnlyList<string> Languages, IReadOnlyList<VisitLength> VisitTypes,
    int BufferMinutes, int? MinAge, int? MaxAge, int? DailyLimit, IReadOnlyList<string>? Interpreters = null)
{
    /// <summary>The zone itself. An id that was valid when it was parsed stays so: the zone database keeps old
    /// names.</summary>
    [JsonIgnore]
    public DateTimeZone Zone =>
        CivilTime.FindZone(TimeZone) ?? throw new InvalidOperationException($"Unknown zone {TimeZone}.");

    /// <summary>Free time kept after each visit.</summary>
    [JsonIgnore]
    public Duration Buffer => Duration.FromMinutes(BufferMinutes);

    /// <summary>The visit types that last exactly so long.</summary>
    public IReadOnlyList<VisitType> OfLength(Duration length) =>
        [.. VisitTypes.Where(v => Duration.FromMinutes(v.Minutes) == length).Select(v => v.VisitType)];

    /// <summary>By content, lists included.</summary>
    public bool Equals(ClinicianProfile? other) =>
        other is not null
        && (Id, Name, TimeZone, BufferMinutes, MinAge, MaxAge, DailyLimit)
            == (other.Id, other.Name, other.TimeZone, other.BufferMinutes, other.MinAge, other.MaxAge, other.DailyLimit)
        && ServiceLines.SequenceEqual(other.ServiceLines) && LicensedStates.SequenceEqual(other.LicensedStates)
        && Languages.SequenceEqual(other.Languages) && VisitTypes.SequenceEqual(other.VisitTypes)
        && (Interpreters ?? []).SequenceEqual(other.Interpreters ?? []);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Id, Name, TimeZone);
}
