using System.Security.Cryptography;

namespace ReferralSilo.Storage.Sealing;

/// <summary>Random nonces, drawn many at a time, for the system takes as long for one as for a hundred. They are no
/// secret.</summary>
internal static class Nonces
{
    public const int Bytes = 12;
    private const int Drawn = 100 * Bytes;

    [ThreadStatic]
    private static byte[]? _random;

    [ThreadStatic]
    private static int _used;

    public static void Next(Span<byte> nonce)
    {
        _random ??= new byte[Drawn];
        if (_used == 0) RandomNumberGenerator.Fill(_random);
        _random.AsSpan(_used, Bytes).CopyTo(nonce);
        _used = (_used + Bytes) % Drawn;
    }
}
