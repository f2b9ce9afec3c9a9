using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using ReferralSilo.Storage.Sealing;

namespace ReferralSilo.Grains.Messages;

/// <summary>The opaque part of a one-click unsubscribe address. It holds the key of an address stream, which is a keyed
/// hash and says nothing about the mailbox, and 128 bits that only this installation can make. Nothing is stored.
/// </summary>
public sealed class UnsubscribeTokens(KeyedHash hash)
{
    /// <summary>Characters of the proof: 128 bits in hexadecimal.</summary>
    private const int ProofLength = 32;

    /// <summary>The token of an address stream.</summary>
    /// <param name="addressKey">The key of the address stream.</param>
    public string Make(string addressKey) => $"{addressKey}-{Proof(addressKey)}";

    /// <summary>The address stream of a token; false for any text that this installation did not make.</summary>
    public bool TryRead(string token, [NotNullWhen(true)] out string? addressKey)
    {
        addressKey = null;
        var dash = token.LastIndexOf('-');
        if (dash <= 0 || token.Length - dash - 1 != ProofLength) return false;
        var (key, proof) = (token[..dash], token[(dash + 1)..]);
        if (!CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(Proof(key)), Encoding.UTF8.GetBytes(proof)))
            return false;
        addressKey = key;
        return true;
    }

    private string Proof(string addressKey) => hash.Text("unsubscribe", addressKey)[..ProofLength];
}
