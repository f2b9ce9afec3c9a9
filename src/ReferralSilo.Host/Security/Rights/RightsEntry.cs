namespace ReferralSilo.Host.Security.Rights;

/// <summary>What is known about one set of rights, and the streams that depend on it.</summary>
internal sealed class RightsEntry(RightsKey key)
{
    private readonly Lock _lock = new();
    private readonly HashSet<RightsLease> _leases = [];
    private long _checkedAt;
    private long _usedAt;
    private volatile bool _holds;

    public RightsKey Key => key;

    /// <summary>One query at a time for one caller.</summary>
    public SemaphoreSlim Gate { get; } = new(1);

    public bool Holds => _holds;

    /// <summary>Worth re-reading: a stream is open, or somebody asked since the last reading.</summary>
    public bool InUse => Volatile.Read(ref _usedAt) >= Volatile.Read(ref _checkedAt) || HasLeases;

    private bool HasLeases
    {
        get
        {
            lock (_lock)
                return _leases.Count > 0;
        }
    }

    public void Use(DateTimeOffset now) => Volatile.Write(ref _usedAt, now.UtcTicks);

    public TimeSpan Age(DateTimeOffset now) => TimeSpan.FromTicks(now.UtcTicks - Volatile.Read(ref _checkedAt));

    public void Doubt() => Volatile.Write(ref _checkedAt, 0);

    public bool IsForgotten(DateTimeOffset now) =>
        !HasLeases && now.UtcTicks - Volatile.Read(ref _usedAt) > SecurityLimits.RightsForgotten.Ticks;

    public RightsLease Attach(DateTimeOffset? expiresAt)
    {
        var lease = new RightsLease(this, expiresAt);
        lock (_lock)
            _leases.Add(lease);
        return lease;
    }

    public void Detach(RightsLease lease)
    {
        lock (_lock)
            _leases.Remove(lease);
    }

    /// <summary>The outcome of a reading. Rights that are gone stay gone: only a new sign-in, with a new key, has new ones.</summary>
    public void Judge(bool holds, DateTimeOffset asOf)
    {
        _holds = holds;
        Volatile.Write(ref _checkedAt, asOf.UtcTicks);
        if (!holds)
            End(_ => true, unconfirmed: false);
    }

    /// <summary>Ends streams whose token ran out, whose session is idle, or whose rights nobody could confirm.</summary>
    public void EndOutdated(DateTimeOffset now)
    {
        if (Age(now) > SecurityLimits.RightsAtMostOld)
        {
            End(_ => true, unconfirmed: true);
            return;
        }

        var idle = Key.Session.Length > 0 && now.UtcTicks - Volatile.Read(ref _usedAt) > SecurityLimits.SessionIdle.Ticks;
        End(lease => idle || lease.ExpiresAt <= now, unconfirmed: false);
    }

    private void End(Func<RightsLease, bool> which, bool unconfirmed)
    {
        RightsLease[] ending;
        lock (_lock)
            ending = [.. _leases.Where(which)];
        foreach (var lease in ending)
            lease.End(unconfirmed);
    }
}

/// <summary>A stream's hold on its rights; dispose when the stream is done.</summary>
public sealed class RightsLease : IDisposable
{
    private readonly CancellationTokenSource _ended = new();
    private readonly RightsEntry _entry;

    internal RightsLease(RightsEntry entry, DateTimeOffset? expiresAt) => (_entry, ExpiresAt) = (entry, expiresAt);

    /// <summary>Fires when the rights are gone; the stream must stop.</summary>
    public CancellationToken Ended => _ended.Token;

    /// <summary>True when it ended because nobody could say whether the rights still hold: whoever asks again may be let in.</summary>
    public bool Unconfirmed { get; private set; }

    internal DateTimeOffset? ExpiresAt { get; }

    /// <inheritdoc/>
    public void Dispose() => _entry.Detach(this);

    internal void End(bool unconfirmed)
    {
        Unconfirmed = unconfirmed;
        _entry.Detach(this);
        // Not on this thread: what hangs on the token is other people's code, and the next lease must not wait for it.
        _ = _ended.CancelAsync();
    }
}
