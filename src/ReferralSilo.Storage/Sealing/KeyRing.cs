using System.Security.Cryptography;

namespace ReferralSilo.Storage.Sealing;

/// <summary>The 256-bit keys of a ledger by number, 1..255. The highest one encrypts, all decrypt: to rotate, add a
/// line. One line per key: number, space, base64.</summary>
public sealed class KeyRing
{
    private readonly SortedDictionary<byte, byte[]> _keys;

    private KeyRing(SortedDictionary<byte, byte[]> keys) => _keys = keys;

    internal byte Newest => _keys.Keys.Last();

    internal IReadOnlyDictionary<byte, byte[]> Keys => _keys;

    internal static KeyRing Create() => new(new() { [1] = RandomNumberGenerator.GetBytes(32) });

    internal static KeyRing Parse(string text)
    {
        var keys = new SortedDictionary<byte, byte[]>();
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var separator = line.IndexOf(' ');
            var secret = new byte[32];
            if (separator < 0 || !byte.TryParse(line.AsSpan(0, separator), out var number) || number == 0
                || !Convert.TryFromBase64String(line[(separator + 1)..], secret, out var length) || length != 32
                || !keys.TryAdd(number, secret))
            {
                throw new LedgerKeyException("A line of the ledger's keys is not '<1..255> <32 bytes in base64>'.");
            }
        }

        return keys.Count > 0 ? new(keys) : throw new LedgerKeyException("The ledger's keys are empty.");
    }

    internal string Format() => string.Concat(_keys.Select(k => $"{k.Key} {Convert.ToBase64String(k.Value)}\n"));

    /// <summary>A key for another purpose, derived from the oldest key so that rotation does not change it.</summary>
    internal byte[] Derive(string purpose) => HKDF.DeriveKey(
        HashAlgorithmName.SHA256, _keys.Values.First(), 32, info: System.Text.Encoding.UTF8.GetBytes(purpose));
}

/// <summary>The ledger's keys are missing, damaged or not those that encrypted this database.</summary>
public sealed class LedgerKeyException(string message, Exception? inner = null) : Exception(message, inner);
