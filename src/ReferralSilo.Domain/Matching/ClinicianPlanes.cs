using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Domain.Schedules;

namespace ReferralSilo.Domain.Matching;

/// <summary>The days of one clinician in the index, of one version of the schedule, at one time. A change of the
/// schedule or of the time computes only the days that it touches.</summary>
internal sealed class ClinicianPlanes
{
    /// <summary>Days of the ring: two weeks from a time of day end on the fifteenth day, or on the sixteenth when
    /// clocks change.</summary>
    public const int DaysMost = 17;

    private readonly ClinicianDay?[] _days = new ClinicianDay?[DaysMost];
    private readonly HashSet<int> _changed = [];
    private BusyVisit[] _visits = [];
    private BusyVisit[] _booked = [];
    private Schedule? _bookedOf;
    private ZoneDays _zone;
    private Instant _now;

    public ClinicianPlanes(Schedule schedule, ZoneDays zone, Instant now)
    {
        (Schedule, _zone, _now) = (schedule, zone, now);
        ReadVisits(null);
        BuildMissing();
        SetNextChange();
    }

    private ClinicianPlanes(ClinicianPlanes other, SlotNeed need, Instant now)
    {
        (Schedule, _zone, _now, FirstDay, LastDay) = (other.Schedule, other._zone, now, other.FirstDay, other.LastDay);
        other._days.CopyTo(_days, 0);
        _visits = other._visits;
        TakeChanges(need);
    }

    public Schedule Schedule { get; private set; }

    /// <summary>First searched civil day.</summary>
    public int FirstDay { get; private set; }

    /// <summary>Last searched civil day.</summary>
    public int LastDay { get; private set; }

    /// <summary>The time at which time alone changes a day; compare with <see cref="HalfMinutes"/>.</summary>
    public long NextChange { get; private set; }

    /// <summary>The end of the next hold; null for none.</summary>
    public Instant? NextExpiry { get; private set; }

    /// <summary>The end of the last hold that has ended and is still in the schedule.</summary>
    public Instant LastExpiry { get; private set; }

    /// <summary>Words written since the start; tests count that a change costs its own days only.</summary>
    public long WordsWritten { get; private set; }

    /// <summary>The days that changed since the last <see cref="TakeChanged"/>.</summary>
    public IReadOnlyCollection<int> Changed => _changed;

    /// <summary>A time as a number that grows with both the last and the next whole minute: what depends on either
    /// changes only with it.</summary>
    public static long HalfMinutes(Instant now) => (long)Minutes.Floor(now) + Minutes.Ceiling(now);

    /// <summary>The first half minute at which the next whole minute is at least this one.</summary>
    public static long WhenCeiling(int minute) => (2L * minute) - 1;

    /// <summary>A searched day; null outside of the searched time.</summary>
    public ClinicianDay? this[int day] =>
        _days[Ring(day)] is { } found && found.Number == day ? found : null;

    /// <summary>Forgets which days changed.</summary>
    public void TakeChanged() => _changed.Clear();

    /// <summary>These days with the slots free that the referral gives up. Time alone must not have changed a day since
    /// the last <see cref="Advance"/>.</summary>
    public ClinicianPlanes Freed(SlotNeed need, Instant now) => new(this, need, now);

    /// <summary>Continues with a newer version of the schedule.</summary>
    public void Change(Schedule schedule, ZoneDays zone, Instant now)
    {
        Advance(zone, now);
        var before = Schedule;
        Schedule = schedule;
        if (PlaneBuilder.ChangedDays(before, schedule, _zone) is not { } opened) Array.Clear(_days);
        else
            foreach (var day in opened)
                if (this[day] is not null) _days[Ring(day)] = null;
        TakeChanges(null);
        BuildMissing();
        SetNextChange();
    }

