using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Diagnostics;
using System.Net.WebSockets;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Connections.Client;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;

namespace ReferralSilo.Cluster.Tests;

/// <summary>
/// Watches one board as a client should: when its stream ends, it continues from its cursor on the next silo.
/// </summary>
/// <param name="cluster">The silos.</param>
/// <param name="board">Name of the board.</param>
/// <param name="first">Index of the first silo.</param>
/// <param name="signIn">Signs the connection in; null for the machine client.</param>
/// <param name="proxy">Address used instead of the silos.</param>
internal sealed class Watcher(ThreeSilos cluster, string board, int first = 0,
    Action<HttpConnectionOptions>? signIn = null, Uri? proxy = null)
{
    /// <summary>Rows of a queue board before it counts the rest (<c>BoardLimits.QueueRows</c>).</summary>
    public const int QueueRows = 300;

    private static readonly TimeSpan BetweenTries = TimeSpan.FromMilliseconds(100);

    /// <summary>Without a frame (or heartbeat) for this long, a board is not live and the watcher reconnects.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(5);

    private readonly ConcurrentQueue<string> _endReasons = new();
    private volatile BoardState _state = new("", 0, ImmutableDictionary<string, JsonElement>.Empty, 0);
    private long _lastFrame;
    private volatile bool _live;

    public string Board => board;

    /// <summary>Rows by key.</summary>
    public ImmutableDictionary<string, JsonElement> Rows => _state.Rows;

    /// <summary>True when the board shows or counts exactly these referrals, each once.</summary>
    public bool Accounts(IReadOnlySet<string> referrals)
    {
        var (rows, more) = Shown;
        return referrals.IsSupersetOf(rows.Keys) && rows.Count + more == referrals.Count
            && rows.Count >= Math.Min(referrals.Count, QueueRows);
    }

    /// <summary>Rows by key, and the number of referrals of a queue board without a row.</summary>
    public (ImmutableDictionary<string, JsonElement> Rows, int More) Shown
    {
        get
        {
            var state = _state;
            return (state.Rows, state.More);
        }
    }

    /// <summary>Epoch of the last frame; empty before the first.</summary>
    public string Epoch => _state.Epoch;

    /// <summary>What a screen would show: a stream is open, and its last frame is recent.</summary>
    public bool IsLive => _live && Stopwatch.GetElapsedTime(Volatile.Read(ref _lastFrame)) < Silence;

    /// <summary>Why streams ended: the error code, or the type of the exception.</summary>
    public IReadOnlyCollection<string> EndReasons => _endReasons;

    /// <summary>Description of the first gap between frames; must stay null.</summary>
    public string? Gap { get; private set; }

    /// <summary>All rows as text, by key.</summary>
    public string Text =>
        string.Join('\n', Rows.OrderBy(r => r.Key, StringComparer.Ordinal)
        .Select(r => $"{r.Key} {r.Value.GetRawText()}"));

    public async Task Run(CancellationToken stop)
    {
        using var pace = new PeriodicTimer(BetweenTries);
        for (var silo = first; !stop.IsCancellationRequested; silo++)
        {
            try
            {
                await Follow(proxy ?? cluster.Silos[silo % cluster.Silos.Count].Address, stop);
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
        var connection = new HubConnectionBuilder()
            .WithUrl(new Uri(silo, "/hubs/boards"), signIn ?? cluster.AsMachine).Build();
        var leave = CancellationTokenSource.CreateLinkedTokenSource(stop);
        try
        {
            await connection.StartAsync(leave.Token).WaitAsync(Silence, stop);
            object? from = _state is { Epoch: not "" } c ? new { epoch = c.Epoch, version = c.Version } : null;
            var frames = connection.StreamAsync<JsonElement>("Watch", board, from, leave.Token)
                .GetAsyncEnumerator(leave.Token);
            while (await frames.MoveNextAsync().AsTask().WaitAsync(Silence, stop)) Apply(frames.Current);
        }
        catch (HubException e) when (e.Message.IndexOf('{', StringComparison.Ordinal) is >= 0 and var at)
        {
            _endReasons.Enqueue(JsonDocument.Parse(e.Message[at..]).RootElement.GetProperty("code").GetString()!);
        }
        catch (Exception e)
            when (e is HttpRequestException or HubException or IOException or InvalidOperationException
            or TimeoutException or WebSocketException or AggregateException
            || (e is OperationCanceledException && !stop.IsCancellationRequested))
        {
            // This silo is gone, refuses the connection (all transports in one exception), is leaving or is silent: the
            // watcher tries the next one.
            _endReasons.Enqueue(e.GetType().Name);
        }
        finally
        {
            _live = false;
            _ = Close(connection, leave);
        }
    }

    /// <summary>Runs in the background: neither a silo that hangs nor the end of a stream by the client, which once
    /// did not return, may keep the watcher from reconnecting.</summary>
    private static async Task Close(HubConnection connection, CancellationTokenSource leave)
    {
        await leave.CancelAsync();
        await connection.DisposeAsync();
        leave.Dispose();
    }

    private void Apply(JsonElement frame)
    {
        var (epoch, from, to) = (frame.GetProperty("epoch").GetString()!, frame.GetProperty("from").GetInt64(),
            frame.GetProperty("to").GetInt64());
        var snapshot = frame.GetProperty("snapshot").GetBoolean();
        var before = _state;
        if (!snapshot && (before.Epoch, before.Version) != (epoch, from))
            Gap ??= $"{before.Epoch} {before.Version} was followed by {epoch} {from}";
        var rows = (snapshot ? ImmutableDictionary<string, JsonElement>.Empty : before.Rows)
            .SetItems(frame.GetProperty("upserts").EnumerateArray()
                .Select(row => KeyValuePair.Create(row.GetProperty("key").GetString()!, row)))
            .RemoveRange(frame.GetProperty("removes").EnumerateArray().Select(key => key.GetString()!));
        _state = new BoardState(epoch, to, rows,
            frame.TryGetProperty("more", out var more) ? more.GetProperty("count").GetInt32() : 0);
        Volatile.Write(ref _lastFrame, Stopwatch.GetTimestamp());
        _live = true;
    }

    private sealed record BoardState(string Epoch, long Version, ImmutableDictionary<string, JsonElement> Rows,
        int More);
}
