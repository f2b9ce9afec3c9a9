using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace ReferralSilo.Faults.Injecting;

/// <summary>
/// Hub clients that request a board and then read nothing, on sockets with the smallest buffers. They send pings;
/// otherwise the server would disconnect them after half a minute.
/// </summary>
internal sealed class StalledScreens : IAsyncDisposable
{
    private const int ReceiveBuffer = 4_096;
    private const string Handshake = """{"protocol":"json","version":1}""";
    private const string Ping = """{"type":6}""";
    private static readonly TimeSpan PingEvery = TimeSpan.FromSeconds(10);

    private readonly List<ClientWebSocket> _sockets = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly HttpMessageInvoker _connect = new(new SocketsHttpHandler { ConnectCallback = Connect });
    private Task _pinging = Task.CompletedTask;

    public async Task Open(int count, Uri silo, string token, string board)
    {
        var hub = new UriBuilder(silo) { Scheme = "ws", Path = "/hubs/boards" }.Uri;
        var watch = JsonSerializer.Serialize(
            new { type = 4, invocationId = "1", target = "Watch", arguments = new object?[] { board, null } });
        for (var n = 0; n < count; n++)
        {
            var socket = new ClientWebSocket();
            _sockets.Add(socket);
            socket.Options.SetRequestHeader("Authorization", "Bearer " + token);
            await socket.ConnectAsync(hub, _connect, CancellationToken.None);
            await Send(socket, Handshake);
            await Send(socket, watch);
        }

        _pinging = KeepAlive();
    }

    /// <summary>Disconnects all clients.</summary>
    public async Task Leave()
    {
        await _stop.CancelAsync();
        await _pinging;
        foreach (var socket in _sockets)
        {
            socket.Abort();
            socket.Dispose();
        }

        _sockets.Clear();
    }

    public async ValueTask DisposeAsync()
    {
        await Leave();
        _connect.Dispose();
        _stop.Dispose();
    }

    private async Task KeepAlive()
    {
        try
        {
            using var tick = new PeriodicTimer(PingEvery);
            while (await tick.WaitForNextTickAsync(_stop.Token))
            {
                foreach (var socket in _sockets.Where(s => s.State == WebSocketState.Open)) await Send(socket, Ping);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or WebSocketException)
        {
            // The run is over, or the server has disconnected a client.
        }
    }

    private static Task Send(ClientWebSocket socket, string message) =>
        socket.SendAsync(Encoding.UTF8.GetBytes(message + "\u001e"), WebSocketMessageType.Text, true,
            CancellationToken.None);

    private static async ValueTask<Stream> Connect(SocketsHttpConnectionContext context, CancellationToken ct)
    {
        var socket =
            new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, ReceiveBufferSize = ReceiveBuffer };
        await socket.ConnectAsync(context.DnsEndPoint, ct);
        return new NetworkStream(socket, ownsSocket: true);
    }
}
