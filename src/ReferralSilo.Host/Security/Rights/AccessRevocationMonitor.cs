using System.Collections.Concurrent;

namespace ReferralSilo.Host.Security.Rights;

/// <summary>Reads the rights that are in force now.</summary>
internal interface IRightsReader
{
    /// <summary>The present stamp of each caller that still has an account in use, and those sessions that were signed
    /// out.</summary>
    Task<RightsNow> Read(IReadOnlyCollection<string> callers, IReadOnlyCollection<string> sessions,
        CancellationToken ct);
}

/// <summary>What a reading found.</summary>
internal sealed record RightsNow(IReadOnlyDictionary<string, string> Stamps, IReadOnlySet<string> EndedSessions);

/// <summary>The accounts database did not answer, so nobody's rights can be told: 503, never a guess.</summary>
public sealed class RightsUnknownException(Exception inner) : Exception("Rights cannot be read.", inner);

/// <summary>
/// Knows whose rights still hold. Rights in use are re-read together every few seconds, so a request costs a look-up
/// and no query, and a stream learns within 5 s, on every process, that its rights were taken away.
/// What could not be re-read for that long does not hold: a promise kept by silence is no promise.
/// </summary>
public sealed partial class AccessRevocationMonitor
{
    private readonly ConcurrentDictionary<RightsKey, RightsEntry> _entries = new();
    private readonly ConcurrentDictionary<CancellationTokenSource, long> _readings = new();
    private readonly SemaphoreSlim _wake = new(0);
    private readonly IRightsReader _reader;
    private readonly TimeProvider _time;
    private readonly ILogger<AccessRevocationMonitor> _log;

    internal AccessRevocationMonitor(IRightsReader reader, TimeProvider time, ILogger<AccessRevocationMonitor> log) =>
        (_reader, _time, _log) = (reader, time, log);

    /// <summary>
    /// True when the rights of a cookie or token still hold; waits for a query only when they were not in use.
    /// Throws <see cref="RightsUnknownException"/> when there is no answer within
    /// <see cref="SecurityLimits.RightsAnswer"/>.
    /// </summary>
    internal ValueTask<bool> Holds(RightsKey key, CancellationToken ct)
    {
        var entry = Used(key);
        return entry.IsFresh ? new(entry.Holds) : Reread(entry, ct);
    }

    /// <summary>
    /// Watches for as long as a stream is open: <see cref="RightsLease.Ended"/> fires within 5 s of the rights being
    /// taken away or the session or token running out.
    /// </summary>
    /// <param name="principal">The stream's user.</param>
    /// <param name="expiresAt">When the token runs out; null for sessions, which end by being idle.</param>
    public RightsLease Open(CallerPrincipal principal, DateTimeOffset? expiresAt = null)
    {
        var entry = Used(principal.Rights);
        var lease = entry.Attach(expiresAt ?? ExpiryOf(principal));
        if (!entry.IsFresh)
            _wake.Release();
        return lease;
    }

    /// <summary>Someone changed these rights here: they are read anew at once, and not at the next turn.</summary>
    public void Changed(string caller)
    {
        foreach (var (key, entry) in _entries)
            if (key.Caller == caller)
                entry.Doubt();
        _wake.Release();
    }

    /// <summary>A session was signed out here; its streams end at once.</summary>
    internal void SignedOut(string session)
    {
        foreach (var (key, entry) in _entries)
            if (key.Session == session)
                entry.Judge(holds: false, _time.GetTimestamp());
    }

    /// <summary>Runs until the host stops.</summary>
    internal Task Run(CancellationToken ct) => Task.WhenAll(KeepReading(ct), KeepEnding(ct));

    private async Task KeepReading(CancellationToken ct)
    {
        await WarmUp(ct);
        var wait = SecurityLimits.RightsReread;
        while (!ct.IsCancellationRequested)
        {
            await Pause(wait, ct);
            wait = await RereadAll(ct) ? SecurityLimits.RightsReread : SecurityLimits.RightsRetry;
        }
    }

