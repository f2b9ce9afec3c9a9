using System.Numerics;
using ReferralSilo.Domain.Schedules;

namespace ReferralSilo.Domain.Matching;

/// <summary>Counts the clinicians that each hard rule removes from a search. The sets of clinicians give the counts
/// without reading a slot.</summary>
internal sealed class SearchCount
{
    private readonly Dictionary<NoSlotReason, int> _removed = [];
    private MatchIndex _index = null!;
    private ulong[] _onTime = [];

    public void Start(MatchIndex index)
    {
        _index = index;
        _removed.Clear();
    }

    /// <summary>The clinicians that no rule forbids on every day.</summary>
    public void Filter(MatchNeed need, Span<ulong> eligible)
    {
        var (sets, must) = (_index.Sets, need.Must);
        sets.All.Words.CopyTo(eligible);
        Intersect(NoSlotReason.ServiceLine, sets.Serving(must.ServiceLine), eligible);
        Intersect(NoSlotReason.Licence, sets.Licensed(must.State), eligible);
        if (must.Languages is { } languages)
            for (var i = 0; i < languages.Count; i++)
                Intersect(NoSlotReason.Language, sets.Covering(languages[i]), eligible);
        if (must.AccessNeeds is { } needs)
            for (var i = 0; i < needs.Count; i++)
                Intersect(NoSlotReason.AccessNeed, sets.Meeting(needs[i]), eligible);
        if (must.VisitType is { } type) Intersect(NoSlotReason.VisitType, sets.Offering(type), eligible);
    }

    /// <summary>How many clinicians have no slot for the need, by reason.</summary>
    /// <param name="need">The need.</param>
    /// <param name="latest">Last start that is not too late.</param>
    /// <param name="eligible">The clinicians after <see cref="Filter"/>, without those of
    /// <paramref name="freed"/>.</param>
    /// <param name="freed">Clinicians with slots that the referral gives up.</param>
    public IReadOnlyDictionary<NoSlotReason, int> Removed(MatchNeed need, int latest, ReadOnlySpan<ulong> eligible,
        IReadOnlyList<(int Number, ClinicianPlanes Planes)> freed)
    {
        Array.Resize(ref _onTime, eligible.Length);
        Span<ulong> ofAge = stackalloc ulong[eligible.Length], any = stackalloc ulong[eligible.Length];
        ofAge.Clear();
        any.Clear();
        Array.Clear(_onTime);
        for (var day = _index.FirstDay; day <= _index.LastDay; day++)
        {
            if (_index.Column(day) is not { } column || column.Day != day) continue;
            var (live, seeing) =
                (column.Live(need.Must.VisitType), _index.Sets.Seeing(MatchIndex.AgeOn(need.Must, day)));
            for (var word = 0; word < eligible.Length; word++)
            {
                var slots = eligible[word] & Word(live, word);
                any[word] |= slots;
                slots &= Word(seeing, word);
                ofAge[word] |= slots;
                // Only what is not on time yet needs a look.
                for (var bits = slots & ~_onTime[word]; bits != 0; bits &= bits - 1)
                {
                    var number = (word << 6) + BitOperations.TrailingZeroCount(bits);
                    if (latest == int.MaxValue || _index.Planes(number)[day]!.FirstOf(need.Must.VisitType) <= latest)
                        _onTime[word] |= 1UL << (number & 63);
                }
            }
        }

        for (var word = 0; word < eligible.Length; word++)
        {
            var dated = eligible[word] & Word(_index.Sets.WithDates, word);
            var plain = eligible[word] & ~dated;
            Add(NoSlotReason.FreeSlot, plain & ~any[word]);
            Add(NoSlotReason.Age, plain & any[word] & ~ofAge[word]);
            Add(NoSlotReason.NeedBy, plain & ofAge[word] & ~_onTime[word]);
            for (; dated != 0; dated &= dated - 1)
            {
                var number = (word << 6) + BitOperations.TrailingZeroCount(dated);
                AddOne(number, _index.Planes(number), need, latest);
            }
        }

        foreach (var (number, planes) in freed) AddOne(number, planes, need, latest);
        return new Dictionary<NoSlotReason, int>(_removed);
    }

    /// <summary>Whether a slot is one that the referral has itself.</summary>
    public static bool IsOwn(SlotNeed need, int number, int start, int length, MatchIndex index)
    {
        if (need.GivesUp is not { } all) return false;
        for (var i = 0; i < all.Count; i++)
        {
            var own = all[i].Slot;
            if (index.NumberOf(own.Clinician) == number && Minutes.Floor(own.Start) == start
                && own.Length.TotalMinutes == length) return true;
        }

        return false;
    }

    // As Matcher does for every clinician: the reason of the slot that breaks the latest rule.
    private void AddOne(int number, ClinicianPlanes planes, MatchNeed need, int latest)
    {
        var why = NoSlotReason.FreeSlot;
        for (var day = planes.FirstDay; day <= planes.LastDay; day++)
        {
            if (planes[day] is not { } found) continue;
            var rule = SlotRules.FirstRuleOn(planes.Schedule.Profile, need.Must, ZoneDays.DateOf(day));
            foreach (var plane in found.Planes)
            {
                for (var at = plane.Next(SlotBit.Live, 0); at >= 0; at = Next(plane, at))
                {
                    if (need.Must.VisitType is { } type && (plane[type][at >> 6] & (1UL << (at & 63))) == 0) continue;
                    if (IsOwn(need.Must, number, plane.Start(at), plane.Length, _index)) continue;
                    if (rule is null && plane.Start(at) <= latest) return;
                    why = Matcher.Nearest(why, rule);
                }
            }
        }

        _removed[why] = _removed.GetValueOrDefault(why) + 1;
    }

    private static int Next(SlotPlane plane, int at) =>
        at + 1 < plane.Offsets.Length ? plane.Next(SlotBit.Live, at + 1) : -1;

    private void Intersect(NoSlotReason why, ClinicianBits set, Span<ulong> eligible)
    {
        for (var word = 0; word < eligible.Length; word++)
        {
            Add(why, eligible[word] & ~Word(set, word));
            eligible[word] &= Word(set, word);
        }
    }

    private void Add(NoSlotReason why, ulong clinicians)
    {
        if (clinicians != 0)
            _removed[why] = _removed.GetValueOrDefault(why) + BitOperations.PopCount(clinicians);
    }

    private static ulong Word(ClinicianBits set, int word) => word < set.Words.Length ? set.Words[word] : 0;
}