    /// <summary>Continues at another time.</summary>
    public void Advance(ZoneDays zone, Instant now)
    {
        var back = now < _now;
        (_zone, _now) = (zone, now);
        if (back || now >= NextExpiry) TakeChanges(null);
        BuildMissing();
        var at = HalfMinutes(now);
        if (back) RefreshAll();
        else
        {
            var time = Bookable();
            for (var day = FirstDay; day <= LastDay; day++)
                if (this[day] is { } found && found.NextChange <= at) Refresh(found, time);
            SetNextChange();
        }
    }

    private void BuildMissing()
    {
        FirstDay = _zone.DayOf(Minutes.Ceiling(_now));
        LastDay = _zone.DayOf(Minutes.Ceiling(_now) + MatchIndex.SearchedMinutes - 1);
        for (var i = 0; i < _days.Length; i++)
        {
            if (_days[i] is not { } over || (over.Number >= FirstDay && over.Number <= LastDay)) continue;
            _changed.Add(over.Number);
            _days[i] = null;
        }

        var (first, last) = (int.MaxValue, int.MinValue);
        for (var day = FirstDay; day <= LastDay; day++)
            if (this[day] is null) (first, last) = (Math.Min(first, day), day);
        if (first > last) return;
        var time = Bookable();
        var builder = new PlaneBuilder(Schedule, _zone, first, last);
        for (var day = first; day <= last; day++)
        {
            if (this[day] is not null) continue;
            var built = _days[Ring(day)] = builder.Build(day, this[day - 1]);
            WordsWritten += built.Take(_visits, _zone);
            Refresh(built, time);
        }
    }

    // Computes the taken time of the days that a new, ended or expired hold or booking touches.
    private void TakeChanges(SlotNeed? need)
    {
        var before = _visits;
        ReadVisits(need);
        var (i, j) = (0, 0);
        var touched = new HashSet<int>();
        while (i < before.Length || j < _visits.Length)
        {
            var order = i == before.Length ? 1 : j == _visits.Length ? -1 : Compare(before[i], _visits[j]);
            if (order < 0) Touch(before[i++]);
            else if (order > 0) Touch(_visits[j++]);
            else (i, j) = (i + 1, j + 1);
        }

        var time = Bookable();
        foreach (var day in touched)
        {
            if (this[day] is not { } known) continue;
            var copy = _days[Ring(day)] = need is null ? known : known.Copy();
            WordsWritten += copy!.Take(_visits, _zone);
            Refresh(copy, time);
        }

        if (touched.Count > 0 && Schedule.Profile.WeeklyLimit is not null) RefreshWeeks(touched, need is not null);

        void Touch(BusyVisit visit)
        {
            var (longest, before) = (0, 0);
            foreach (var type in Schedule.Profile.VisitTypes)
            {
                longest = Math.Max(longest, type.Minutes + (type.AfterMinutes ?? Schedule.Profile.BufferMinutes));
                before = Math.Max(before, type.BeforeMinutes ?? 0);
            }

            for (int day = _zone.DayOf(visit.From - longest), last = _zone.DayOf(visit.To + before); day <= last; day++)
                touched.Add(day);
        }
    }

    // A visit may fill its week, or the end of one may open it.
    private void RefreshWeeks(HashSet<int> touched, bool copies)
    {
        var weeks = touched.Select(ZoneDays.MondayOf).ToHashSet();
        var time = Bookable();
        for (var day = FirstDay; day <= LastDay; day++)
        {
            if (touched.Contains(day) || !weeks.Contains(ZoneDays.MondayOf(day))) continue;
            if (this[day] is not { } known) continue;
            var copy = _days[Ring(day)] = copies ? known.Copy() : known;
            if (copies) copy!.Take(_visits, _zone);
            Refresh(copy!, time);
        }
    }

    private void RefreshAll()
    {
        var time = Bookable();
        for (var day = FirstDay; day <= LastDay; day++)
            if (this[day] is { } found) Refresh(found, time);
        SetNextChange();
    }

