using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace ReferralSilo.Storage.Sealing;

/// <summary>Turns values (a name, a birth date, a record number, a request) into bits that reveal nothing without
/// the key: the first bytes of HMAC-SHA256. Callers normalize first; the field keeps a name from matching a
/// phone.</summary>
public sealed class KeyedHash : IDisposable
{
    private const int TextBytes = 20;

    // Pooled, because setting the key costs more than hashing a word. An instance is not thread-safe.
    private readonly ConcurrentBag<IncrementalHash> _idle = [];
    private readonly byte[] _key;

    internal KeyedHash(KeyRing ring) => _key = ring.Derive("referralsilo/search/1");

    /// <summary>The hash of one value of one field. Equal values of a field have equal hashes on every silo.</summary>
    public long Of(string field, string value)
    {
        Span<byte> mac = stackalloc byte[HMACSHA256.HashSizeInBytes];
        Write(field, value, mac);
        return BinaryPrimitives.ReadInt64LittleEndian(mac);
    }

    /// <summary>The same as 160 bits in lower-case hex, for names that must be unique.</summary>
    public string Text(string field, string value)
    {
        Span<byte> mac = stackalloc byte[HMACSHA256.HashSizeInBytes];
        Write(field, value, mac);
        return Convert.ToHexStringLower(mac[..TextBytes]);
    }

    private void Write(string field, string value, Span<byte> mac)
    {
        if (!_idle.TryTake(out var hash)) hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, _key);
        hash.AppendData(Encoding.UTF8.GetBytes($"{field}\n{value}"));
        hash.GetHashAndReset(mac);
        _idle.Add(hash);
    }

    public void Dispose()
    {
        foreach (var hash in _idle) hash.Dispose();
    }
}
