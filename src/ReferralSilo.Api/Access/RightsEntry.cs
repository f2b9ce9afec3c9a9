using NodaTime;

namespace ReferralSilo.Api.Access;

/// <summary>
/// The cached state of one set of rights, and the streams that depend on it. Ages use the monotonic
/// clock, because a correction of the time of day must neither extend rights nor end sessions.
/// </summary>
internal sealed class RightsEntry(RightsKey key, TimeProvider time, IClock clock)
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

    /// <summary>True while the result of the last read may still be used.</summary>
    public bool IsFresh =>
        Volatile.Read(ref _checkedAt) is var at && !IsTooOld(at) && at > Volatile.Read(ref _doubtedAt);

    /// <summary>
    /// True when the rights must be re-read: a stream is open, or
    /// they were used or marked as doubtful since the last read.
    /// </summary>
    public bool InUse =>
        Volatile.Read(ref _checkedAt) is var at
        && (Volatile.Read(ref _usedAt) >= at || Volatile.Read(ref _doubtedAt) >= at) || HasLeases;

    public bool IsForgotten => !HasLeases && Unused > AccessLimits.RightsForgotten;

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

    /// <summary>Results read before now do not count for requests; streams wait for the next read.</summary>
    public void Doubt() => Volatile.Write(ref _doubtedAt, time.GetTimestamp());

    /// <summary>Runs one read at a time: callers that come while it runs share its result or failure.</summary>
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

    /// <summary>
    /// Stores the result of a read. Revoked rights stay revoked: only a new sign-in, with a new key, gets new rights.
    /// </summary>
    /// <param name="holds">Whether the rights are valid.</param>
    /// <param name="asOf">Timestamp taken before the read.</param>
    public void Judge(bool holds, long asOf)
    {
        _holds = holds;
        Volatile.Write(ref _checkedAt, asOf);
        if (!holds)
            End(_ => true, unconfirmed: false);
    }

    /// <summary>
    /// Ends streams whose token expired, whose session is idle, or whose rights could not be confirmed
    /// for too long. A stream that has just started with old rights gets the time for one read.
    /// </summary>
    public void EndOutdated()
    {
        if (IsTooOld(Volatile.Read(ref _checkedAt)))
            End(lease => IsTooOld(lease.OpenedAt), unconfirmed: true);
        var now = clock.GetCurrentInstant().ToDateTimeOffset();
        var idle = Key.Session.Length > 0 && Unused > AccessLimits.SessionIdle;
        End(lease => idle || lease.ExpiresAt <= now, unconfirmed: false);
    }

    /// <summary>Call after a failed read: ends the streams whose rights are not fresh.</summary>
    public void EndUnconfirmed()
    {
        if (!IsFresh)
            End(_ => true, unconfirmed: true);
    }

    private bool IsTooOld(long at) => at == Never || time.GetElapsedTime(at) > AccessLimits.RightsAtMostOld;

    private void End(Func<RightsLease, bool> which, bool unconfirmed)
    {
        RightsLease[] ending;
        lock (_lock)
            ending = [.. _leases.Where(which)];
        foreach (var lease in ending)
            lease.End(unconfirmed);
    }
}

/// <summary>Connects a stream with its rights; dispose it when the stream ends.</summary>
public sealed class RightsLease : IDisposable
{
    private readonly CancellationTokenSource _ended = new();
    private readonly RightsEntry _entry;

    internal RightsLease(RightsEntry entry, DateTimeOffset? expiresAt, long openedAt) =>
        (_entry, ExpiresAt, OpenedAt) = (entry, expiresAt, openedAt);

    /// <summary>Cancelled when the rights are no longer valid; the stream must stop.</summary>
    public CancellationToken Ended => _ended.Token;

    /// <summary>True when it ended because the rights could not be confirmed; the client may reconnect.</summary>
    public bool Unconfirmed { get; private set; }

    internal DateTimeOffset? ExpiresAt { get; }

    /// <summary>Timestamp of the time provider.</summary>
    internal long OpenedAt { get; }

    /// <inheritdoc/>
    public void Dispose() => _entry.Detach(this);

    internal void End(bool unconfirmed)
    {
        Unconfirmed = unconfirmed;
        _entry.Detach(this);
        // CancelAsync runs the callbacks on another thread, so that they do not delay the next lease.
        _ = _ended.CancelAsync();
    }
}
