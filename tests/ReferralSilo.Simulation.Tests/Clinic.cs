using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.ServiceLines;
using ReferralSilo.Domain;
using ReferralSilo.Domain.Referrals;
using ReferralSilo.Domain.Schedules;
using ReferralSilo.Domain.Time;
using ReferralSilo.Grains.Settings;

namespace ReferralSilo.Simulation.Tests;

/// <summary>A small clinic with short targets and few slots, so that conflicts occur within half an hour.</summary>
public static class Clinic
{
    /// <summary>Monday 2031-03-03, 15:00 UTC.</summary>
    public static readonly Instant Opens = Instant.FromUtc(2031, 3, 3, 15, 0);

    public static readonly ServiceLineId Line = new("behavioral-health");

    /// <summary>Ids of referrals and clinicians, one clock partition for each kind, so that two clocks run instead of
    /// 64.</summary>
    public static readonly IReadOnlyList<string> Referrals = [.. Ids("referral", "r", 8, 4)];

    public static readonly IReadOnlyList<string> Clinicians = [.. Ids("schedule", "dr-", 9, 2)];

    public static readonly IReadOnlyList<int> Partitions = [8, 9];

    public static readonly AllServiceLines Settings = new(1, [new ServiceLineView(Line.Value, 1, new ServiceLineInput(
        "Behavioral health", "UTC", Targets:
        [
            new(ClockKind.Review, 4), new(ClockKind.FirstContact, 5), new(ClockKind.NextContact, 3),
            new(ClockKind.Booking, 6),
            new(ClockKind.Completion, 5), new(ClockKind.LoopClosure, 7),
        ],
        ClaimMinutes: 2, OfferMinutes: 2, MaxContactAttempts: 8, ContactRetryHours: 1, MaxNoShows: 3)
        { VisitRecordableBefore = TimeSpan.FromDays(30) })]);

    /// <summary>Half-hour slots, three per clinician; the first ones begin while the clients are still
    /// active.</summary>
    public static readonly IReadOnlyList<SlotId> Slots =
    [
        .. from clinician in Clinicians
           from n in Enumerable.Range(0, 3)
           let start = Opens + Duration.FromMinutes(5 + 30 * n)
           select SlotId.Create(new ClinicianId(clinician), start, start + Duration.FromMinutes(30)),
    ];

    public static ClinicianProfile Profile(string clinician) => new(
        new(clinician), clinician, "UTC", [Line], ["CO"], ["en"], [new(VisitType.Video, 30)], 0, null, null, null);

    public static IReadOnlyList<AvailabilityPeriod> Hours { get; } =
        [new(new WeeklyWindow(Weekdays.Mon, new LocalTime(14, 0), new LocalTime(23, 0)), null, null, null)];

    public static Submission Submission(string family) => new(
        Line, ReferralModel.WarmHandoff, null, IntakeChannel.Api, null, null, Priority.Routine, null,
        new Reason("Panic attacks", []), null,
        new Patient(new PatientName("Dana", family), new LocalDate(1988, 4, 12), new PatientLocation("US", "CO"),
            "America/Denver",
            "en", [new PhoneNumber("+13035550123")], null, Channel.Call),
        null, [], null, [], null);

    private static IEnumerable<string> Ids(string kind, string prefix, int partition, int count) =>
        Enumerable.Range(1, 100_000).Select(n => $"{prefix}{n}")
            .Where(id => new StreamId(kind, id).Partition == partition).Take(count);
}
