using System.Diagnostics;

namespace ReferralSilo.Cluster.Tests;

/// <summary>
/// Looks on all the while whether a screen says "live" and lacks a change that a client was told of more than 5 s ago
/// (I9), and notes each that does.
/// </summary>
internal sealed class HonestScreens(IReadOnlyList<Watcher> watchers, SteadyClient client)
{
    private static readonly TimeSpan AtMostBehind = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(50);

    private readonly List<Told>[] _lacking = [.. watchers.Select(_ => new List<Told>())];

    /// <summary>What was found, in words.</summary>
    public List<string> Lies { get; } = [];

    /// <summary>Longest that any screen lacked a change, not live meanwhile.</summary>
    public TimeSpan Longest { get; private set; }

    public async Task Run(CancellationToken stop)
    {
        using var pace = new PeriodicTimer(Every);
        try
        {
            while (await pace.WaitForNextTickAsync(stop)) Look();
        }
        catch (OperationCanceledException)
        {
            // Told to stop.
        }
    }

    private void Look()
    {
        while (client.Told.TryDequeue(out var told))
            foreach (var lacking in _lacking) lacking.Add(told);
        for (var i = 0; i < watchers.Count; i++)
        {
            // Asked before the rows are looked at: what came in between would excuse it.
            var (live, rows) = (watchers[i].IsLive, watchers[i].Rows);
            _lacking[i].RemoveAll(t =>
                rows.TryGetValue(t.Id, out var row) && row.GetProperty("version").GetInt64() >= t.Version);
            foreach (var late in _lacking[i])
            {
                var behind = Stopwatch.GetElapsedTime(late.At);
                if (behind > Longest) Longest = behind;
                if (live && behind > AtMostBehind && watchers[i].IsLive && ReferenceEquals(rows, watchers[i].Rows))
                    Lies.Add($"A screen of {watchers[i].Board} lacks {late.Id} at {late.Version} since "
                        + $"{behind.TotalSeconds:0.0} s and says live.");
            }
        }
    }
}
