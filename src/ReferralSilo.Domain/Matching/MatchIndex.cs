using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Domain.Boards;
using ReferralSilo.Domain.Schedules;
using ReferralSilo.Domain.Time;

namespace ReferralSilo.Domain.Matching;

/// <summary>
/// The free time of many clinicians in the next two weeks, kept current by the changes of their schedules. It gives the
/// same answers as <see cref="Matcher"/> and <see cref="CapacityIndex"/>, which read every slot, and costs a fraction:
/// slots are bits, rules are sets of clinicians, and only the days that can hold one of the best slots are read. A
/// change costs its own days. The time is that of the last <see cref="Advance"/>. Not for use by several threads.
/// </summary>
public sealed class MatchIndex
{
    /// <summary>The searched time from now.</summary>
    internal static readonly int SearchedMinutes = (int)ScheduleBoards.Horizon.TotalMinutes;

    // More than the searched days of all zones together.
    private const int ColumnsMost = 20;

    private readonly Dictionary<ClinicianId, int> _numbers = [];
    private readonly List<ClinicianPlanes?> _planes = [];
    private readonly List<int> _zoneOf = [];
    private readonly Dictionary<string, int> _zoneNumbers = new(StringComparer.Ordinal);
    private readonly List<ZoneDays> _zones = [];
    private readonly Dictionary<ClinicianId, Schedule?> _pending = [];
    private readonly DayColumn[] _columns = [.. Enumerable.Range(0, ColumnsMost).Select(_ => new DayColumn())];
    private readonly SlotSearch _search;
    private int[] _ranks = [];
    private bool _isRanked;
    private long _nextChange = long.MaxValue;
    private Instant _nextExpiry = Instant.MaxValue;
    private Instant _lastExpiry = Instant.MinValue;
    private long _wordsOfRemoved;

    public MatchIndex()
    {
        _search = new SlotSearch(this);
        ReadDays();
    }

    /// <summary>Words written since the start: a change writes only those of the days that it touches.</summary>
    public long WordsWritten => _wordsOfRemoved + _planes.Sum(p => p?.WordsWritten ?? 0);

    internal ClinicianSets Sets { get; } = new();

    /// <summary>The time of the index.</summary>
    internal Instant Now { get; private set; } = Instant.MinValue;

    /// <summary>First searched day of any clinician.</summary>
    internal int FirstDay { get; private set; }

    /// <summary>Last searched day of any clinician.</summary>
    internal int LastDay { get; private set; }

    internal int Count => _numbers.Count;

    /// <summary>Adds a clinician, or replaces the schedule by a newer one.</summary>
    public void Put(Schedule schedule) => _pending[schedule.Clinician] = schedule;

    /// <summary>Removes a clinician.</summary>
    public void Remove(ClinicianId clinician) => _pending[clinician] = null;

    /// <summary>Brings the index to an instant, with all changes so far.</summary>
    public void Advance(Instant now)
    {
        if (now != Now) MoveTo(now);
        if (_pending.Count == 0) return;
        foreach (var (clinician, schedule) in _pending)
        {
            if (schedule is null) Drop(clinician);
            else Apply(schedule);
        }

        _pending.Clear();
        if (_isRanked) return;
        Rank();
        ReadDays();
    }

    /// <summary>The best slots for a need at the time of the index, as
    /// <see cref="Matcher.BestSlots(MatchNeed, IEnumerable{Schedule}, Interval, Instant, int)"/>.</summary>
    public MatchedSlots BestSlots(MatchNeed need, int limit) => _search.Explained(need, limit);

    /// <summary>The number of best slots up to the limit: the search without its answer, which allocates
    /// nothing.</summary>
    public int Search(MatchNeed need, int limit) => _search.Find(need, limit).Length;

    /// <summary>The possible visit types of a slot that can be booked; null for any other slot.</summary>
    public IReadOnlyList<VisitType>? FreeTypesOf(SlotId slot)
    {
        if (NumberOf(slot.Clinician) is not { } number) return null;
        var start = Minutes.Floor(slot.Start);
        if (_planes[number]![_zones[_zoneOf[number]].DayOf(start)] is not { } day) return null;
        foreach (var plane in day.Planes)
        {
            var at = plane.FirstAt(start);
            if (plane.Length != slot.Length.TotalMinutes || at == plane.Offsets.Length || plane.Start(at) != start
                || plane.Next(SlotBit.Live, at) != at) continue;
            return plane.TypesOf(at, _planes[number]!.Schedule.Profile);
        }

        return null;
    }

    /// <summary>The clinicians who may break a rule at all times or, within the searched days, at some; all others
    /// break none.</summary>
    public IEnumerable<ClinicianProfile> PossiblyUnsuitable(MatchNeed need)
    {
        var must = need.Must;
        // The day is another one in some zones, and a birthday may lie within the searched days.
        var last = Today(Now) + (int)ScheduleBoards.Horizon.Days + 1;
        var (earlier, later) = (Sets.Seeing(AgeOn(must, Today(Now) - 1)), Sets.Seeing(AgeOn(must, last)));
        foreach (var (id, number) in _numbers)
        {
            var suits = Sets.Serving(must.ServiceLine)[number] && Sets.Licensed(must.State)[number]
                && !Sets.WithDates[number] && earlier[number] && later[number]
                && (must.VisitType is not { } type || Sets.Offering(type)[number]);
            foreach (var language in must.Languages ?? []) suits &= Sets.Covering(language)[number];
            foreach (var access in must.AccessNeeds ?? []) suits &= Sets.Meeting(access)[number];
            if (!suits) yield return _planes[number]!.Schedule.Profile;
        }
    }

