using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Domain.Referrals;
using ReferralSilo.Domain.Schedules;
using ReferralSilo.Domain.ServiceLines;
using ReferralSilo.Domain.Tests.Referrals;
using ReferralSilo.Domain.Time;
using static ReferralSilo.Domain.Tests.Schedules.ASchedule;

namespace ReferralSilo.Domain.Tests.Matching;

/// <summary>One clinician, one referral and an instant with edge cases: birthdays, need-bys, licences, limits and
/// windows that touch at midnight within the day and a half under test. The same seed creates the same world.</summary>
internal sealed class MatchScenario
{
    private static readonly string[] Zones =
        ["America/Denver", "America/Phoenix", "America/Vancouver", "US/Mountain", "Pacific/Kiritimati",
        "Pacific/Honolulu"];
    private static readonly Instant[] Moments =
        [Utc("2031-03-03T15:00:00Z"), Utc("2031-03-09T05:00:00Z"), Utc("2031-11-02T04:00:00Z"),
        Utc("2030-12-31T20:00:00Z"), Utc("2032-02-28T22:00:00Z")];
    private static readonly string?[] States = ["CO", "CO", "CO", "WY", "co", null];
    private static readonly string?[] Languages = ["en", "es", "es-MX", "vi", null];
    private static readonly ServiceLineId Mine = new("behavioral-health"), Other = new("dermatology");

    private readonly Random _random;
    private int _ids;

    public MatchScenario(int seed)
    {
        _random = new Random(seed);
        Now = Pick(Moments) + Duration.FromMinutes(_random.Next(-600, 600));
        Horizon = new Interval(Now, Now + Duration.FromHours(24));
        var profile = Clinician();
        EmptySchedule = Free(profile, Windows());
        if (OneIn(5))
            EmptySchedule = EmptySchedule with
            {
                Exceptions = [Exception(Now + Duration.FromHours(_random.Next(20)))],
            };
        if (OneIn(6))
            EmptySchedule = EmptySchedule with
            {
                OnDemand = new OnDemand(Now - Duration.FromSeconds(_random.Next(1000)), Now + Duration.FromHours(2)),
            };
        AllSlots = [.. SlotGrid.Free(EmptySchedule, Horizon, Now).Select(s => s.Slot!.Value)];
        var limited = profile with
        {
            DailyLimit = OneIn(3) ? _random.Next(1, 4) : null,
            WeeklyLimit = OneIn(3) ? _random.Next(1, 3) : null,
            NoticeMinutes = OneIn(4) ? _random.Next(600) : null,
            HorizonDays = OneIn(12) ? 0 : OneIn(6) ? 1 : null,
            Licences = OneIn(4) ? Licences() : null,
        };
        (Schedule, Referral) = AddHoldsAndBookings(EmptySchedule with { Profile = limited });
    }

    public Instant Now { get; }

    public Interval Horizon { get; }

    /// <summary>The schedule without limits, holds and bookings.</summary>
    public Schedule EmptySchedule { get; }

    public Schedule Schedule { get; }

    public Referral Referral { get; }

    /// <summary>Every slot of the open time, busy or not.</summary>
    public IReadOnlyList<SlotId> AllSlots { get; }

    /// <summary>Random slots of <see cref="AllSlots"/>.</summary>
    public IEnumerable<SlotId> RandomSlots(int most)
    {
        for (var i = 0; i < most && AllSlots.Count > 0; i++)
            yield return Pick(AllSlots);
    }

    private ClinicianProfile Clinician() => Profile(
        "ames", Pick(Zones), 30, OneIn(3) ? 10 : 0, null, OneIn(6) ? ["TX"] : OneIn(6) ? ["wy", "co"] : ["CO", "WY"],
        OneIn(3) ? ["en", "es"] : ["en"], OneIn(10) ? [Other.Value] : [Mine.Value], OneIn(2) ? 18 : null, OneIn(3) ? 64
            : null) with
    {
        VisitTypes = OneIn(3) ? [Buffered(new(VisitType.Video, 30))]
            : [Buffered(new(VisitType.Video, 30)), Buffered(new(VisitType.Phone, OneIn(2) ? 20 : 30))],
        Interpreters = OneIn(3) ? ["vi"] : null,
        MeetsAccessNeeds = OneIn(3) ? OneIn(2) ? ["captions"] : [] : null,
    };

