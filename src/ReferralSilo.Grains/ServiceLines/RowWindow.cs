using ReferralSilo.Contracts.Boards;
using ReferralSilo.Domain;
using ReferralSilo.Domain.Boards;
using ReferralSilo.Grains.Boards;

namespace ReferralSilo.Grains.ServiceLines;

/// <summary>The first referrals of one list, which have rows on its board, and the number of the others. Every referral
/// that alarms has a row. A change takes time in proportion to the logarithm of the length of the list.</summary>
/// <param name="place">The place of a referral, by which those that alarm come first.</param>
public sealed class RowWindow(Func<QueueEntry, QueuePlace> place)
{
    private readonly SortedSet<Placed> _shown = [];
    private SortedSet<Placed> _others = [];
    private Dictionary<ReferralId, QueueEntry?> _changes = [];
    private int _alarms;
    private int _limit = BoardLimits.QueueRows;

    /// <summary>Number of referrals with a row, unless more of them alarm.</summary>
    public int Limit
    {
        get => _limit;
        set
        {
            _limit = value;
            Refill();
        }
    }

    /// <summary>Length of the whole list.</summary>
    public int Count => _shown.Count + _others.Count;

    /// <summary>Number of referrals without a row.</summary>
    public int More => _others.Count;

    /// <summary>Adds all referrals of a list that is empty yet; quicker than one by one.</summary>
    public void Fill(IEnumerable<QueueEntry> entries)
    {
        _others = new SortedSet<Placed>(entries.Select(e => new Placed(place(e), e)));
        _alarms = _others.Count(p => p.Entry.Alarm);
        Refill();
    }

    /// <summary>Replaces a referral. Null: not on this list before, or not any longer.</summary>
    public void Changed(QueueEntry? before, QueueEntry? after)
    {
        if (before is not null) Remove(before);
        if (after is not null) Add(after);
        Refill();
    }

    /// <summary>What changed since the last call: each referral that came into the window or changed in it, and null
    /// for each that left it.</summary>
    public IReadOnlyList<(ReferralId Id, QueueEntry? Shown)> TakeChanges()
    {
        if (_changes.Count == 0) return [];
        (ReferralId, QueueEntry?)[] changes = [.. _changes.Select(c => (c.Key, c.Value))];
        _changes = [];
        return changes;
    }

    private void Add(QueueEntry entry)
    {
        if (entry.Alarm) _alarms++;
        var placed = new Placed(place(entry), entry);
        if (_others.Count > 0 && placed.CompareTo(_others.Min) > 0) _others.Add(placed);
        else Show(placed);
    }

    private void Remove(QueueEntry entry)
    {
        if (entry.Alarm) _alarms--;
        var placed = new Placed(place(entry), entry);
        if (_shown.Remove(placed)) _changes[entry.Id] = null;
        else _others.Remove(placed);
    }

    private void Refill()
    {
        var size = Math.Max(_limit, _alarms);
        while (_shown.Count < size && _others.Count > 0)
        {
            var next = _others.Min;
            _others.Remove(next);
            Show(next);
        }

        while (_shown.Count > size)
        {
            var last = _shown.Max;
            _shown.Remove(last);
            _others.Add(last);
            _changes[last.Entry.Id] = null;
        }
    }

    private void Show(Placed placed)
    {
        _shown.Add(placed);
        _changes[placed.Entry.Id] = placed.Entry;
    }

    /// <summary>A referral at its place; no two referrals have the same.</summary>
    private readonly record struct Placed(QueuePlace Place, QueueEntry Entry) : IComparable<Placed>
    {
        public int CompareTo(Placed other)
        {
            var byPlace = Place.CompareTo(other.Place);
            return byPlace != 0 ? byPlace : string.CompareOrdinal(Entry.Id.Value, other.Entry.Id.Value);
        }
    }
}
