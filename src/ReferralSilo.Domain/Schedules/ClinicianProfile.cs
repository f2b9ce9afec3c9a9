using System.Text.Json.Serialization;
using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Domain.Time;

namespace ReferralSilo.Domain.Schedules;

/// <summary>A clinician's settings, parsed and valid. Created by <see cref="ClinicianParser"/>.</summary>
/// <param name="Id">Id of the clinician and of the schedule.</param>
/// <param name="Name">Display name.</param>
/// <param name="TimeZone">IANA zone of availability and of the clinician's day.</param>
/// <param name="ServiceLines">Service lines of the clinician.</param>
/// <param name="LicensedStates">Two-letter US states.</param>
/// <param name="Languages">BCP 47, at least one.</param>
/// <param name="VisitTypes">Visit types with their length, at least one.</param>
/// <param name="BufferMinutes">Free time kept after each visit whose type and length has none of its own.</param>
/// <param name="MinAge">Youngest patient, completed years, inclusive.</param>
/// <param name="MaxAge">Oldest patient, completed years, inclusive.</param>
/// <param name="DailyLimit">Maximum number of held or booked visits in the clinician's civil day; null for
/// none.</param>
/// <param name="Interpreters">Languages (BCP 47) with an available interpreter; null for none.</param>
public sealed record ClinicianProfile(
    ClinicianId Id, string Name, string TimeZone, IReadOnlyList<ServiceLineId> ServiceLines,
    IReadOnlyList<string> LicensedStates, IReadOnlyList<string> Languages, IReadOnlyList<VisitDuration> VisitTypes,
    int BufferMinutes, int? MinAge, int? MaxAge, int? DailyLimit, IReadOnlyList<string>? Interpreters = null)
{
    /// <summary>Licences with dates. Null: every state of <see cref="LicensedStates"/> counts on all days. Otherwise
    /// only these count, and <see cref="LicensedStates"/> repeats their states for lists and boards.</summary>
    public IReadOnlyList<Licence>? Licences { get; init; }

    /// <summary>A visit starts at least this many minutes after it is booked; null for none. On-demand time has no
    /// notice.</summary>
    public int? NoticeMinutes { get; init; }

    /// <summary>A visit starts at most this many times 24 hours after it is booked; null for
    /// <see cref="ScheduleLimits.HorizonDays"/>.</summary>
    public int? HorizonDays { get; init; }

    /// <summary>Maximum number of held or booked visits from Monday to Sunday in the clinician's civil days; null for
    /// none.</summary>
    public int? WeeklyLimit { get; init; }

    /// <summary>Codes of the access needs that visits with the clinician can meet; null when not stated.</summary>
    public IReadOnlyList<string>? MeetsAccessNeeds { get; init; }

    /// <summary>How visits are joined; null when nothing is set.</summary>
    public VisitJoin? Join { get; init; }

    /// <summary>The zone itself. A valid id stays valid, because the zone database keeps old names.</summary>
    [JsonIgnore]
    public DateTimeZone Zone =>
        CivilTime.FindZone(TimeZone) ?? throw new InvalidOperationException($"Unknown zone {TimeZone}.");

    /// <summary>These settings over earlier ones.</summary>
    /// <param name="before">The earlier settings.</param>
    /// <param name="given">Names of the parts that are taken from these settings, as in
    /// <see cref="Contracts.Capacity.ClinicianInput"/> in JSON. The required parts always are.</param>
    public ClinicianProfile Over(ClinicianProfile before, IReadOnlyList<string> given)
    {
        var licences = Has("licences") ? Licences : StillLicensed(before.Licences);
        return this with
        {
            LicensedStates = licences is null ? LicensedStates : [.. licences.Select(l => l.State).Distinct()],
            Licences = licences,
            Languages = Has("languages") ? Languages : before.Languages,
            VisitTypes = Has("visitTypes") ? VisitTypes : before.VisitTypes,
            BufferMinutes = Has("bufferMinutes") ? BufferMinutes : before.BufferMinutes,
            MinAge = Has("minAge") ? MinAge : before.MinAge,
            MaxAge = Has("maxAge") ? MaxAge : before.MaxAge,
            DailyLimit = Has("dailyLimit") ? DailyLimit : before.DailyLimit,
            WeeklyLimit = Has("weeklyLimit") ? WeeklyLimit : before.WeeklyLimit,
            Interpreters = Has("interpreters") ? Interpreters : before.Interpreters,
            NoticeMinutes = Has("notice") ? NoticeMinutes : before.NoticeMinutes,
            HorizonDays = Has("horizon") ? HorizonDays : before.HorizonDays,
            MeetsAccessNeeds = Has("meetsAccessNeeds") ? MeetsAccessNeeds : before.MeetsAccessNeeds,
            Join = Has("join") ? Join : before.Join,
        };

        bool Has(string part) => given.Contains(part, StringComparer.Ordinal);
    }

    /// <summary>Dated licences after a change that names only the states: those of the states that are named, with
    /// their dates, and new ones without dates. No state named: all as before.</summary>
    private List<Licence>? StillLicensed(IReadOnlyList<Licence>? before) =>
        before is null ? null : LicensedStates.Count == 0 ? [.. before]
            : [.. before.Where(l => LicensedStates.Contains(l.State)),
                .. LicensedStates.Where(s => before.All(l => l.State != s)).Select(s => new Licence(s))];

    /// <summary>The time that a visit takes with its buffers. A visit of a type or length that is no longer offered has
    /// <see cref="BufferMinutes"/> after it.</summary>
    public TakenTime TimeOf(SlotId slot, VisitType type)
    {
        var (before, after) = BuffersOf(type, slot.Length);
        return new TakenTime(slot, slot.Start - before, slot.End + after);
    }

    /// <summary>The free time before and after a visit of a type and length.</summary>
    public (Duration Before, Duration After) BuffersOf(VisitType type, Duration length)
    {
        foreach (var visit in VisitTypes)
            if (visit.VisitType == type && Duration.FromMinutes(visit.Minutes) == length)
                return BuffersOf(visit);
        return (Duration.Zero, Duration.FromMinutes(BufferMinutes));
    }

    /// <summary>The free time before and after a visit.</summary>
    public (Duration Before, Duration After) BuffersOf(VisitDuration visit) =>
        (Duration.FromMinutes(visit.BeforeMinutes ?? 0), Duration.FromMinutes(visit.AfterMinutes ?? BufferMinutes));

    /// <summary>The steps in which open time is divided, in minutes: one for each length with its buffers.</summary>
    public IEnumerable<(int Length, int Step)> Steps() => VisitTypes
        .Select(v => (v.Minutes, v.Minutes + (v.BeforeMinutes ?? 0) + (v.AfterMinutes ?? BufferMinutes))).Distinct();

    /// <summary>The least free time between two visits of a length.</summary>
    public Duration GapOf(Duration length)
    {
        Duration? least = null;
        foreach (var visit in VisitTypes)
        {
            if (Duration.FromMinutes(visit.Minutes) != length) continue;
            var (before, after) = BuffersOf(visit);
            if (least is not { } known || before + after < known) least = before + after;
        }

        return least ?? Duration.FromMinutes(BufferMinutes);
    }

    /// <summary>The visit types of exactly this length.</summary>
    public IReadOnlyList<VisitType> OfLength(Duration length) =>
        [.. VisitTypes.Where(v => Duration.FromMinutes(v.Minutes) == length).Select(v => v.VisitType)];

    /// <summary>Compares by content, including lists.</summary>
    public bool Equals(ClinicianProfile? other) =>
        other is not null
        && (Id, Name, TimeZone, BufferMinutes, MinAge, MaxAge, DailyLimit)
            == (other.Id, other.Name, other.TimeZone, other.BufferMinutes, other.MinAge, other.MaxAge, other.DailyLimit)
        && ServiceLines.SequenceEqual(other.ServiceLines) && LicensedStates.SequenceEqual(other.LicensedStates)
        && Languages.SequenceEqual(other.Languages) && VisitTypes.SequenceEqual(other.VisitTypes)
        && (Interpreters ?? []).SequenceEqual(other.Interpreters ?? [])
        && (NoticeMinutes, HorizonDays, WeeklyLimit) == (other.NoticeMinutes, other.HorizonDays, other.WeeklyLimit)
        && (MeetsAccessNeeds is null) == (other.MeetsAccessNeeds is null)
        && (MeetsAccessNeeds ?? []).SequenceEqual(other.MeetsAccessNeeds ?? [])
        && Join == other.Join
        && (Licences is null) == (other.Licences is null)
        && (Licences ?? []).SequenceEqual(other.Licences ?? []);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Id, Name, TimeZone);
}

/// <summary>A licence to see patients of a state.</summary>
/// <param name="State">Two-letter US state.</param>
/// <param name="From">First civil day of the clinician on which it is valid; null for always.</param>
/// <param name="To">First civil day of the clinician on which it is not valid any more; null for never.</param>
public sealed record Licence(string State, LocalDate? From = null, LocalDate? To = null)
{
    /// <summary>Whether it is valid on a civil day of the clinician.</summary>
    public bool IsValidOn(LocalDate day) => !(day < From) && !(day >= To);
}

/// <summary>A visit type of a clinician and its length.</summary>
/// <param name="VisitType">Video or phone.</param>
/// <param name="Minutes">Length, 5–240 minutes.</param>
public sealed record VisitDuration(VisitType VisitType, int Minutes)
{
    /// <summary>Free minutes kept before each of these visits; null for none.</summary>
    public int? BeforeMinutes { get; init; }

    /// <summary>Free minutes kept after each of these visits; null for
    /// <see cref="ClinicianProfile.BufferMinutes"/>.</summary>
    public int? AfterMinutes { get; init; }
}
