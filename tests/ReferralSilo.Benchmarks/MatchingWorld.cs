using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Domain;
using ReferralSilo.Domain.Boards;
using ReferralSilo.Domain.Matching;
using ReferralSilo.Domain.Referrals;
using ReferralSilo.Domain.Schedules;
using ReferralSilo.Domain.Time;

namespace ReferralSilo.Benchmarks;

/// <summary>Made-up clinicians who are open day and night for visits of half an hour, a third of it booked, and
/// referrals that wait for them.</summary>
internal sealed class MatchingWorld
{
    /// <summary>Zone of all clinicians and patients.</summary>
    public const string Zone = "America/Denver";

    /// <summary>Id of the service line.</summary>
    public const string LineName = "dermatology";

    private static readonly ServiceLineId Line = new(LineName);
    private static readonly string[] States =
        ["CO", "WY", "TX", "NY", "NJ", "CT", "CA", "WA", "OR", "NV", "AZ", "UT", "NM", "ID", "MT", "ND", "SD", "NE",
        "KS", "OK"];

    private readonly Random _random = new(1);

    public MatchingWorld(int clinicians)
    {
        Schedules = [.. Enumerable.Range(0, clinicians).Select(Schedule)];
    }

    /// <summary>Midnight in the zone of the clinicians, so that two weeks are 14 whole days.</summary>
    public static Instant Now { get; } = Instant.FromUtc(2031, 5, 5, 6, 0);

    public List<Schedule> Schedules { get; }

    public MatchNeed Need(int number) => MatchNeed.From(Entry(number));

    public QueueEntry Entry(int number)
    {
        var patient = new Patient(new PatientName("Dana", null),
            new LocalDate(1940, 1, 1).PlusDays(_random.Next(29_000)), new PatientLocation("US", Pick(States)), Zone,
            OneIn(5) ? "es" : "en", [], null, null, OneIn(20) ? "es" : null);
        IReadOnlyList<PreferredTime> times = OneIn(2) ? [] : [new(
            [(IsoDayOfWeek)_random.Next(1, 8), (IsoDayOfWeek)_random.Next(1, 8)],
            new LocalTime(_random.Next(8, 14), 0), new LocalTime(_random.Next(15, 20), 0))];
        var preferences = new Preferences(OneIn(3) ? VisitType.Video : null, times,
            OneIn(5) ? Schedules[_random.Next(Schedules.Count)].Clinician : null);
        var priority = _random.Next(100) switch { < 2 => Priority.Stat, < 6 => Priority.Asap, < 20 => Priority.Urgent,
            _ => Priority.Routine };
        return new QueueEntry(new ReferralId($"r{number:00000}"), 1, $"RS-{number}", Line, Stage.Waiting, priority,
            OneIn(3) ? Now + Duration.FromHours(_random.Next(24, 500)) : null, patient, null, null,
            Now - Duration.FromMinutes(_random.Next(30_000)), null, false, null, null, EligibilityOutcome.Eligible, 0,
            preferences, null, null);
    }

    /// <summary>A random free slot with its schedule.</summary>
    public (int At, SlotId Slot) FreeSlot()
    {
        while (true)
        {
            var at = _random.Next(Schedules.Count);
            var start = Now + Duration.FromMinutes(30 * _random.Next(1, 14 * 48));
            var slot = SlotId.Create(Schedules[at].Clinician, start, start + Duration.FromMinutes(30));
            if (FreeTime.FindRefusal(Schedules[at], slot, null, Now) is null) return (at, slot);
        }
    }

    private Schedule Schedule(int number)
    {
        var id = new ClinicianId($"c{number:000}");
        var profile = new ClinicianProfile(id, $"Dr. {number}", Zone, [Line],
            [.. States.Where(_ => OneIn(3)).DefaultIfEmpty("CO")], OneIn(3) ? ["en", "es"] : ["en"],
            [new(VisitType.Video, 30), new(VisitType.Phone, 30)], 0, OneIn(3) ? 18 : null, OneIn(5) ? 64 : null, null);
        var always = new AvailabilityPeriod(
            new WeeklyWindow((Weekdays)127, LocalTime.Midnight, LocalTime.Midnight), null, null, null);
        var bookings = Enumerable.Range(0, 14 * 48).Where(_ => OneIn(3)).Select(i =>
        {
            var start = Now + Duration.FromMinutes(30 * i);
            return new Booking(new($"b{i}"), SlotId.Create(id, start, start + Duration.FromMinutes(30)), new("other"),
                VisitType.Video, false);
        });
        return new Schedule(profile, [always], [], [], [.. bookings], [], []);
    }

    private bool OneIn(int n) => _random.Next(n) == 0;

    private T Pick<T>(IReadOnlyList<T> all) => all[_random.Next(all.Count)];
}
