using System.Collections.Concurrent;
using ReferralSilo.Faults.Histories;

namespace ReferralSilo.Faults.Load;

/// <summary>
/// State shared by the callers of a process: referrals, slots, requests with unknown outcome, old requests.
/// </summary>
internal sealed class SharedState
{
    /// <summary>Referrals in use at once: few, so that callers compete.</summary>
    private const int Referrals = 60;

    /// <summary>Slots in use at once: few, so that callers compete.</summary>
    private const int Slots = 24;

    private const int Remembered = 400;

    private readonly Lock _gate = new();
    private readonly List<ReferralShown> _referrals = [];
    private readonly Queue<ClientRequest> _old = new();
    private readonly PriorityQueue<ClientRequest, DateTimeOffset> _later = new();
    private string[] _slots = [];

    /// <summary>Requests with unknown outcome, by key.</summary>
    public ConcurrentDictionary<string, ClientRequest> Unknown { get; } = new();

    public bool IsFull
    {
        get
        {
            lock (_gate) return _referrals.Count >= Referrals;
        }
    }

    public void Update(ReferralShown shown)
    {
        lock (_gate)
        {
            var at = _referrals.FindIndex(r => r.Id == shown.Id);
            if (shown.Stage == "closed" && at >= 0) _referrals.RemoveAt(at);
            else if (at >= 0 && _referrals[at].Version < shown.Version) _referrals[at] = shown;
            else if (at < 0 && shown.Stage != "closed" && _referrals.Count < Referrals) _referrals.Add(shown);
        }
    }

    public ReferralShown? Referral(Random random)
    {
        lock (_gate) return _referrals.Count == 0 ? null : _referrals[random.Next(_referrals.Count)];
    }

    public void AddSlots(IEnumerable<string> slots)
    {
        lock (_gate) _slots = [.. slots.Concat(_slots).Distinct().Take(Slots)];
    }

    public string? Slot(Random random)
    {
        lock (_gate) return _slots.Length == 0 ? null : _slots[random.Next(_slots.Length)];
    }

    public void Remember(ClientRequest request)
    {
        lock (_gate)
        {
            _old.Enqueue(request);
            if (_old.Count > Remembered) _old.Dequeue();
        }
    }

    /// <summary>A random request that was answered before, to be sent again late.</summary>
    public ClientRequest? RandomAnswered(Random random)
    {
        lock (_gate) return _old.Count == 0 ? null : _old.ElementAt(random.Next(_old.Count));
    }

    /// <summary>Schedules a request for a later time.</summary>
    public void Schedule(ClientRequest request, DateTimeOffset at)
    {
        lock (_gate) _later.Enqueue(request, at);
    }

    public ClientRequest? TakeDue()
    {
        lock (_gate) return _later.TryPeek(out _, out var at) && at <= DateTimeOffset.UtcNow ? _later.Dequeue() : null;
    }
}
