using System.Net.Sockets;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.Http.Connections.Client;
using ReferralSilo.Faults.Histories;
using ReferralSilo.Faults.Load;

namespace ReferralSilo.Faults.Injecting;

/// <summary>
/// Normal screens on one silo whose connections are read slowly, on sockets with small buffers, until <see
/// cref="ReadAtFullSpeed"/>. Their content is checked to the end.
/// </summary>
internal sealed class SlowScreens : IAsyncDisposable
{
    private const int ReceiveBuffer = 4_096;

    private readonly CancellationTokenSource _stop = new();
    private readonly List<HttpMessageInvoker> _connects = [];
    private readonly List<Screen> _screens = [];
    private Task _running = Task.CompletedTask;
    private volatile bool _fullSpeed;

    /// <summary>Opens, for each board, this number of screens for each pace.</summary>
    public void Open(IReadOnlyList<(string Board, int Each)> boards, SiloEndpoint silo, string token,
        HistoryWriter history)
    {
        foreach (var (name, pace) in (ReadOnlySpan<(string, Pace)>)[("trickle", Pace.Trickle), ("pauses", Pace.Pauses)])
        {
            var connect = new HttpMessageInvoker(
                new SocketsHttpHandler { ConnectCallback = (context, ct) => Connect(context, pace, ct) });
            _connects.Add(connect);
            foreach (var (board, each) in boards)
                for (var n = 0; n < each; n++)
                    _screens.Add(new Screen($"{name}-{board}-{n}", board, history, [silo], 0, token,
                        options => Slowly(options, connect, token)));
        }

        _running = Task.WhenAll(_screens.Select(s => s.Run(_stop.Token)));
    }

    public void ReadAtFullSpeed() => _fullSpeed = true;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        foreach (var connect in _connects) connect.Dispose();
        _stop.Dispose();
    }

    private static void Slowly(HttpConnectionOptions options, HttpMessageInvoker connect, string token)
    {
        (options.SkipNegotiation, options.Transports) = (true, HttpTransportType.WebSockets);
        options.WebSocketFactory = async (context, ct) =>
        {
            var socket = new ClientWebSocket();
            socket.Options.SetRequestHeader("Authorization", "Bearer " + token);
            await socket.ConnectAsync(context.Uri, connect, ct);
            return socket;
        };
    }

    private async ValueTask<Stream> Connect(SocketsHttpConnectionContext context, Pace pace, CancellationToken ct)
    {
        var socket =
            new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, ReceiveBufferSize = ReceiveBuffer };
        await socket.ConnectAsync(context.DnsEndPoint, ct);
        return new PacedStream(new NetworkStream(socket, ownsSocket: true), () => _fullSpeed ? null : pace);
    }
}
