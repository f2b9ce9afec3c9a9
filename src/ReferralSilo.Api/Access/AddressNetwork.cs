using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace ReferralSilo.Api.Access;

/// <summary>The network that limits count: an IPv4 address, or an IPv6 /64 network, which usually belongs to one
/// machine.</summary>
public static class AddressNetwork
{
    /// <summary>Zero when the address is unknown.</summary>
    public static UInt128 Of(IPAddress? address)
    {
        if (address is null)
            return UInt128.Zero;
        Span<byte> bytes = stackalloc byte[16];
        (address.IsIPv4MappedToIPv6 || address.AddressFamily is AddressFamily.InterNetwork ? address.MapToIPv6()
            : address).TryWriteBytes(bytes, out _);
        if (address is { AddressFamily: AddressFamily.InterNetworkV6, IsIPv4MappedToIPv6: false })
            bytes[8..].Clear();
        return BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }

    /// <summary>32 hexadecimal digits.</summary>
    public static string Text(IPAddress? address) => Of(address).ToString("x32", CultureInfo.InvariantCulture);
}
