using System.Net;

namespace ReferralSilo.Messaging.Configuration;

/// <summary>Whether a host name means this machine.</summary>
internal static class LoopbackHost
{
    public static bool Is(string host) => host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address);
}
