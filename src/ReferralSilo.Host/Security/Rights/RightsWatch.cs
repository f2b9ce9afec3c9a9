using System.Collections.Concurrent;

namespace ReferralSilo.Host.Security.Rights;

/// <summary>Reads the rights that are in force now.</summary>
internal interface IRightsReader
{
    /// <summary>The present stamp of each caller that still has an account in use, and those sessions that were signed out.</summary>
    Task<RightsNow> Read(IReadOnlyCollection<string> callers, IReadOnlyCollection<string> sessions, CancellationToken ct);
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
public sealed partial class RightsWatch
{
    private readonly ConcurrentDictionary<RightsKey, RightsEntry> _entries = new();
    private readonly SemaphoreSlim _wake = new(0);
    private readonly IRightsReader _reader;
    private readonly TimeProvider _time;
    private readonly ILogger<RightsWatch> _log;

    internal RightsWatch(IRightsReader reader, TimeProvider time, ILogger<RightsWatch> log) => (_reader, _time, _log) = (reader, time, log);

    /// <summary>True when the rights of a cookie or token still hold; waits for a query only when they were not in use.</summary>
    internal ValueTask<bool> Holds(RightsKey key, CancellationToken ct)
    {
        var now = _time.GetUtcNow();
        var entry = _entries.GetOrAdd(key, static k => new RightsEntry(k));
        entry.Use(now);
        return entry.Age(now) <= SecurityLimits.RightsAtMostOld ? new(entry.Holds) : Reread(entry, ct);
    }

    /// <summary>
    /// Watches for as long as a stream is open: <see cref="RightsLease.Ended"/> fires within 5 s of the rights being
    /// taken away or the session or token running out.
    /// </summary>
    /// <param name="principal">The stream's user.</param>
    /// <param name="expiresAt">When the token runs out; null for sessions, which end by being idle.</param>
    public RightsLease Open(CallerPrincipal principal, DateTimeOffset? expiresAt = null)
    {
        var entry = _entries.GetOrAdd(principal.Rights, static k => new RightsEntry(k));
        entry.Use(_time.GetUtcNow());
        var lease = entry.Attach(expiresAt ?? ExpiryOf(principal));
        if (entry.Age(_time.GetUtcNow()) > SecurityLimits.RightsAtMostOld)
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
                entry.Judge(holds: false, _time.GetUtcNow());
    }

    /// <summary>Runs until the host stops.</summary>
    internal async Task Run(CancellationToken ct)
    {
        // Builds the entity model and the queries now, beside the start, so that the first sign-in does not wait for it.
        await TryRead([new RightsEntry(new RightsKey(RightsStamp.UserPrefix, "none", ""))], ct);
        var wait = SecurityLimits.RightsReread;
        while (!ct.IsCancellationRequested)
        {
            await Pause(wait, ct);
            wait = await RereadAll(ct) ? SecurityLimits.RightsReread : SecurityLimits.RightsRetry;
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
        var now = _time.GetUtcNow();
        Forget(now);
        var inUse = _entries.Values.Where(e => e.InUse).ToList();
        var read = inUse.Count == 0 || await TryRead(inUse, ct);
        foreach (var entry in inUse)
            entry.EndOutdated(_time.GetUtcNow());
        return read;
    }

    private async Task<bool> TryRead(List<RightsEntry> entries, CancellationToken ct)
    {
        try
        {
            // The age counts from before the reading: what changed while it ran is seen by the next.
            var asOf = _time.GetUtcNow();
            var now = await _reader.Read(
                [.. entries.Select(e => e.Key.Caller).Distinct()], [.. entries.Select(e => e.Key.Session).Where(s => s.Length > 0)], ct);
            foreach (var entry in entries)
                entry.Judge(Matches(entry.Key, now), asOf);
            return true;
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            // Tried again soon; what grows too old meanwhile ends by itself.
            ReadFailed(_log, e.GetType().Name, entries.Count);
            return false;
        }
    }

    private async ValueTask<bool> Reread(RightsEntry entry, CancellationToken ct)
    {
        await entry.Gate.WaitAsync(ct);
        try
        {
            if (entry.Age(_time.GetUtcNow()) > SecurityLimits.RightsAtMostOld)
            {
                var asOf = _time.GetUtcNow();
                var now = await _reader.Read([entry.Key.Caller], entry.Key.Session.Length > 0 ? [entry.Key.Session] : [], ct);
                entry.Judge(Matches(entry.Key, now), asOf);
            }

            return entry.Holds;
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            throw new RightsUnknownException(e);
        }
        finally
        {
            entry.Gate.Release();
        }
    }

    private static bool Matches(RightsKey key, RightsNow now) =>
        now.Stamps.TryGetValue(key.Caller, out var stamp) && stamp == key.Stamp && !now.EndedSessions.Contains(key.Session);

    private static DateTimeOffset? ExpiryOf(CallerPrincipal principal) =>
        long.TryParse(principal.FindFirst("exp")?.Value, out var seconds) ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null;

    private void Forget(DateTimeOffset now)
    {
        foreach (var (key, entry) in _entries)
            if (entry.IsForgotten(now))
                _entries.TryRemove(KeyValuePair.Create(key, entry));
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Rights could not be read ({Error}) for {Count} callers; trying again")]
    private static partial void ReadFailed(ILogger log, string error, int count);
}

/// <summary>Keeps <see cref="RightsWatch"/> running.</summary>
internal sealed class RightsLoop(RightsWatch watch) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => watch.Run(stoppingToken);
}