    private void Refresh(ClinicianDay day, in BookableTime time)
    {
        WordsWritten += day.Refresh(time, IsFull(day));
        _changed.Add(day.Number);
    }

    private bool IsFull(ClinicianDay day)
    {
        if (Schedule.Profile.DailyLimit is { } daily && day.Busy >= daily) return true;
        if (Schedule.Profile.WeeklyLimit is not { } weekly) return false;
        var monday = ZoneDays.MondayOf(day.Number);
        var count = 0;
        foreach (var visit in _visits)
            if (ZoneDays.MondayOf(_zone.DayOf(visit.Start)) == monday) count++;
        return count >= weekly;
    }

    private void SetNextChange()
    {
        // The first day ends with its last start; the next day after the last one enters with its first minute.
        NextChange = WhenCeiling(Math.Min(_zone.StartOf(FirstDay + 1),
            _zone.StartOf(LastDay + 1) - MatchIndex.SearchedMinutes + 1));
        for (var day = FirstDay; day <= LastDay; day++)
            if (this[day] is { } found) NextChange = Math.Min(NextChange, found.NextChange);
    }

    private BookableTime Bookable()
    {
        var (profile, pool) = (Schedule.Profile, Schedule.OnDemand);
        var from = Minutes.Ceiling(_now);
        return new BookableTime(from, from + MatchIndex.SearchedMinutes, from + (profile.NoticeMinutes ?? 0),
            profile.HorizonDays is { } days ? Minutes.Floor(_now) + (days * 1440) : int.MaxValue / 4,
            pool is null ? 0 : Minutes.Ceiling(pool.From), pool is null ? 0 : Minutes.Floor(pool.Until));
    }

    private void ReadVisits(SlotNeed? need)
    {
        (NextExpiry, LastExpiry) = (null, Instant.MinValue);
        List<BusyVisit> visits = [.. Booked(need)];
        foreach (var hold in Schedule.Holds)
        {
            if (!hold.IsLive(_now))
            {
                LastExpiry = Instant.Max(LastExpiry, hold.Until);
                continue;
            }

            if (NextExpiry is not { } next || hold.Until < next) NextExpiry = hold.Until;
            if (need?.IsGivenUp(hold.Id.Value, hold.Referral) != true) Insert(visits, hold.Slot, hold.VisitType);
        }

        _visits = [.. visits];
    }

    // A hold changes no booking, and there may be hundreds.
    private BusyVisit[] Booked(SlotNeed? need)
    {
        if (need is null && ReferenceEquals(_bookedOf?.Bookings, Schedule.Bookings)
            && ReferenceEquals(_bookedOf?.Profile, Schedule.Profile)) return _booked;
        var booked = new List<BusyVisit>(Schedule.Bookings.Count);
        foreach (var booking in Schedule.Bookings)
            if (need?.IsGivenUp(booking.Id.Value, booking.Referral) != true)
                Insert(booked, booking.Slot, booking.VisitType);
        if (need is not null) return [.. booked];
        _bookedOf = Schedule;
        return _booked = [.. booked];
    }

    // Bookings are ordered already, and there are few holds.
    private void Insert(List<BusyVisit> visits, SlotId slot, VisitType type)
    {
        var taken = Schedule.Profile.TimeOf(slot, type);
        var visit = new BusyVisit(Minutes.Floor(slot.Start), Minutes.Floor(taken.From), Minutes.Floor(taken.To));
        visits.Add(visit);
        for (var at = visits.Count - 1; at > 0 && Compare(visits[at - 1], visit) > 0; at--)
            (visits[at], visits[at - 1]) = (visits[at - 1], visit);
    }

    private static int Compare(BusyVisit a, BusyVisit b) =>
        (a.Start, a.From, a.To).CompareTo((b.Start, b.From, b.To));

    private static int Ring(int day) => ((day % DaysMost) + DaysMost) % DaysMost;
}
