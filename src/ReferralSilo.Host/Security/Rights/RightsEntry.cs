namespace ReferralSilo.Host.Security.Rights;

/// <summary>
/// What is known about one set of rights, and the streams that depend on it. Ages go by a clock that never jumps:
/// rights must not last, nor sessions end, because the time of day was put right.
/// </summary>
internal sealed class RightsEntry(RightsKey key, TimeProvider time)
{
    private const long Never = long.MinValue;

    private readonly Lock _lock = new();
    private readonly HashSet<RightsLease> _leases = [];
    private Task? _reading;
    private long _checkedAt = Never;
    private long _doubtedAt = Never;
    private long _usedAt = time.GetTimestamp();
    private volatile bool _holds;

    public RightsKey Key => key;

    public bool Holds => _holds;

    /// <summary>What a reading found counts still.</summary>
    public bool IsFresh =>
        Volatile.Read(ref _checkedAt) is var at && !IsTooOld(at) && at > Volatile.Read(ref _doubtedAt);

    /// <summary>Worth re-reading: a stream is open, somebody asked since the last reading, or it is in doubt.</summary>
    public bool InUse =>
        Volatile.Read(ref _checkedAt) is var at
        && (Volatile.Read(ref _usedAt) >= at || Volatile.Read(ref _doubtedAt) >= at) || HasLeases;

    public bool IsForgotten => !HasLeases && Unused > SecurityLimits.RightsForgotten;

    private bool HasLeases
    {
        get
        {
            lock (_lock)
                return _leases.Count > 0;
        }
    }

    private TimeSpan Unused => time.GetElapsedTime(Volatile.Read(ref _usedAt));

    public void Use() => Volatile.Write(ref _usedAt, time.GetTimestamp());

    /// <summary>What was read before now does not count for requests; streams wait for the next reading.</summary>
    public void Doubt() => Volatile.Write(ref _doubtedAt, time.GetTimestamp());

    /// <summary>One reading at a time: whoever asks while it runs shares what it finds, or that it failed.</summary>
    public Task Share(Func<Task> read)
    {
        lock (_lock)
            return _reading is { IsCompleted: false } ? _reading : _reading = Task.Run(read);
    }

    public RightsLease Attach(DateTimeOffset? expiresAt)
    {
        var lease = new RightsLease(this, expiresAt, time.GetTimestamp());
        lock (_lock)
            _leases.Add(lease);
        return lease;
    }

    public void Detach(RightsLease lease)
    {
        lock (_lock)
            _leases.Remove(lease);
    }

    /// <summary>The outcome of a reading. Rights that are gone stay gone: only a new sign-in, with a new key, has new
    /// ones.</summary>
    /// <param name="holds">Whether they hold.</param>
    /// <param name="asOf">Timestamp from before the reading.</param>
    public void Judge(bool holds, long asOf)
    {
        _holds = holds;
        Volatile.Write(ref _checkedAt, asOf);
        if (!holds)
            End(_ => true, unconfirmed: false);
    }

    /// <summary>
    /// Ends streams whose token ran out, whose session is idle, or whose rights nobody could confirm for too long. One
    /// that has just begun on rights of long ago is given the time of a reading.
    /// </summary>
    public void EndOutdated()
    {
        if (IsTooOld(Volatile.Read(ref _checkedAt)))
            End(lease => IsTooOld(lease.OpenedAt), unconfirmed: true);
        var now = time.GetUtcNow();
        var idle = Key.Session.Length > 0 && Unused > SecurityLimits.SessionIdle;
        End(lease => idle || lease.ExpiresAt <= now, unconfirmed: false);
    }

    /// <summary>A reading failed: a stream that hangs on it is told at once.</summary>
    public void EndUnconfirmed()
    {
        if (!IsFresh)
            End(_ => true, unconfirmed: true);
    }

    private bool IsTooOld(long at) => at == Never || time.GetElapsedTime(at) > SecurityLimits.RightsAtMostOld;

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

    internal RightsLease(RightsEntry entry, DateTimeOffset? expiresAt, long openedAt) =>
        (_entry, ExpiresAt, OpenedAt) = (entry, expiresAt, openedAt);

    /// <summary>Fires when the rights are gone; the stream must stop.</summary>
    public CancellationToken Ended => _ended.Token;

    /// <summary>True when it ended because nobody could say whether the rights still hold: whoever asks again may be
    /// let in.</summary>
    public bool Unconfirmed { get; private set; }

    internal DateTimeOffset? ExpiresAt { get; }

    /// <summary>Timestamp.</summary>
    internal long OpenedAt { get; }

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
