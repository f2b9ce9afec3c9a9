using System.Net;
using System.Net.Sockets;

namespace ReferralSilo.Testing;

/// <summary>Finds TCP ports on the loopback interface that are not in use.</summary>
public static class FreePort
{
    public static int Next()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
