using System.Text.Json;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using ReferralSilo.Testing;

namespace ReferralSilo.Host.Tests.Api;

/// <summary>Watches one board over the hub: keeps its rows, counts heartbeats, and records gaps and the error that
/// ended the stream.</summary>
public sealed class HubClient : IAsyncDisposable
{
    private readonly Dictionary<string, JsonElement> _rows = [];
    private readonly List<JsonElement> _frames = [];
    private readonly Lock _gate = new();
    private readonly HubConnection _connection;
    private Task _reading = Task.CompletedTask;

    private HubClient(HubConnection connection) => _connection = connection;

    public int Heartbeats { get; private set; }

    public string? Gap { get; private set; }

    /// <summary>Code of the error that ended the stream.</summary>
    public string? Code { get; private set; }

    public bool Ended => _reading.IsCompleted;

    public IReadOnlyList<JsonElement> Frames
    {
        get
        {
            lock (_gate) return [.. _frames];
        }
    }

    public (string Epoch, long Version) Cursor =>
        (Frames[^1].GetProperty("epoch").GetString()!, Frames[^1].GetProperty("to").GetInt64());

    public static HubConnection Connect(Uri address, Func<Task<string?>> token,
        Action<IHubConnectionBuilder>? protocol = null)
    {
        var builder = new HubConnectionBuilder()
            .WithUrl(new Uri(address, "/hubs/boards"), options => options.AccessTokenProvider = token);
        protocol?.Invoke(builder);
        return builder.Build();
    }

    public static async Task<HubClient> Watch(Uri address, string token, string board,
        (string Epoch, long Version)? cursor = null)
    {
        var client = new HubClient(Connect(address, () => Task.FromResult<string?>(token)));
        await client._connection.StartAsync();
        client._reading = client.Read(board, cursor);
        return client;
    }

    public JsonElement? Row(string key)
    {
        lock (_gate) return _rows.TryGetValue(key, out var row) ? row : null;
    }

    public IReadOnlyList<string> Keys()
    {
        lock (_gate) return [.. _rows.Keys.Order(StringComparer.Ordinal)];
    }

    /// <summary>Number of referrals without a row, as of the last frame; 0 on a board that counts none.</summary>
    public int More => Frames[^1].TryGetProperty("more", out var more) ? more.GetProperty("count").GetInt32() : 0;

    public async Task Shows(string key, Func<JsonElement, bool> so, string fact)
    {
        await Eventually.Is($"the board shows {key} {fact}", () => Row(key) is { } row && so(row));
        Assert.Null(Gap);
    }

    public async ValueTask DisposeAsync()
    {
        await _connection.DisposeAsync();
        await _reading;
    }

    private async Task Read(string board, (string Epoch, long Version)? cursor)
    {
        object? from = cursor is { } c ? new { epoch = c.Epoch, version = c.Version } : null;
        try
        {
            await foreach (var frame in _connection.StreamAsync<JsonElement>("Watch", board, from)) Take(frame);
        }
        catch (HubException e) when (e.Message.IndexOf('{', StringComparison.Ordinal) is >= 0 and var at)
        {
            Code = JsonDocument.Parse(e.Message[at..]).RootElement.GetProperty("code").GetString();
        }
        catch (Exception e)
            when (e is OperationCanceledException or HubException or IOException
            or System.Net.WebSockets.WebSocketException or InvalidOperationException)
        {
            // The connection went away.
        }
    }

    private void Take(JsonElement frame)
    {
        lock (_gate)
        {
            var (from, to, snapshot) = (frame.GetProperty("from").GetInt64(), frame.GetProperty("to").GetInt64(),
                frame.GetProperty("snapshot").GetBoolean());
            if (!snapshot && from == to) Heartbeats++;
            if (!snapshot && _frames.Count > 0 && from != _frames[^1].GetProperty("to").GetInt64())
                Gap ??= $"{_frames[^1].GetProperty("to")} was followed by {from}";
            if (snapshot) _rows.Clear();
            foreach (var row in frame.GetProperty("upserts").EnumerateArray())
                _rows[row.GetProperty("key").GetString()!] = row;
            foreach (var key in frame.GetProperty("removes").EnumerateArray()) _rows.Remove(key.GetString()!);
            _frames.Add(frame);
        }
    }
}
