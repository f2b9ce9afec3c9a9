using System.Diagnostics;

namespace ReferralSilo.Cluster.Tests;

/// <summary>
/// Continuously checks for I9: a screen must not show "live" while it lacks a change acknowledged more than 5 s ago. As
/// many referrals may have no row as the board counts, which it may only while all its rows are used.
/// </summary>
internal sealed class LivenessMonitor(IReadOnlyList<Watcher> watchers, SteadyClient client)
{
    private static readonly TimeSpan MaxDelay = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan CheckEvery = TimeSpan.FromMilliseconds(50);

    private readonly List<Acknowledgement>[] _missing = [.. watchers.Select(_ => new List<Acknowledgement>())];

    private readonly Dictionary<string, long> _received = [];

    /// <summary>Descriptions of the violations.</summary>
    public List<string> Violations { get; } = [];

    /// <summary>Longest time that any screen lacked a change, whether or not it showed "live".</summary>
    public TimeSpan Longest { get; private set; }

    public async Task Run(CancellationToken stop)
    {
        using var pace = new PeriodicTimer(CheckEvery);
        try
        {
            while (await pace.WaitForNextTickAsync(stop)) Check();
        }
        catch (OperationCanceledException)
        {
            // Stopped.
        }
    }

    private void Check()
    {
        while (client.Acknowledgements.TryDequeue(out var acknowledged))
        {
            _received.TryAdd(acknowledged.Id, acknowledged.At);
            foreach (var missing in _missing) missing.Add(acknowledged);
        }

        for (var i = 0; i < watchers.Count; i++)
        {
            // Read before the rows are checked: a frame that arrives in between must not count.
            var live = watchers[i].IsLive;
            var (rows, more) = watchers[i].Shown;
            if (more > 0 && rows.Count < Watcher.QueueRows)
                Violations.Add($"A screen of {watchers[i].Board} has {rows.Count} rows and counts {more} more.");
            var without = _received.Count(r =>
                Stopwatch.GetElapsedTime(r.Value) > MaxDelay && !rows.ContainsKey(r.Key));
            _missing[i].RemoveAll(t =>
                rows.TryGetValue(t.Id, out var row) && row.GetProperty("version").GetInt64() >= t.Version);
            foreach (var late in _missing[i].Where(t => rows.ContainsKey(t.Id) || without > more))
            {
                var behind = Stopwatch.GetElapsedTime(late.At);
                if (behind > Longest) Longest = behind;
                if (live && behind > MaxDelay && watchers[i].IsLive && ReferenceEquals(rows, watchers[i].Rows))
                    Violations.Add($"A screen of {watchers[i].Board} lacks {late.Id} at {late.Version} since "
                        + $"{behind.TotalSeconds:0.0} s and says live.");
            }
        }
    }
}
