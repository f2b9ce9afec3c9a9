using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Domain.Matching;
using ReferralSilo.Domain.Schedules;
using ReferralSilo.Domain.Time;
using static ReferralSilo.Domain.Tests.Schedules.ASchedule;

namespace ReferralSilo.Domain.Tests.Matching;

/// <summary>Some clinicians in several zones whose schedules change while time passes, near changes of the clocks. The
/// same seed creates the same world.</summary>
internal sealed class MatchWorld
{
    private static readonly string[] Zones =
        ["America/Denver", "America/New_York", "America/Phoenix", "Pacific/Kiritimati", "Pacific/Honolulu",
        "Australia/Lord_Howe"];
    private static readonly Instant[] Moments =
        [Utc("2031-03-03T15:00:00Z"), Utc("2031-03-08T05:00:00Z"), Utc("2031-10-25T04:00:00Z"),
        Utc("2030-12-31T20:00:00Z"), Utc("2032-02-28T22:00:00Z")];
    private static readonly string[] States = ["CO", "WY", "TX"];
    private static readonly string[] Languages = ["en", "es", "es-MX", "vi"];
    private static readonly string[] Lines = ["behavioral-health", "dermatology"];

    private readonly Random _random;
    private readonly Dictionary<ClinicianId, Schedule> _schedules = [];
    private int _ids;

    public MatchWorld(int seed)
    {
        _random = new Random(seed);
        Now = Pick(Moments) + Duration.FromSeconds(_random.Next(-300_000, 300_000));
        for (var i = _random.Next(1, 7); i > 0; i--) Define();
    }

    public Instant Now { get; private set; }

    public IReadOnlyCollection<Schedule> Schedules => _schedules.Values;

    /// <summary>Changes a schedule or passes time. Returns the changed schedule, or the id of a clinician who
    /// left.</summary>
    public (Schedule? Changed, ClinicianId? Gone) Step()
    {
        if (_schedules.Count == 0 || OneIn(12)) return (Define(), null);
        var schedule = Pick([.. _schedules.Values]);
        switch (_random.Next(12))
        {
            case 0 or 1:
                Now += Duration.FromSeconds(_random.Next(OneIn(4) ? 200_000 : 4_000));
                return (null, null);
            case 2 when OneIn(2):
                Now -= OneIn(2) ? Duration.FromSeconds(_random.Next(10_000)) : Duration.FromSeconds(_random.Next(20));
                return (null, null);
            case 3 when OneIn(3):
                _schedules.Remove(schedule.Clinician);
                return (null, schedule.Clinician);
            case 4:
                return (Put(schedule with
                {
                    Exceptions = [.. schedule.Exceptions.Skip(OneIn(2) ? 1 : 0), Exception()],
                }), null);
            case 5:
                return (Put(schedule with
                {
                    OnDemand = OneIn(3) ? null : new OnDemand(Now - Duration.FromSeconds(_random.Next(5000)),
                        Now + Duration.FromSeconds(_random.Next(20_000))),
                }), null);
            case 6:
                return (Put(schedule with { Availability = Windows() }), null);
            case 7:
                return (Put(schedule with { Holds = [], Bookings = [.. schedule.Bookings.Skip(1)] }), null);
            default:
                return (Put(Take(schedule)), null);
        }
    }

    public MatchNeed Need()
    {
        var own = Schedules.SelectMany(s => s.Holds.Select(h => (h.Id.Value, h.Slot, h.Referral))
            .Concat(s.Bookings.Select(b => (b.Id.Value, b.Slot, b.Referral)))).Where(o => o.Referral.Value == "r1");
        var need = ANeed.Waiting(
            "r1", (Priority)_random.Next(4), null, OneIn(8) ? null : Pick(["CO", "co", "WY"]),
            OneIn(4) ? null : Pick(Languages), OneIn(6), null, OneIn(3) ? (VisitType)_random.Next(2) : null,
            OneIn(3) ? "c" + _random.Next(7) : null, Duration.FromMinutes(_random.Next(30_000)), Lines[0],
            OneIn(2) ? [] : [Hours(), Hours()]);
        return need with
        {
            Must = need.Must with
            {
                BirthDate = OneIn(6) ? null
                    : CivilTime.DayOf(Now, DateTimeZone.Utc).PlusDays(_random.Next(-2, 15))
                        .PlusYears(-Pick([18, 65, 40])),
                NeedBy = OneIn(2) ? null : Now + Duration.FromSeconds(_random.Next(-100_000, 1_000_000)),
                MissingDocuments = OneIn(6) ? ["document:medication-list"] : null,
                AccessNeeds = OneIn(4) ? OneIn(2) ? ["captions"] : ["captions", "large-print"] : null,
                GivesUp = OneIn(2) ? [.. own.Select(o => new OwnSlot(o.Value, o.Slot))] : null,
            },
            Zone = OneIn(4) ? null : Pick(Zones),
            IsOpen = !OneIn(40),
        };
    }

