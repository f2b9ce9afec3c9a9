using System.Net;
using System.Net.Sockets;

namespace ReferralSilo.Messaging.Tests.Support;

/// <summary>A port on the loopback interface that refuses connections. It is bound and does not listen, so no other
/// program gets it meanwhile.</summary>
internal sealed class ClosedPort : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    public ClosedPort() => _socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));

    public int Number => ((IPEndPoint)_socket.LocalEndPoint!).Port;

    public void Dispose() => _socket.Dispose();
}