    /// <summary>The patient's age on a day; null when it is not known, and before birth.</summary>
    internal static int? AgeOn(SlotNeed need, int day) =>
        need.BirthDate is { } born ? CivilTime.AgeOn(born, ZoneDays.DateOf(day)) : null;

    internal ClinicianPlanes Planes(int number) => _planes[number]!;

    internal int RankOf(int number) => _ranks[number];

    internal int? NumberOf(ClinicianId clinician) => _numbers.TryGetValue(clinician, out var number) ? number : null;

    internal DayColumn Column(int day) => _columns[day % ColumnsMost];

    internal int ZoneNumberOf(int clinician) => _zoneOf[clinician];

    internal int ZonesCount => _zones.Count;

    internal ZoneDays Zone(int number) => _zones[number];

    internal int ZoneNumber(string id, DateTimeZone zone)
    {
        if (_zoneNumbers.TryGetValue(id, out var known)) return known;
        _zones.Add(new ZoneDays(zone, Today(Now)));
        return _zoneNumbers[id] = _zones.Count - 1;
    }

    private void MoveTo(Instant now)
    {
        var (before, isNewDay) = (Now, Today(now) != Today(Now));
        Now = now;
        if (isNewDay)
            for (var i = 0; i < _zones.Count; i++) _zones[i] = new ZoneDays(_zones[i].Zone, Today(now));
        var at = ClinicianPlanes.HalfMinutes(now);
        // The clock may go back by a moment; a search then must not cost more than any other.
        var isUnchanged = now > before ? at < _nextChange && now < _nextExpiry
            : at == ClinicianPlanes.HalfMinutes(before) && now >= _lastExpiry;
        if (!isNewDay && isUnchanged) return;
        (_nextChange, _nextExpiry, _lastExpiry) = (long.MaxValue, Instant.MaxValue, Instant.MinValue);
        for (var number = 0; number < _planes.Count; number++)
        {
            if (_planes[number] is not { } planes) continue;
            if (isNewDay || now < before || planes.NextChange <= at || planes.NextExpiry <= now)
                planes.Advance(_zones[_zoneOf[number]], now);
            Note(planes);
        }

        ReadDays();
        for (var number = 0; number < _planes.Count; number++)
            if (_planes[number] is { } planes) Write(number, planes);
    }

    private void Apply(Schedule schedule)
    {
        var profile = schedule.Profile;
        if (_numbers.TryGetValue(schedule.Clinician, out var number))
        {
            var known = _planes[number]!;
            if (known.Schedule.Profile.TimeZone == profile.TimeZone)
            {
                if (!ReferenceEquals(known.Schedule.Profile, profile) && !known.Schedule.Profile.Equals(profile))
                {
                    Sets.Set(number, known.Schedule.Profile, false);
                    Sets.Set(number, profile, true);
                }

                known.Change(schedule, _zones[_zoneOf[number]], Now);
                Note(known);
                Write(number, known);
                return;
            }

            Drop(schedule.Clinician);
        }

        number = _planes.IndexOf(null) is >= 0 and var free ? free : _planes.Count;
        if (number == _planes.Count)
        {
            _planes.Add(null);
            _zoneOf.Add(0);
        }

        _isRanked = false;
        _numbers[schedule.Clinician] = number;
        _zoneOf[number] = ZoneNumber(profile.TimeZone, profile.Zone);
        var planes = _planes[number] = new ClinicianPlanes(schedule, _zones[_zoneOf[number]], Now);
        Sets.Set(number, profile, true);
        Note(planes);
        Write(number, planes);
    }

    private void Drop(ClinicianId clinician)
    {
        if (!_numbers.Remove(clinician, out var number)) return;
        _isRanked = false;
        var planes = _planes[number]!;
        Sets.Set(number, planes.Schedule.Profile, false);
        foreach (var column in _columns)
            if (column.Day != int.MinValue) column.Write(number, null);
        _wordsOfRemoved += planes.WordsWritten;
        _planes[number] = null;
    }

    private void Note(ClinicianPlanes planes)
    {
        (FirstDay, LastDay) = (Math.Min(FirstDay, planes.FirstDay), Math.Max(LastDay, planes.LastDay));
        _nextChange = Math.Min(_nextChange, planes.NextChange);
        if (planes.NextExpiry is { } expiry) _nextExpiry = Instant.Min(_nextExpiry, expiry);
        _lastExpiry = Instant.Max(_lastExpiry, planes.LastExpiry);
    }

    private void Write(int number, ClinicianPlanes planes)
    {
        foreach (var day in planes.Changed)
        {
            var column = Column(day);
            if (planes[day] is { } searched)
            {
                if (column.Day != day) column.Start(day);
                column.Write(number, searched);
            }
            else if (column.Day == day) column.Write(number, null);
        }

        planes.TakeChanged();
    }

    private void ReadDays()
    {
        (FirstDay, LastDay) = (int.MaxValue, int.MinValue);
        foreach (var planes in _planes)
            if (planes is not null)
                (FirstDay, LastDay) = (Math.Min(FirstDay, planes.FirstDay), Math.Max(LastDay, planes.LastDay));
    }

    private void Rank()
    {
        _ranks = new int[_planes.Count];
        _isRanked = true;
        var rank = 0;
        foreach (var (_, number) in _numbers.OrderBy(n => n.Key.Value, StringComparer.Ordinal)) _ranks[number] = rank++;
    }

    private static int Today(Instant now) => now == Instant.MinValue ? 0
        : ZoneDays.NumberOf(CivilTime.DayOf(now, DateTimeZone.Utc));
}
