using System.Security.Cryptography;

namespace ReferralSilo.Storage.Sealing;

/// <summary>Random nonces, generated in bulk: the system takes as long for one as for a hundred. Not secret.</summary>
internal static class Nonces
{
    public const int Bytes = 12;
    private const int PoolBytes = 100 * Bytes;

    [ThreadStatic]
    private static byte[]? _pool;

    [ThreadStatic]
    private static int _used;

    public static void Next(Span<byte> nonce)
    {
        _pool ??= new byte[PoolBytes];
        if (_used == 0) RandomNumberGenerator.Fill(_pool);
        _pool.AsSpan(_used, Bytes).CopyTo(nonce);
        _used = (_used + Bytes) % PoolBytes;
    }
}