    private VisitDuration Buffered(VisitDuration visit) => OneIn(2) ? visit : visit with
    {
        BeforeMinutes = OneIn(2) ? 10 : null, AfterMinutes = OneIn(2) ? 5 * _random.Next(4) : null,
    };

    // Licences that start or end within the days under test.
    private Licence[] Licences()
    {
        var day = CivilTime.DayOf(Now, DateTimeZone.Utc).PlusDays(_random.Next(-1, 3));
        return [new("wy", null, day), new(Pick(["CO", "TX"]), OneIn(2) ? day : null, OneIn(2) ? day : null)];
    }

    private AvailabilityPeriod[] Windows()
    {
        var all = (Weekdays)127;
        return _random.Next(4) switch
        {
            0 => [Period(all, 9, 10)],
            1 => [Period(all, 23, 24), Period(all, 0, 1)],
            2 => [Period(Workdays, 8, 9), Period(all, 9, 10) with { VisitTypes = [VisitType.Video] }],
            _ => [Period(all, 23, 24) with { VisitTypes = [VisitType.Phone] }, Period(all, 0, 1)],
        };
    }

    private ScheduleException Exception(Instant from) =>
        new(new("x"), from, from + Duration.FromHours(_random.Next(1, 3)), OneIn(2), null);

    private (Schedule, Referral) AddHoldsAndBookings(Schedule schedule)
    {
        var own = new List<SlotGrant>();
        var stage = _random.Next(3);
        for (var n = _random.Next(4); n > 0 && AllSlots.Count > 0; n--)
        {
            var slot = Pick(AllSlots);
            var type = Pick(OpenTime.VisitTypesOf(EmptySchedule, slot)!);
            if (BusyTime.IsTaken(schedule, slot, type, Now)) continue;
            var id = "i" + _ids++;
            var isOwn = stage > 0 && (stage == 1 || own.Count == 0) && OneIn(2);
            var referral = new ReferralId(isOwn ? "r1" : "r2");
            var until = Now + Duration.FromMinutes(OneIn(5) ? 0 : 30);
            schedule = stage == 1 && isOwn || !isOwn && OneIn(3)
                ? schedule with { Holds =
                    [.. schedule.Holds, new Hold(new(id), slot, referral, type, until)] }
                : schedule with { Bookings =
                    [.. schedule.Bookings, new Booking(new(id), slot, referral, type, false)] };
            if (isOwn)
                own.Add(new SlotGrant(id, slot.Value, slot.Clinician, slot.Start, slot.End, type, until));
        }

        var clock = Clock.Start(ClockKind.Booking, Now, Now + Duration.FromHours(1));
        var referralCase = CreateCase();
        return (schedule, own.Count == 0 ? new Referral.Waiting(referralCase, clock)
            : stage == 1 ? new Referral.Offered(referralCase, clock, own)
            : new Referral.Booked(referralCase, clock, own[0], Now));
    }

    private ReferralCase CreateCase()
    {
        var patient = new Patient(
            new PatientName("Dana", null), Born(),
            OneIn(12) ? null : new PatientLocation(OneIn(12) ? "MX" : "US", Pick(States)), null, Pick(Languages), [],
            null, null, OneIn(6) ? Pick(Languages) : null,
            OneIn(4) ? [Pick(["captions", "Sign language", "a quiet room"])] : null);
        var preferences = new Preferences(
            OneIn(4) ? Pick([VisitType.Video, VisitType.Phone]) : null, [], null, OneIn(4));
        var submission = AReferral.Submission() with { Patient = patient, Preferences = preferences };
        Instant? needBy = OneIn(2) ? null : Now + Duration.FromHours(_random.Next(-3, 24));
        IReadOnlyList<MissingInformation> missing = OneIn(4)
            ? [new("document:medication-list", "source"), new("payer", "source")] : [new("payer", "source")];
        return new ReferralCase(new("r1"), "RS-1", submission, Mine, Priority.Routine, needBy,
            new EligibilityResult(EligibilityOutcome.Eligible, []), missing,
            null, null, [], [], 0, null, Now - Duration.FromDays(1));
    }

    // Most birthdays are near the days under test, so that the patient reaches or leaves an age limit.
    private LocalDate? Born() => OneIn(8)
        ? null
        : CivilTime.DayOf(Now, DateTimeZone.Utc).PlusDays(_random.Next(-1, 3)).PlusYears(-Pick([18, 65, 40]));

    private bool OneIn(int n) => _random.Next(n) == 0;

    private T Pick<T>(IReadOnlyList<T> all) => all[_random.Next(all.Count)];
}
