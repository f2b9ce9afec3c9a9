using System.Numerics;
using NodaTime;
using ReferralSilo.Domain.Schedules;
using ReferralSilo.Domain.Time;

namespace ReferralSilo.Domain.Matching;

/// <summary>
/// Finds the best slots in a <see cref="MatchIndex"/>. On one civil day of a clinician all points but those for an
/// early start, the patient's times and gaps are equal, so within each of these groups only the earliest slots can be
/// among the best. Days are read in the order of the most points that they can have, and left out when these are too
/// few.
/// </summary>
internal sealed class SlotSearch(MatchIndex index)
{
    private const int TimesTenths = (int)(MatchWeights.Times * 10);
    private const int MostLoad = (int)(MatchWeights.Load * 10);
    private const int MostOther = (int)((MatchWeights.Load + MatchWeights.Fragments) * 10);
    private static readonly int[] Fragments = [.. Enumerable.Range(0, 3)
        .Select(n => MatchScore.Tenths(MatchScore.FragmentPoints(n)))];

    private readonly TopChoices _top = new();
    private readonly SoonnessMemo _soonness = new();
    private readonly SearchGroups _groups = new();
    private readonly List<PatientTimes> _times = [];
    private readonly List<(int Number, ClinicianPlanes Planes)> _freed = [];
    private readonly SearchCount _count = new();
    private Func<int, int>? _mostOfDay;
    private bool[] _isRead = [];
    private ulong[] _eligible = [];
    private MatchNeed _need = null!;
    private int _latest;
    private int _ownZone;

    /// <summary>The best slots, best first; valid until the next search.</summary>
    public ReadOnlySpan<SlotChoice> Find(MatchNeed need, int limit)
    {
        _need = need;
        _freed.Clear();
        _top.Start(limit);
        _soonness.Start(need, index.Now);
        // A need-by that is past limits nothing.
        _latest = need.NeedBy is { } by && by > index.Now ? Minutes.Floor(by) : int.MaxValue;
        StartTimes();
        Array.Resize(ref _eligible, index.Sets.All.Words.Length);
        _count.Start(index);
        if (!need.IsOpen) return [];
        _count.Filter(need, _eligible);
        ReadFreed();
        _groups.Start(need, index, _eligible);
        foreach (var (number, planes) in _freed)
        {
            var (rank, points) = (index.RankOf(number), _groups.PointsOf(number));
            for (var day = planes.FirstDay; day <= planes.LastDay; day++)
                if (planes[day] is { } found && IsAllowed(planes, day))
                    Read(found, planes, number, rank, points + LoadOf(found));
        }

        foreach (var group in _groups.Ordered(_mostOfDay ??= MostOf)) Read(group);
        return _top.BestFirst;
    }

    /// <summary>The best slots with the reasons for their scores, and why clinicians have none.</summary>
    public MatchedSlots Explained(MatchNeed need, int limit)
    {
        var found = Find(need, limit);
        var items = new List<MatchedSlot>(found.Length);
        foreach (var choice in found) items.Add(Explained(choice));
        var removed = need.IsOpen ? _count.Removed(need, _latest, _eligible, _freed)
            : new Dictionary<NoSlotReason, int>();
        return new MatchedSlots(items, NoSlotReasons.Sentences(need, removed, index.Count)) { Removed = removed };
    }

    private MatchedSlot Explained(in SlotChoice choice)
    {
        var planes = PlanesOf(choice.Number);
        var (start, profile) = (Minutes.ToInstant(choice.Start), planes.Schedule.Profile);
        var zone = index.Zone(index.ZoneNumberOf(choice.Number));
        var number = zone.DayOf(choice.Start);
        var day = planes[number]!;
        var length = choice.Length;
        var plane = day.Planes.First(p => p.Length == length);
        var at = plane.FirstAt(choice.Start);
        var (word, bit) = (at >> 6, 1UL << (at & 63));
        var neighbours = ((plane[SlotBit.NoGapBefore][word] & bit) != 0 ? 1 : 0)
            + ((plane[SlotBit.NoGapAfter][word] & bit) != 0 ? 1 : 0);
        var types = plane.TypesOf(at, profile);
        var slot = SlotId.Create(profile.Id, start, start + Duration.FromMinutes(length));
        return Matcher.Explained(
            new FreeSlot(slot, types, ZoneDays.DateOf(number), day.Busy, day.Open, neighbours), profile, _need,
            index.Now);
    }

    private ClinicianPlanes PlanesOf(int number)
    {
        foreach (var (freed, planes) in _freed)
            if (freed == number) return planes;
        return index.Planes(number);
    }

    // The slots that the referral gives up are free for it alone.
    private void ReadFreed()
    {
        if (_need.Must.GivesUp is not { } all) return;
        foreach (var own in all)
        {
            if (index.NumberOf(own.Slot.Clinician) is not { } number
                || (_eligible[number >> 6] & (1UL << (number & 63))) == 0) continue;
            _eligible[number >> 6] &= ~(1UL << (number & 63));
            _freed.Add((number, index.Planes(number).Freed(_need.Must, index.Now)));
        }
    }

