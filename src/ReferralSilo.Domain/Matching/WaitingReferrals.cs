using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Domain.Boards;
using ReferralSilo.Domain.Referrals;
using ReferralSilo.Domain.Schedules;
using ReferralSilo.Domain.Time;

namespace ReferralSilo.Domain.Matching;

/// <summary>
/// The referrals of a queue that wait for a slot, in groups that the rules judge alike, each ordered by the time of
/// receipt. It gives the same answers as <see cref="Matcher"/>, which scores every referral: a group is left when the
/// next referral has waited too short to be among the best. Not for use by several threads.
/// </summary>
public sealed class WaitingReferrals
{
    private const int MostOther = (int)((MatchWeights.NeedBy + MatchWeights.ReferralTimes
        + MatchWeights.ReferralClinician + MatchWeights.ReferralLanguage) * 10);

    // Those who have waited long and need it most come first, so that few others are read.
    private static readonly Priority[] Order =
        [.. Enum.GetValues<Priority>().OrderByDescending(MatchWeights.OfPriority)];

    private readonly Dictionary<GroupKey, Group> _groups = [];
    private readonly List<Group> _suited = [];
    private readonly (int Points, QueueEntry Entry)[] _best = new (int, QueueEntry)[Matcher.LimitMost];

    /// <summary>The waiting ones of some entries.</summary>
    public static WaitingReferrals From(IEnumerable<QueueEntry> entries)
    {
        var waiting = new WaitingReferrals();
        foreach (var entry in entries.Where(e => e.WantsSlot)) waiting.GroupOf(entry).List(entry.Priority).Add(entry);
        foreach (var group in waiting._groups.Values)
            foreach (var priority in Order) group.List(priority).Sort(Compare);
        return waiting;
    }

    /// <summary>Replaces an entry; null for one that was not or is not in the queue.</summary>
    public void Change(QueueEntry? before, QueueEntry? after)
    {
        if (before is { WantsSlot: true })
        {
            var list = GroupOf(before).List(before.Priority);
            if (list.BinarySearch(before, ByReceipt) is >= 0 and var at) list.RemoveAt(at);
        }

        if (after is not { WantsSlot: true }) return;
        var into = GroupOf(after).List(after.Priority);
        var place = into.BinarySearch(after, ByReceipt);
        if (place < 0) into.Insert(~place, after);
        else into[place] = after;
    }

    /// <summary>The best referrals for a free slot with its possible visit types, as
    /// <see cref="Matcher.BestReferrals(SlotId, IReadOnlyList{VisitType}, ClinicianProfile, IEnumerable{MatchNeed},
    /// Instant, int)"/>.</summary>
    public IReadOnlyList<MatchedReferral> Best(SlotId slot, IReadOnlyList<VisitType> types, ClinicianProfile clinician,
        Instant now, int limit)
    {
        var count = Find(slot, types, clinician, now, limit);
        var items = new MatchedReferral[count];
        for (var i = 0; i < count; i++)
            items[i] = Matcher.Explained(slot, clinician, MatchNeed.From(_best[i].Entry), now);
        // Patients of closed referrals do not stay in memory.
        Array.Clear(_best);
        return items;
    }

