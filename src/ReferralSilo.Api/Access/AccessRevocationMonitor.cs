using System.Collections.Concurrent;
using NodaTime;

namespace ReferralSilo.Api.Access;

/// <summary>Reads the current rights from the accounts database.</summary>
public interface IRightsReader
{
    /// <summary>
    /// Returns the current stamp of each caller with an enabled
    /// account, and those of the sessions that were signed out.
    /// </summary>
    Task<RightsNow> Read(IReadOnlyCollection<string> callers, IReadOnlyCollection<string> sessions,
        CancellationToken ct);
}

/// <summary>Result of a read: stamps by caller id, and ids of ended sessions.</summary>
public sealed record RightsNow(IReadOnlyDictionary<string, string> Stamps, IReadOnlySet<string> EndedSessions);

/// <summary>The accounts database did not answer, so the rights are unknown. Answered with 503.</summary>
public sealed class RightsUnknownException(Exception inner) : Exception("Rights cannot be read.", inner);

/// <summary>
/// Checks whether rights are still valid. All rights in use are re-read together every few seconds,
/// so a request costs a dictionary look-up instead of a query, and revoked rights end a stream
/// within 5 s on every process. Rights that could not be re-read for that long count as invalid.
/// </summary>
public sealed partial class AccessRevocationMonitor
{
    private readonly ConcurrentDictionary<RightsKey, RightsEntry> _entries = new();
    private readonly ConcurrentDictionary<CancellationTokenSource, long> _readings = new();
    private readonly SemaphoreSlim _wake = new(0);
    private readonly IRightsReader _reader;
    private readonly TimeProvider _time;
    private readonly IClock _clock;
    private readonly ILogger<AccessRevocationMonitor> _log;

    internal AccessRevocationMonitor(IRightsReader reader, TimeProvider time, IClock clock,
        ILogger<AccessRevocationMonitor> log) =>
        (_reader, _time, _clock, _log) = (reader, time, clock, log);

    /// <summary>
    /// True when the rights of a cookie or token are still valid. Waits for a query
    /// only when they were not in use. Throws <see cref="RightsUnknownException"/>
    /// when there is no answer within <see cref="AccessLimits.RightsAnswer"/>.
    /// </summary>
    internal ValueTask<bool> Holds(RightsKey key, CancellationToken ct)
    {
        var entry = Used(key);
        return entry.IsFresh ? new(entry.Holds) : Reread(entry, ct);
    }

    /// <summary>As <see cref="Holds"/>, but does not count as activity: a screen asks by itself when its board
    /// changes.</summary>
    public ValueTask<bool> Confirm(CallerPrincipal principal, CancellationToken ct)
    {
        var entry = Entry(principal.Rights);
        return entry.IsFresh ? new(entry.Holds) : Reread(entry, ct);
    }

    /// <summary>
    /// Monitors the rights of an open stream: <see cref="RightsLease.Ended"/> is
    /// cancelled within 5 s after the rights are revoked or the session or token expires.
    /// </summary>
    /// <param name="principal">The stream's user.</param>
    /// <param name="expiresAt">When the token expires; null for sessions, which end after an idle time.</param>
    public RightsLease Open(CallerPrincipal principal, DateTimeOffset? expiresAt = null)
    {
        var entry = Used(principal.Rights);
        var lease = entry.Attach(expiresAt ?? ExpiryOf(principal));
        if (!entry.IsFresh)
            _wake.Release();
        return lease;
    }

    /// <summary>Call after changing a caller's rights on this process: they are re-read at once.</summary>
    public void Changed(string caller)
    {
        foreach (var (key, entry) in _entries)
            if (key.Caller == caller)
                entry.Doubt();
        _wake.Release();
    }

    /// <summary>Call after signing out a session on this process: its streams end at once.</summary>
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
        var wait = AccessLimits.RightsReread;
        while (!ct.IsCancellationRequested)
        {
            await Pause(wait, ct);
            wait = await RereadAll(ct) ? AccessLimits.RightsReread : AccessLimits.RightsRetry;
        }
    }

    /// <summary>
    /// Runs in parallel with the reads, because a read that hangs must not keep a stream open or a request waiting.
    /// </summary>
    private async Task KeepEnding(CancellationToken ct)
    {
        using var timer = new PeriodicTimer(AccessLimits.RightsOverdue, _time);
        try
        {
            while (await timer.WaitForNextTickAsync(ct))
            {
                foreach (var (_, entry) in _entries)
                    entry.EndOutdated();
                foreach (var (reading, begun) in _readings)
                    if (_time.GetElapsedTime(begun) >= AccessLimits.RightsAnswer)
                        _ = reading.CancelAsync();
            }
        }
        catch (OperationCanceledException)
        {
            // The host stops, so the reads are no longer needed.
            foreach (var (reading, _) in _readings)
                _ = reading.CancelAsync();
        }
    }

    /// <summary>
    /// Builds the entity model and the queries in the background, so that the
    /// first sign-in does not wait for it. May take longer than a normal read.
    /// </summary>
    private async Task WarmUp(CancellationToken ct)
    {
        try
        {
            await _reader.Read([Caller.UserPrefix], ["none"], ct);
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
            // Retried soon. Streams whose rights become too old in the meantime are ended by KeepEnding.
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
        // Not disposed: it holds no resources, and KeepEnding may still cancel it.
        var tooLong = new CancellationTokenSource();
        // The age counts from before the read, because changes during the read are seen only by the next one.
        var asOf = _readings[tooLong] = _time.GetTimestamp();
        try
        {
            // WaitAsync is needed because a driver that hangs may ignore its token.
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
        var entry = Entry(key);
        entry.Use();
        return entry;
    }

    private RightsEntry Entry(RightsKey key) =>
        _entries.GetOrAdd(key, static (k, me) => new RightsEntry(k, me._time, me._clock), this);

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