    private void Read(in SearchGroup group)
    {
        if (!_top.MayKeep(group.Most, int.MinValue, 0)) return;
        var column = index.Column(group.Day);
        var live = column.Live(_need.Must.VisitType).Words;
        var seeing = index.Sets.Seeing(group.Age).Words;
        var clinicians = _groups.Clinicians(group.Class);
        // All of the day but its load, which each clinician has.
        var most = group.Most - MostLoad;
        var words = Math.Min(clinicians.Length, Math.Min(live.Length, seeing.Length));
        for (var word = 0; word < words; word++)
        {
            for (var bits = clinicians[word] & live[word] & seeing[word]; bits != 0; bits &= bits - 1)
            {
                var number = (word << 6) + BitOperations.TrailingZeroCount(bits);
                ref readonly var summary = ref column[number];
                var first = summary.First;
                if (first > _latest) continue;
                var (rank, points) = (index.RankOf(number), group.Points + summary.Load);
                // The first comparison costs no look at the patient's times, and leaves out most clinicians.
                if (!_top.MayKeep(most + summary.Load, first, rank)
                    || !_top.MayKeep(points + Most(summary, number), first, rank)) continue;
                var planes = index.Planes(number);
                if (index.Sets.WithDates[number] && !IsAllowed(planes, group.Day)) continue;
                Read(planes[group.Day]!, planes, number, rank, points);
            }
        }
    }

    // Adds the slots of one day, group by group, each from the earliest on.
    private void Read(ClinicianDay day, ClinicianPlanes planes, int number, int rank, int points)
    {
        Span<ulong> inside = stackalloc ulong[32];
        var hasTimes = _need.Times.Count > 0;
        foreach (var plane in day.Planes)
        {
            if (hasTimes) TimesOf(number).Read(plane, inside[..plane.Words]);
            for (var gaps = 0; gaps < 3; gaps++)
            {
                var total = points + Fragments[gaps];
                ReadGroup(plane, number, rank, total + TimesTenths, gaps, hasTimes ? inside : default, false);
                if (hasTimes) ReadGroup(plane, number, rank, total, gaps, inside, true);
            }
        }
    }

    private void ReadGroup(SlotPlane plane, int number, int rank, int points, int gaps, ReadOnlySpan<ulong> times,
        bool outside)
    {
        var live = plane[SlotBit.Live];
        var before = plane[SlotBit.NoGapBefore];
        var after = plane[SlotBit.NoGapAfter];
        for (var word = 0; word < live.Length; word++)
        {
            var bits = live[word] & (gaps switch
            {
                0 => ~(before[word] | after[word]),
                1 => before[word] ^ after[word],
                _ => before[word] & after[word],
            });
            if (times.Length > 0) bits &= outside ? ~times[word] : times[word];
            if (_need.Must.VisitType is { } type) bits &= plane[type][word];
            for (; bits != 0; bits &= bits - 1)
            {
                var start = plane.Start((word << 6) + BitOperations.TrailingZeroCount(bits));
                if (start > _latest) return;
                if (_freed.Count > 0 && SearchCount.IsOwn(_need.Must, number, start, plane.Length, index)) continue;
                if (!_top.Add(new SlotChoice(points + _soonness.At(start), start, rank, plane.Length, number))) return;
            }
        }
    }

    private bool IsAllowed(ClinicianPlanes planes, int day) =>
        SlotRules.FirstRuleOn(planes.Schedule.Profile, _need.Must, ZoneDays.DateOf(day)) is null;

    private static int LoadOf(ClinicianDay day) => MatchScore.Tenths(MatchScore.LoadPoints(day.Open, day.Busy));

    // The most points of a day for start, times and gaps. No slot of it may have them.
    private int Most(in DaySummary summary, int number)
    {
        var times = _need.Times.Count > 0 ? TimesOf(number) : null;
        return Math.Max(Most(summary.None, 0, summary.Last, times),
            Math.Max(Most(summary.One, 1, summary.Last, times), Most(summary.Two, 2, summary.Last, times)));
    }

    private int Most(int first, int gaps, int last, PatientTimes? times)
    {
        if (first == int.MaxValue) return 0;
        var points = Fragments[gaps] + _soonness.At(first);
        if (times is null) return points + TimesTenths;
        return times.NextInside(first) is var inside && inside <= last
            ? Math.Max(points, Fragments[gaps] + _soonness.At(inside) + TimesTenths) : points;
    }

    // The most points of any slot of a day for start, times, load and gaps.
    private int MostOf(int day)
    {
        var (from, to) = (int.MaxValue, int.MinValue);
        for (var zone = 0; zone < index.ZonesCount; zone++)
        {
            from = Math.Min(from, index.Zone(zone).StartOf(day));
            to = Math.Max(to, index.Zone(zone).StartOf(day + 1));
        }

        from = Math.Max(from, Minutes.Ceiling(index.Now));
        var points = MostOther + _soonness.At(from);
        if (_need.Times.Count == 0 || _ownZone < 0) return points + TimesTenths;
        return TimesIn(_ownZone).NextInside(from) is var inside && inside < to
            ? Math.Max(points, MostOther + _soonness.At(inside) + TimesTenths) : points;
    }

    private void StartTimes()
    {
        if (_need.Times.Count == 0) return;
        _ownZone = CivilTime.FindZone(_need.Zone) is { } zone ? index.ZoneNumber(_need.Zone!, zone) : -1;
        if (_isRead.Length < index.ZonesCount) _isRead = new bool[index.ZonesCount];
        Array.Clear(_isRead);
        while (_times.Count < index.ZonesCount) _times.Add(new PatientTimes());
    }

    // The hours are civil times of the patient, or of the clinician when the patient's zone is not known.
    private PatientTimes TimesOf(int clinician) =>
        TimesIn(_ownZone >= 0 ? _ownZone : index.ZoneNumberOf(clinician));

    private PatientTimes TimesIn(int zone)
    {
        var times = _times[zone];
        if (_isRead[zone]) return times;
        var from = Minutes.Floor(index.Now);
        times.Read(_need.Times, index.Zone(zone), from,
            from + MatchIndex.SearchedMinutes + ScheduleLimits.VisitMinutesMost);
        _isRead[zone] = true;
        return times;
    }
}