    /// <summary>The number of best referrals up to the limit: the search without its answer.</summary>
    public int Find(SlotId slot, IReadOnlyList<VisitType> types, ClinicianProfile clinician, Instant now, int limit)
    {
        limit = Math.Clamp(limit, 0, Matcher.LimitMost);
        var day = CivilTime.DayOf(slot.Start, clinician.Zone);
        _suited.Clear();
        foreach (var (_, group) in _groups)
            if (group.Suits(clinician, types, day)) _suited.Add(group);
        var count = 0;
        if (limit == 0) return 0;
        foreach (var priority in Order)
            foreach (var group in _suited)
                Read(group.List(priority), priority);
        return count;

        void Read(List<QueueEntry> entries, Priority priority)
        {
            var ofPriority = MatchScore.Tenths(MatchWeights.OfPriority(priority));
            foreach (var entry in entries)
            {
                var points = ofPriority
                    + MatchScore.Tenths(MatchScore.WaitingPoints(priority, entry.ReceivedAt, now));
                if (count == limit && points + MostOther < _best[count - 1].Points) return;
                if (entry.NeedBy > now && slot.Start > entry.NeedBy) continue;
                if (!IsOfAge(clinician, entry.Patient.BirthDate, day)) continue;
                points += OthersOf(entry, slot, clinician);
                var hasTimes = entry.Preferences?.Times is { Count: > 0 };
                const int Times = (int)(MatchWeights.ReferralTimes * 10);
                if (count == limit && !IsBefore(points + Times, entry, _best[count - 1])) continue;
                if (!hasTimes || Matcher.PointsOf(slot, clinician, MatchNeed.From(entry), now).Times > 0)
                    points += Times;
                Add(points, entry);
            }
        }

        void Add(int points, QueueEntry entry)
        {
            if (count == limit)
            {
                if (!IsBefore(points, entry, _best[count - 1])) return;
                count--;
            }

            var at = count++;
            for (; at > 0 && IsBefore(points, entry, _best[at - 1]); at--) _best[at] = _best[at - 1];
            _best[at] = (points, entry);
        }
    }

    // Tenths of points for the need-by, the clinician and the language.
    private static int OthersOf(QueueEntry entry, SlotId slot, ClinicianProfile clinician)
    {
        var points = MatchScore.Tenths(MatchScore.NeedByPoints(entry.NeedBy, entry.ReceivedAt, slot.Start));
        if (entry.Preferences?.Clinician is not { } wanted || wanted == clinician.Id)
            points += (int)(MatchWeights.ReferralClinician * 10);
        if (entry.Patient.Language is not { } language || SlotRules.Speaks(clinician.Languages, language))
            points += (int)(MatchWeights.ReferralLanguage * 10);
        return points;
    }

    private static bool IsOfAge(ClinicianProfile clinician, LocalDate? birthDate, LocalDate day)
    {
        if (clinician.MinAge is null && clinician.MaxAge is null) return true;
        return birthDate is { } born && CivilTime.AgeOn(born, day) is { } age
            && age >= (clinician.MinAge ?? 0) && age <= (clinician.MaxAge ?? int.MaxValue);
    }

    private static bool IsBefore(int points, QueueEntry entry, in (int Points, QueueEntry Entry) other) =>
        points != other.Points ? points > other.Points : Compare(entry, other.Entry) < 0;

    private static int Compare(QueueEntry a, QueueEntry b) =>
        a.ReceivedAt.CompareTo(b.ReceivedAt) is var received and not 0 ? received
        : string.CompareOrdinal(a.Id.Value, b.Id.Value);

    private static readonly Comparer<QueueEntry> ByReceipt = Comparer<QueueEntry>.Create(Compare);

    private Group GroupOf(QueueEntry entry)
    {
        var need = ReferralNeeds.For(entry.Id, entry.ServiceLine, entry.Patient, entry.Preferences, null, null);
        var key = new GroupKey(need.ServiceLine, need.State, string.Join(' ', need.Languages ?? []),
            string.Join(' ', need.AccessNeeds ?? []), need.VisitType);
        return _groups.TryGetValue(key, out var known) ? known
            : _groups[key] = new Group(need with { BirthDate = null });
    }

    private readonly record struct GroupKey(ServiceLineId Line, string? State, string Languages, string AccessNeeds,
        VisitType? VisitType);

    private sealed class Group(SlotNeed need)
    {
        private readonly List<QueueEntry>[] _lists =
            [.. Enum.GetValues<Priority>().Select(_ => new List<QueueEntry>())];

        public List<QueueEntry> List(Priority priority) => _lists[(int)priority];

        public bool Suits(ClinicianProfile clinician, IReadOnlyList<VisitType> types, LocalDate day) =>
            (need.VisitType is not { } type || types.Contains(type))
            && SlotRules.FirstRuleAgainst(clinician, need) is null
            && (clinician.Licences is null || SlotRules.IsLicensed(clinician, need.State, day));
    }
}
