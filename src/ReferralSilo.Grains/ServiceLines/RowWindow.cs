using ReferralSilo.Domain;
using ReferralSilo.Domain.Boards;
using ReferralSilo.Grains.Boards;

namespace ReferralSilo.Grains.ServiceLines;

/// <summary>The first referrals of one list, which have rows on its board, and the number of the others. A change takes
/// time in proportion to the logarithm of the length of the list.</summary>
/// <param name="order">A total order in which referrals that alarm come first.</param>
public sealed class RowWindow(IComparer<QueueEntry> order)
{
    private readonly SortedSet<QueueEntry> _shown = new(order);
    private readonly SortedSet<QueueEntry> _others = new(order);
    private readonly Dictionary<ReferralId, QueueEntry?> _changes = [];
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

    /// <summary>Number of referrals that alarm and have no row.</summary>
    public int MoreAlarms => Math.Max(0, _alarms - _shown.Count);

    /// <summary>The referrals with a row, in order.</summary>
    public IReadOnlyCollection<QueueEntry> Shown => _shown;

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
        (ReferralId, QueueEntry?)[] changes = [.. _changes.Select(c => (c.Key, c.Value))];
        _changes.Clear();
        return changes;
    }

    private void Add(QueueEntry entry)
    {
        if (entry.Alarm) _alarms++;
        if (_others.Min is { } next && order.Compare(entry, next) > 0) _others.Add(entry);
        else Show(entry);
    }

    private void Remove(QueueEntry entry)
    {
        if (entry.Alarm) _alarms--;
        if (_shown.Remove(entry)) _changes[entry.Id] = null;
        else _others.Remove(entry);
    }

    private void Refill()
    {
        var size = Math.Max(_limit, Math.Min(_alarms, BoardLimits.AlarmRows));
        while (_shown.Count < size && _others.Min is { } next)
        {
            _others.Remove(next);
            Show(next);
        }

        while (_shown.Count > size)
        {
            var last = _shown.Max!;
            _shown.Remove(last);
            _others.Add(last);
            _changes[last.Id] = null;
        }
    }

    private void Show(QueueEntry entry)
    {
        _shown.Add(entry);
        _changes[entry.Id] = entry;
    }
}
