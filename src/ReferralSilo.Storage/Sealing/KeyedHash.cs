using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace ReferralSilo.Storage.Sealing;

/// <summary>
/// Turns what people search by (a name, a birth date, a phone) into 64 bits that say nothing without the key: the first
/// 8 bytes of HMAC-SHA256. Callers normalize first; the field keeps a name from matching a phone.
/// </summary>
public sealed class KeyedHash
{
    private readonly byte[] _key;

    internal KeyedHash(KeyRing ring) => _key = ring.Derive("referralsilo/search/1");

    /// <summary>The hash of one value of one field. Equal values of a field are equal, on every silo.</summary>
    public long Of(string field, string value)
    {
        Span<byte> mac = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes($"{field}\n{value}"), mac);
        return BinaryPrimitives.ReadInt64LittleEndian(mac);
    }
}