    private WeeklyWindow Hours()
    {
        var from = _random.Next(0, 23);
        return new((Weekdays)_random.Next(1, 128), new LocalTime(from, 15 * _random.Next(4)),
            OneIn(4) ? LocalTime.Midnight : new LocalTime(_random.Next(from + 1, 24), 0));
    }

    private Schedule Define()
    {
        var number = _random.Next(7);
        var profile = Profile("c" + number, Pick(Zones), Pick([20, 30, 50, 90]), Pick([0, 0, 5, 10]),
            OneIn(3) ? _random.Next(1, 5) : null, OneIn(3) ? ["CO", "WY"] : ["wy", "CO", "TX"],
            OneIn(2) ? ["en"] : ["en", Pick(Languages)], OneIn(8) ? [Lines[1]] : Lines, OneIn(2) ? 18 : null,
            OneIn(3) ? 64 : null) with
        {
            Interpreters = OneIn(3) ? ["vi"] : null,
            MeetsAccessNeeds = OneIn(3) ? OneIn(2) ? ["captions", "wheelchair"] : [] : null,
            WeeklyLimit = OneIn(4) ? _random.Next(2, 8) : null,
            NoticeMinutes = OneIn(4) ? _random.Next(3000) : null,
            HorizonDays = OneIn(4) ? _random.Next(1, 16) : null,
            Licences = OneIn(4) ? [new(Pick(States), Day(), Day()), new("CO", OneIn(2) ? Day() : null)] : null,
        };
        if (OneIn(2)) profile = profile with { VisitTypes = [new(VisitType.Video, 30), new(VisitType.Phone, 20)] };
        if (OneIn(6)) profile = profile with { VisitTypes = [new(VisitType.Phone, 5)] };
        if (OneIn(2)) profile = profile with { VisitTypes = [.. profile.VisitTypes.Select(Buffered)] };
        return Put(Take(Free(profile, Windows())));
    }

    private VisitDuration Buffered(VisitDuration visit) => visit with
    {
        BeforeMinutes = OneIn(2) ? Pick([0, 5, 15, 90]) : null, AfterMinutes = OneIn(2) ? Pick([0, 5, 20]) : null,
    };

    private LocalDate Day() => CivilTime.DayOf(Now, DateTimeZone.Utc).PlusDays(_random.Next(-3, 16));

    private AvailabilityPeriod[] Windows() => [.. Enumerable.Range(0, _random.Next(1, 4)).Select(_ =>
        OneIn(5) ? Period((Weekdays)127, 0, 24) : new AvailabilityPeriod(Hours(), OneIn(4) ? Day() : null,
            OneIn(6) ? Day() : null, OneIn(3) ? [(VisitType)_random.Next(2)] : null))];

    private ScheduleException Exception()
    {
        var from = Now + Duration.FromSeconds(_random.Next(-400_000, 1_200_000));
        if (OneIn(2)) from = Minute(from);
        var length = Duration.FromMinutes(_random.Next(5, OneIn(5) ? 10_000 : 600));
        return new(new("x" + _ids++), from, from + length, OneIn(2), null);
    }

    // Held and booked visits at free slots, some of them of the referral itself.
    private Schedule Take(Schedule schedule)
    {
        var free = SlotGrid.Free(schedule, new(Now, Now + Duration.FromDays(16)), Now);
        for (var i = _random.Next(4); i > 0 && free.Count > 0; i--)
        {
            var at = free[_random.Next(free.Count)];
            var (slot, type) = (at.Slot!.Value, Pick(at.VisitTypes));
            if (BusyTime.IsTaken(schedule, slot, type, Now)) continue;
            var referral = new ReferralId(OneIn(4) ? "r1" : "r2");
            schedule = OneIn(2)
                ? schedule with { Holds = [.. schedule.Holds, new Hold(new("h" + _ids++), slot, referral,
                    type, Now + Duration.FromSeconds(_random.Next(10_000)))] }
                : schedule with { Bookings = [.. schedule.Bookings, new Booking(new("b" + _ids++), slot, referral,
                    type, false)] };
        }

        return schedule;
    }

    private Schedule Put(Schedule schedule) => _schedules[schedule.Clinician] = schedule;

    private static Instant Minute(Instant at) => Instant.FromUnixTimeSeconds(at.ToUnixTimeSeconds() / 60 * 60);

    private bool OneIn(int n) => _random.Next(n) == 0;

    private T Pick<T>(IReadOnlyList<T> all) => all[_random.Next(all.Count)];
}
