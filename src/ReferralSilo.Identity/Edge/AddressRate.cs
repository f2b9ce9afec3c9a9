using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using ReferralSilo.Identity.Limits;

namespace ReferralSilo.Identity.Edge;

/// <summary>
/// A token bucket per IP address. IPv6 addresses count per /64 network, which usually belongs to one machine. The
/// framework's limiters read the wall clock; this one uses a <see cref="TimeProvider"/>, so tests can control the time.
/// </summary>
public sealed class AddressRate(Rate rate, TimeProvider time)
{
    private readonly ConcurrentDictionary<UInt128, Bucket> _buckets = new();

    /// <summary>Takes one token. Returns false and the time to wait when there is none.</summary>
    public bool TryTake(IPAddress? address, out TimeSpan wait) => Look(address, take: true, out wait);

    /// <summary>Like <see cref="TryTake"/>, but takes no token.</summary>
    public bool HasRoom(IPAddress? address, out TimeSpan wait) => Look(address, take: false, out wait);

    private bool Look(IPAddress? address, bool take, out TimeSpan wait)
    {
        var now = time.GetTimestamp();
        // Bounds the memory: clearing resets all limits once, which is acceptable.
        if (_buckets.Count > SecurityLimits.RememberedAddresses)
            _buckets.Clear();
        var bucket = _buckets.GetOrAdd(Network(address), static (_, s) => new Bucket(s.rate.Burst, s.now), (rate, now));
        lock (bucket)
        {
            bucket.Level =
                Math.Min(rate.Burst,
                bucket.Level + (time.GetElapsedTime(bucket.At, now).TotalSeconds * rate.PerSecond));
            bucket.At = now;
            var has = bucket.Level >= 1;
            wait = has ? TimeSpan.Zero : TimeSpan.FromSeconds((1 - bucket.Level) / rate.PerSecond);
            if (has && take)
                bucket.Level--;
            return has;
        }
    }

    private static UInt128 Network(IPAddress? address)
    {
        if (address is null)
            return UInt128.Zero;
        Span<byte> bytes = stackalloc byte[16];
        (address.IsIPv4MappedToIPv6 || address.AddressFamily is AddressFamily.InterNetwork ? address.MapToIPv6()
            : address).TryWriteBytes(bytes, out _);
        if (address is { AddressFamily: AddressFamily.InterNetworkV6, IsIPv4MappedToIPv6: false })
            bytes[8..].Clear();
        return System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }

    private sealed class Bucket(double level, long at)
    {
        public double Level = level;
        public long At = at;
    }
}

/// <summary>The rates of signing in.</summary>
internal sealed class SignInRates(TimeProvider time)
{
    /// <summary>All sign-in attempts of people and machines.</summary>
    public AddressRate Attempts { get; } = new(SecurityLimits.SignInsPerAddress, time);

    /// <summary>Failed sign-in attempts.</summary>
    public AddressRate Failures { get; } = new(SecurityLimits.FailuresPerAddress, time);
}