    /// <summary>Beside the readings: one that hangs must keep neither a stream open nor a request waiting.</summary>
    private async Task KeepEnding(CancellationToken ct)
    {
        using var timer = new PeriodicTimer(SecurityLimits.RightsOverdue, _time);
        try
        {
            while (await timer.WaitForNextTickAsync(ct))
            {
                foreach (var (_, entry) in _entries)
                    entry.EndOutdated();
                foreach (var (reading, begun) in _readings)
                    if (_time.GetElapsedTime(begun) >= SecurityLimits.RightsAnswer)
                        _ = reading.CancelAsync();
            }
        }
        catch (OperationCanceledException)
        {
            // The host stops: nobody waits for a reading any more.
            foreach (var (reading, _) in _readings)
                _ = reading.CancelAsync();
        }
    }

    /// <summary>
    /// Builds the entity model and the queries now, beside the start, so that the first sign-in does not wait for it.
    /// It may take longer than a reading.
    /// </summary>
    private async Task WarmUp(CancellationToken ct)
    {
        try
        {
            await _reader.Read([RightsStamp.UserPrefix], ["none"], ct);
        }
        catch (Exception e)
        {
            ReadFailed(_log, e.GetType().Name, 0);
        }
    }

    private async Task Pause(TimeSpan wait, CancellationToken ct)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct);
        await Task.WhenAny(Task.Delay(wait, _time, either.Token), _wake.WaitAsync(either.Token));
        await either.CancelAsync();
    }

    private async Task<bool> RereadAll(CancellationToken ct)
    {
        Forget();
        var inUse = _entries.Values.Where(e => e.InUse).ToList();
        if (inUse.Count == 0 || ct.IsCancellationRequested)
            return true;
        try
        {
            await Read(inUse);
            return true;
        }
        catch (Exception e)
        {
            // Tried again soon; what grows too old meanwhile ends by itself.
            if (!ct.IsCancellationRequested)
                ReadFailed(_log, e.GetType().Name, inUse.Count);
            foreach (var entry in inUse)
                entry.EndUnconfirmed();
            return false;
        }
    }

    private async ValueTask<bool> Reread(RightsEntry entry, CancellationToken ct)
    {
        try
        {
            await entry.Share(() => Read([entry])).WaitAsync(ct);
            return entry.Holds;
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            throw new RightsUnknownException(e);
        }
    }

    private async Task Read(IReadOnlyCollection<RightsEntry> entries)
    {
        // Not disposed: there is nothing in it to free, and KeepEnding may be about to cancel it.
        var tooLong = new CancellationTokenSource();
        // The age counts from before the reading: what changed while it ran is seen by the next.
        var asOf = _readings[tooLong] = _time.GetTimestamp();
        try
        {
            // Not every driver that hangs lets itself be cancelled.
            var now = await _reader.Read(
                [.. entries.Select(e => e.Key.Caller).Distinct()],
                    [.. entries.Select(e => e.Key.Session).Where(s => s.Length > 0)], tooLong.Token)
                .WaitAsync(tooLong.Token);
            foreach (var entry in entries)
                entry.Judge(Matches(entry.Key, now), asOf);
        }
        catch (OperationCanceledException e) when (tooLong.IsCancellationRequested)
        {
            throw new TimeoutException("The accounts database took too long.", e);
        }
        finally
        {
            _readings.TryRemove(tooLong, out _);
        }
    }

    private RightsEntry Used(RightsKey key)
    {
        var entry = _entries.GetOrAdd(key, static (k, time) => new RightsEntry(k, time), _time);
        entry.Use();
        return entry;
    }

    private static bool Matches(RightsKey key, RightsNow now) =>
        now.Stamps.TryGetValue(key.Caller, out var stamp) && stamp == key.Stamp
            && !now.EndedSessions.Contains(key.Session);

    private static DateTimeOffset? ExpiryOf(CallerPrincipal principal) =>
        long.TryParse(principal.FindFirst("exp")?.Value, out var seconds) ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : null;

    private void Forget()
    {
        foreach (var (key, entry) in _entries)
            if (entry.IsForgotten)
                _entries.TryRemove(KeyValuePair.Create(key, entry));
    }

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "Rights could not be read ({Error}) for {Count} callers; trying again")]
    private static partial void ReadFailed(ILogger log, string error, int count);
}

/// <summary>Keeps <see cref="AccessRevocationMonitor"/> running.</summary>
internal sealed class RightsLoop(AccessRevocationMonitor watch) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => watch.Run(stoppingToken);
}
