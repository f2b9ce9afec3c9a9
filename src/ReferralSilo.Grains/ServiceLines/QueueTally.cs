using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Domain;
using ReferralSilo.Domain.Boards;

namespace ReferralSilo.Grains.ServiceLines;

/// <summary>
/// The numbers of a queue, kept while its referrals come, change and go: the wallboard asks every second, and counting
/// a long queue anew would hold up the referral that is just coming in.
/// </summary>
public sealed class QueueTally(Func<ReferralId, QueueEntry?> find)
{
    /// <summary>Due within this counts as due soon.</summary>
    public static readonly Duration Soon = Duration.FromMinutes(15);

    private readonly int[] _stages = new int[Enum.GetValues<Stage>().Length];
    private readonly PriorityQueue<ReferralId, Instant> _received = new();
    private readonly PriorityQueue<(ReferralId Id, Instant DueAt), Instant> _later = new();
    private readonly HashSet<ReferralId> _soon = [];
    private readonly Dictionary<ReferralId, Instant> _arrivals = [];
    private Instant? _arrivedSince;
    private int _arrived;

    /// <summary>See <see cref="QueueEntry.Alarm"/>.</summary>
    public int Alarms { get; private set; }

    /// <summary>Clocks over their target.</summary>
    public int Breached { get; private set; }

    /// <summary>Open referrals per stage, those with none left out.</summary>
    public IEnumerable<(Stage Stage, int Count)> Stages =>
        Enum.GetValues<Stage>().Select(s => (s, _stages[(int)s])).Where(s => s.Item2 > 0);

    /// <summary>Told of each change of the queue, after it. Null: it was not there before, it is not there any
    /// longer.</summary>
    public void Changed(QueueEntry? before, QueueEntry? after)
    {
        if (before is not null) Count(before, -1);
        if (after is null)
        {
            if (before is not null) _soon.Remove(before.Id);
            return;
        }

        Count(after, 1);
        if (after.Stage == Stage.Received && before?.Stage != Stage.Received) _received.Enqueue(after.Id,
            after.ReceivedAt);
        if (before is not null && before.DueAt == after.DueAt && before.Breached == after.Breached) return;
        _soon.Remove(after.Id);
        if (after is { Breached: false, DueAt: { } due }) _later.Enqueue((after.Id, due), due);
    }

    /// <summary>Told of each referral of this line, closed ones too; the second time does nothing.</summary>
    public void Arrived(ReferralId id, Instant at)
    {
        if (_arrivals.TryAdd(id, at) && at >= _arrivedSince) _arrived++;
    }

    /// <summary>Not over the target and due within <see cref="Soon"/>, or just now.</summary>
    public int DueSoon(Instant now)
    {
        while (_later.TryPeek(out var next, out var due) && due - now <= Soon)
        {
            _later.Dequeue();
            if (find(next.Id) is { Breached: false } entry && entry.DueAt == next.DueAt) _soon.Add(next.Id);
        }

        return _soon.Count;
    }

    /// <summary>Arrival of the longest-waiting referral in review; null when none is.</summary>
    public Instant? OldestReceivedAt()
    {
        while (_received.TryPeek(out var id, out var at))
        {
            if (find(id)?.Stage == Stage.Received) return at;
            _received.Dequeue();
        }

        return null;
    }

    /// <summary>Referrals that came since then. Looks back a day and a bit, so that a zone may change its
    /// offset.</summary>
    public int ArrivedSince(Instant start)
    {
        if (start == _arrivedSince) return _arrived;
        foreach (var (id, at) in _arrivals)
            if (start - at > Duration.FromHours(2)) _arrivals.Remove(id);
        _arrivedSince = start;
        return _arrived = _arrivals.Values.Count(at => at >= start);
    }

    private void Count(QueueEntry entry, int by)
    {
        _stages[(int)entry.Stage] += by;
        if (entry.Alarm) Alarms += by;
        if (entry.Breached) Breached += by;
    }
}
