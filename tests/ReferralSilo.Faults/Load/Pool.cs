using System.Collections.Concurrent;
using ReferralSilo.Faults.Histories;

namespace ReferralSilo.Faults.Load;

/// <summary>What the callers of one process know in common: referrals, slots, requests nobody answered, old
/// requests.</summary>
internal sealed class Pool
{
    /// <summary>Referrals worked on at once: few, so that callers meet.</summary>
    private const int Referrals = 60;

    /// <summary>Slots wanted at once: few, so that callers meet.</summary>
    private const int Slots = 24;

    private const int Remembered = 400;

    private readonly Lock _gate = new();
    private readonly List<ReferralShown> _referrals = [];
    private readonly Queue<ClientRequest> _old = new();
    private readonly PriorityQueue<ClientRequest, DateTimeOffset> _later = new();
    private string[] _slots = [];

    /// <summary>Requests whose outcome nobody has told yet.</summary>
    public ConcurrentDictionary<string, ClientRequest> Unknown { get; } = new();

    public bool IsFull
    {
        get
        {
            lock (_gate) return _referrals.Count >= Referrals;
        }
    }

    public void See(ReferralShown shown)
    {
        lock (_gate)
        {
            var at = _referrals.FindIndex(r => r.Id == shown.Id);
            if (shown.Stage == "closed" && at >= 0) _referrals.RemoveAt(at);
            else if (at >= 0 && _referrals[at].Version < shown.Version) _referrals[at] = shown;
            else if (at < 0 && shown.Stage != "closed" && _referrals.Count < Referrals) _referrals.Add(shown);
        }
    }

    public ReferralShown? Referral(Random chance)
    {
        lock (_gate) return _referrals.Count == 0 ? null : _referrals[chance.Next(_referrals.Count)];
    }

    public void Offer(IEnumerable<string> slots)
    {
        lock (_gate) _slots = [.. slots.Concat(_slots).Distinct().Take(Slots)];
    }

    public string? Slot(Random chance)
    {
        lock (_gate) return _slots.Length == 0 ? null : _slots[chance.Next(_slots.Length)];
    }

    public void Remember(ClientRequest request)
    {
        lock (_gate)
        {
            _old.Enqueue(request);
            if (_old.Count > Remembered) _old.Dequeue();
        }
    }

    /// <summary>One that was answered before, to be sent late and again.</summary>
    public ClientRequest? Old(Random chance)
    {
        lock (_gate) return _old.Count == 0 ? null : _old.ElementAt(chance.Next(_old.Count));
    }

    /// <summary>Keeps a request for the moment when it is nearly too late.</summary>
    public void Later(ClientRequest request, DateTimeOffset at)
    {
        lock (_gate) _later.Enqueue(request, at);
    }

    public ClientRequest? Due()
    {
        lock (_gate) return _later.TryPeek(out _, out var at) && at <= DateTimeOffset.UtcNow ? _later.Dequeue() : null;
    }
}
