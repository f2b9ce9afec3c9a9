using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Domain;
using ReferralSilo.Domain.Boards;

namespace ReferralSilo.Grains.ServiceLines;

/// <summary>Counts of a queue, updated with each change. The wallboard reads them every second, and counting a long
/// queue each time would delay incoming referrals.</summary>
public sealed class QueueTally(Func<ReferralId, QueueEntry?> find)
{
    /// <summary>A referral due within this time counts as due soon.</summary>
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

    /// <summary>Alarms of which someone on call was alerted.</summary>
    public int Alerted { get; private set; }

    /// <summary>Alarms of which no one on call could be alerted.</summary>
    public int Unreached { get; private set; }

    /// <summary>Referrals over their target.</summary>
    public int Breached { get; private set; }

    /// <summary>Open referrals per stage; stages without any are left out.</summary>
    public IEnumerable<(Stage Stage, int Count)> Stages =>
        Enum.GetValues<Stage>().Select(s => (s, _stages[(int)s])).Where(s => s.Item2 > 0);

    /// <summary>Call after each change of the queue. Null: not in the queue before, or not any longer.</summary>
    public void Changed(QueueEntry? before, QueueEntry? after)
    {
        if (before is not null) Count(before, -1);
        if (after is null)
        {
            if (before is not null) _soon.Remove(before.Id);
            return;
        }

        Count(after, 1);
        if (after.Stage == Stage.Received && before?.Stage != Stage.Received)
            _received.Enqueue(after.Id, after.ReceivedAt);
        if (before is not null && before.DueAt == after.DueAt && before.Breached == after.Breached) return;
        _soon.Remove(after.Id);
        if (after is { Breached: false, DueAt: { } due }) _later.Enqueue((after.Id, due), due);
    }

    /// <summary>Call for each referral of this line, closed ones too; a second call does nothing.</summary>
    public void Arrived(ReferralId id, Instant at)
    {
        if (_arrivals.TryAdd(id, at) && at >= _arrivedSince) _arrived++;
    }

    /// <summary>Referrals not over their target and due within <see cref="Soon"/>, or just now.</summary>
    public int DueSoon(Instant now)
    {
        while (_later.TryPeek(out var next, out var due) && due - now <= Soon)
        {
            _later.Dequeue();
            if (find(next.Id) is { Breached: false } entry && entry.DueAt == next.DueAt) _soon.Add(next.Id);
        }

        return _soon.Count;
    }

    /// <summary>Arrival of the longest-waiting referral in review; null when there is none.</summary>
    public Instant? OldestReceivedAt()
    {
        while (_received.TryPeek(out var id, out var at))
        {
            if (find(id)?.Stage == Stage.Received) return at;
            _received.Dequeue();
        }

        return null;
    }

    /// <summary>Referrals that arrived since <paramref name="start"/>. Older arrivals are kept for two more hours,
    /// because a zone may change its offset.</summary>
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
        if (entry.OnCall is { Sent: > 0 }) Alerted += by;
        if (entry.OnCall is { NobodyReached: true }) Unreached += by;
        if (entry.Breached) Breached += by;
    }
}
