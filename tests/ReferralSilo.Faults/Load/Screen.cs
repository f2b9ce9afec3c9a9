using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.WebSockets;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Connections.Client;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using ReferralSilo.Faults.Histories;

namespace ReferralSilo.Faults.Load;

/// <summary>
/// Watches one board as a screen should. A frame that does not fit is not shown: the screen reconnects from its cursor,
/// on the next silo when one is gone. Five seconds after the last frame was sent the screen is no longer "live". A
/// frame that was on its way for that long ends the stream; from its cursor the screen then gets all missing changes at
/// once. Everything received is written to the history.
/// </summary>
internal sealed class Screen(string name, string board, HistoryWriter history, IReadOnlyList<SiloEndpoint> silos,
    int first, string token, Action<HttpConnectionOptions>? connecting = null)
{
    private readonly ConcurrentDictionary<string, RowShown> _rows = new(StringComparer.Ordinal);
    private (string Epoch, long Version)? _cursor;
    private bool _live;

    public string Board => board;

    /// <summary>The shown rows, by key.</summary>
    public IReadOnlyDictionary<string, RowShown> Rows => _rows;

    /// <summary>Number of referrals that the board counts without a row.</summary>
    public int More { get; private set; }

    public bool IsLive => _live;

    /// <summary>When the last frame or heartbeat arrived; <see cref="Stopwatch.GetTimestamp"/>.</summary>
    public long ShownAt { get; private set; }

    public async Task Run(CancellationToken stop)
    {
        for (var silo = first; !stop.IsCancellationRequested; silo++)
        {
            await Follow(silos[silo % silos.Count], stop);
            SetLive(live: false);
            await Task.Delay(LoadLimits.ReconnectDelay, CancellationToken.None);
        }
    }

    private async Task Follow(SiloEndpoint silo, CancellationToken stop)
    {
        var connection = new HubConnectionBuilder()
            .WithUrl(new Uri(silo.Address, "/hubs/boards"), o =>
            {
                o.AccessTokenProvider = () => Task.FromResult<string?>(token);
                connecting?.Invoke(o);
            }).Build();
        var leave = CancellationTokenSource.CreateLinkedTokenSource(stop);
        try
        {
            await connection.StartAsync(leave.Token).WaitAsync(LoadLimits.LiveWithin, stop);
            history.Write(new BoardRequested(
                Now, name, board, silo.Name, "demo-client", true, _cursor?.Epoch, _cursor?.Version ?? 0));
            object? from = _cursor is { } c ? new { epoch = c.Epoch, version = c.Version } : null;
            var frames = connection.StreamAsync<JsonElement>("Watch", board, from, leave.Token)
                .GetAsyncEnumerator(leave.Token);
            var left = LoadLimits.LiveWithin;
            while (await frames.MoveNextAsync().AsTask().WaitAsync(left, stop))
            {
                var problem = Apply(frames.Current, silo.Name);
                left = LoadLimits.LiveWithin - Delay(frames.Current);
                if (problem is null && left > TimeSpan.Zero) SetLive(live: true);
                if (left <= TimeSpan.Zero) problem ??= "late";
                if (problem is null) continue;
                End(problem);
                return;
            }

            End("stream-ended");
        }
        catch (HubException e) when (e.Message.IndexOf('{', StringComparison.Ordinal) is >= 0 and var at)
        {
            End(JsonDocument.Parse(e.Message[at..]).RootElement.GetProperty("code").GetString()!);
        }
        catch (Exception e)
            when (e is HttpRequestException or HubException or IOException or InvalidOperationException
            or TimeoutException or WebSocketException or AggregateException or OperationCanceledException)
        {
            // This silo is gone (after it has negotiated, the failures of all transports are one exception) or silent,
            // or the run is over.
            End(e is TimeoutException ? "silence" : e.GetType().Name);
        }
        finally
        {
            _ = Close(connection, leave);
        }
    }

    /// <summary>
    /// Runs in the background: neither a hanging silo nor the client's own end of a stream, which once never returned,
    /// may keep the screen from reconnecting.
    /// </summary>
    private static async Task Close(HubConnection connection, CancellationTokenSource leave)
    {
        try
        {
            await leave.CancelAsync();
            await connection.DisposeAsync();
            leave.Dispose();
        }
        catch (Exception e)
            when (e is IOException or InvalidOperationException or WebSocketException or OperationCanceledException)
        {
            // The connection is gone either way.
        }
    }

    /// <summary>Null when the frame was shown; otherwise why it does not fit.</summary>
    private string? Apply(JsonElement frame, string silo)
    {
        var ticks = Now;
        var (epoch, from, to) = (frame.GetProperty("epoch").GetString()!, frame.GetProperty("from").GetInt64(),
            frame.GetProperty("to").GetInt64());
        var snapshot = frame.GetProperty("snapshot").GetBoolean();
        RowShown[] rows = [.. frame.GetProperty("upserts").EnumerateArray().Select(RowReader.Read)];
        string[] removed = [.. frame.GetProperty("removes").EnumerateArray().Select(k => k.GetString()!)];
        var more = frame.TryGetProperty("more", out var rest) ? rest.GetProperty("count").GetInt32() : 0;
        history.Write(new FrameReceived(ticks, name, board, silo, epoch, from, to, snapshot, rows, removed, more));
        if (snapshot && _cursor is { } at && at.Epoch == epoch && to < at.Version) return "older-snapshot";
        if (!snapshot && _cursor?.Epoch != epoch)
        {
            _cursor = null;
            return "new-epoch";
        }

        if (!snapshot && _cursor!.Value.Version != from) return "gap";
        if (snapshot) _rows.Clear();
        foreach (var row in rows) _rows[row.Key] = row;
        foreach (var key in removed) _rows.TryRemove(key, out _);
        _cursor = (epoch, to);
        More = more;
        ShownAt = ticks;
        return null;
    }

    /// <summary>How long the frame was on its way: frames in the buffers of a slow reader are old.</summary>
    private static TimeSpan Delay(JsonElement frame)
    {
        var late = DateTimeOffset.UtcNow - frame.GetProperty("at").GetDateTimeOffset();
        return late > TimeSpan.Zero ? late : TimeSpan.Zero;
    }

    private void SetLive(bool live)
    {
        if (_live == live) return;
        _live = live;
        history.Write(new LiveChanged(Now, name, board, live));
    }

    private void End(string code) => history.Write(new BoardEnded(Now, name, board, code));

    private static long Now => Stopwatch.GetTimestamp();
}
