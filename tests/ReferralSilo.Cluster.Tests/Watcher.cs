using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text.Json;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;

namespace ReferralSilo.Cluster.Tests;

/// <summary>Watches one board, as a client should: when its stream ends it goes on from its cursor on the next silo.</summary>
internal sealed class Watcher(ThreeSilos cluster, string board)
{
    private static readonly TimeSpan BetweenTries = TimeSpan.FromMilliseconds(100);

    /// <summary>Without a frame for this long, heartbeats included, a board is not live and is asked for anew.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, byte> _rows = new();
    private readonly ConcurrentQueue<string> _ends = new();
    private (string Epoch, long Version)? _cursor;

    public IReadOnlyCollection<string> Rows => (IReadOnlyCollection<string>)_rows.Keys;

    /// <summary>What streams ended with: the code of an error, or how the connection went.</summary>
    public IReadOnlyCollection<string> Ends => _ends;

    /// <summary>What a client must never see.</summary>
    public string? Gap { get; private set; }

    public async Task Run(CancellationToken stop)
    {
        using var pace = new PeriodicTimer(BetweenTries);
        for (var silo = 0; !stop.IsCancellationRequested; silo++)
        {
            try
            {
                await Follow(cluster.Silos[silo % cluster.Silos.Count].Address, stop);
                await pace.WaitForNextTickAsync(stop);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
        }
    }

    private async Task Follow(Uri silo, CancellationToken stop)
    {
        await using var connection = new HubConnectionBuilder()
            .WithUrl(new Uri(silo, "/hubs/boards"), o => o.AccessTokenProvider = () => Task.FromResult<string?>(cluster.Token)).Build();
        try
        {
            await connection.StartAsync(stop).WaitAsync(Silence, stop);
            object? from = _cursor is { } c ? new { epoch = c.Epoch, version = c.Version } : null;
            var frames = connection.StreamAsync<JsonElement>("Watch", board, from, stop).GetAsyncEnumerator(stop);
            while (await frames.MoveNextAsync().AsTask().WaitAsync(Silence, stop)) Take(frames.Current);
        }
        catch (HubException e) when (e.Message.IndexOf('{', StringComparison.Ordinal) is >= 0 and var at)
        {
            _ends.Enqueue(JsonDocument.Parse(e.Message[at..]).RootElement.GetProperty("code").GetString()!);
        }
        catch (Exception e) when (e is HttpRequestException or HubException or IOException or InvalidOperationException or TimeoutException or WebSocketException
            || (e is OperationCanceledException && !stop.IsCancellationRequested))
        {
            // That silo is not there, refuses while it leaves, went away or is silent: the next one is asked.
            _ends.Enqueue(e.GetType().Name);
        }
    }

    private void Take(JsonElement frame)
    {
        var (from, to) = (frame.GetProperty("from").GetInt64(), frame.GetProperty("to").GetInt64());
        if (frame.GetProperty("snapshot").GetBoolean()) _rows.Clear();
        else if (_cursor is { } at && at.Version != from) Gap ??= $"{at.Version} was followed by {from}";
        foreach (var row in frame.GetProperty("upserts").EnumerateArray()) _rows[row.GetProperty("key").GetString()!] = 0;
        foreach (var key in frame.GetProperty("removes").EnumerateArray()) _rows.TryRemove(key.GetString()!, out _);
        _cursor = (frame.GetProperty("epoch").GetString()!, to);
    }
}
