using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Capacity;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Domain.Referrals;
using ReferralSilo.Domain.Schedules;
using ReferralSilo.Domain.Tests.Referrals;
using ReferralSilo.Domain.Time;
using static ReferralSilo.Domain.Tests.Schedules.ASchedule;

namespace ReferralSilo.Domain.Tests.Matching;

/// <summary>
/// One clinician, one referral and a moment, all of them on the edge: birthdays, need-bys, licences, limits and windows
/// that touch at midnight lie within the day and a half looked at. The same seed makes the same world.
/// </summary>
internal sealed class AWorld
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

    private readonly Random _chance;
    private int _ids;

    public AWorld(int seed)
    {
        _chance = new Random(seed);
        Now = Of(Moments) + Duration.FromMinutes(_chance.Next(-600, 600));
        Horizon = new Interval(Now, Now + Duration.FromHours(24));
        var profile = Clinician();
        Bare = Free(profile, Windows());
        if (One(5)) Bare = Bare with { Exceptions = [Exception(Now + Duration.FromHours(_chance.Next(20)))] };
        Cut = [.. SlotGrid.Free(Bare, Horizon, Now).Select(s => s.Slot!.Value)];
        (Schedule, Referral) =
            Busy(Bare with { Profile = profile with { DailyLimit = One(2) ? _chance.Next(1, 4) : null } });
    }

    public Instant Now { get; }

    public Interval Horizon { get; }

    /// <summary>The schedule without limits and with nothing held or booked.</summary>
    public Schedule Bare { get; }

    public Schedule Schedule { get; }

    public Referral Referral { get; }

    /// <summary>Every slot that the open time has, taken or not.</summary>
    public IReadOnlyList<SlotId> Cut { get; }

    /// <summary>Some of the slots.</summary>
    public IEnumerable<SlotId> Some(int most)
    {
        for (var i = 0; i < most && Cut.Count > 0; i++)
            yield return Of(Cut);
    }

    private ClinicianProfile Clinician() => Profile(
        "ames", Of(Zones), 30, One(3) ? 10 : 0, null, One(6) ? ["TX"] : One(6) ? ["wy", "co"] : ["CO", "WY"],
        One(3) ? ["en", "es"] : ["en"], One(10) ? [Other.Value] : [Mine.Value], One(2) ? 18 : null, One(3) ? 64
            : null) with
    {
        VisitTypes = One(3) ? [new VisitLength(VisitType.Video, 30)]
            : [new VisitLength(VisitType.Video, 30), new VisitLength(VisitType.Phone, 20)],
        Interpreters = One(3) ? ["vi"] : null,
    };

    private AvailabilityPeriod[] Windows()
    {
        var all = (Weekdays)127;
        return _chance.Next(4) switch
        {
            0 => [Period(all, 9, 10)],
            1 => [Period(all, 23, 24), Period(all, 0, 1)],
            2 => [Period(Workdays, 8, 9), Period(all, 9, 10) with { VisitTypes = [VisitType.Video] }],
            _ => [Period(all, 23, 24) with { VisitTypes = [VisitType.Phone] }, Period(all, 0, 1)],
        };
    }

    private ScheduleException Exception(Instant from) =>
        new(new("x"), from, from + Duration.FromHours(_chance.Next(1, 3)), One(2), null);

    private (Schedule, Referral) Busy(Schedule schedule)
    {
        var own = new List<SlotGrant>();
        var stage = _chance.Next(3);
        for (var n = _chance.Next(4); n > 0 && Cut.Count > 0; n--)
        {
            var slot = Of(Cut);
            if (BusyTime.IsTaken(schedule, slot, Now)) continue;
            var id = "i" + _ids++;
            var isOwn = stage > 0 && (stage == 1 || own.Count == 0) && One(2);
            var referral = new ReferralId(isOwn ? "r1" : "r2");
            var until = Now + Duration.FromMinutes(One(5) ? 0 : 30);
            schedule = stage == 1 && isOwn || !isOwn && One(3)
                ? schedule with { Holds =
                    [.. schedule.Holds, new Hold(new(id), slot, referral, VisitType.Video, until)] }
                : schedule with { Bookings =
                    [.. schedule.Bookings, new Booking(new(id), slot, referral, VisitType.Video, false)] };
            if (isOwn) own.Add(
                new SlotGrant(id, slot.Value, slot.Clinician, slot.Start, slot.End, VisitType.Video, until));
        }

        var clock = Clock.Start(ClockKind.Booking, Now, Now + Duration.FromHours(1));
        var referred = Case();
        return (schedule, own.Count == 0 ? new Referral.Waiting(referred, clock)
            : stage == 1 ? new Referral.Offered(referred, clock, own)
            : new Referral.Booked(referred, clock, own[0], Now));
    }

    private ReferralCase Case()
    {
        var patient = new Patient(
            new PatientName("Dana", null), Born(), One(12) ? null
                : new PatientLocation(One(12) ? "MX" : "US", Of(States)), null, Of(Languages), [], null, null,
            One(6) ? Of(Languages) : null);
        var preferences = new Preferences(One(4) ? Of([VisitType.Video, VisitType.Phone]) : null, [], null, One(4));
        var submission = AReferral.Submission() with { Patient = patient, Preferences = preferences };
        Instant? needBy = One(2) ? null : Now + Duration.FromHours(_chance.Next(-3, 24));
        IReadOnlyList<MissingItem> missing = One(4)
            ? [new("document:medication-list", "source"), new("payer", "source")] : [new("payer", "source")];
        return new ReferralCase(new("r1"), "RS-1", submission, Mine, Priority.Routine, needBy,
            new EligibilityView(EligibilityOutcome.Eligible, []), missing,
            null, null, [], [], 0, null, Now - Duration.FromDays(1));
    }

    // Most have their birthday around the days looked at, and reach or leave a limit with it.
    private LocalDate? Born() => One(8)
        ? null
        : CivilTime.DayOf(Now, DateTimeZone.Utc).PlusDays(_chance.Next(-1, 3)).PlusYears(-Of([18, 65, 40]));

    private bool One(int of) => _chance.Next(of) == 0;

    private T Of<T>(IReadOnlyList<T> all) => all[_chance.Next(all.Count)];
}
