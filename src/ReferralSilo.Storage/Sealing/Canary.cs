using System.Security.Cryptography;

namespace ReferralSilo.Storage.Sealing;

/// <summary>A known text, encrypted in the database at the first start. With other keys it does not decrypt, and the
/// ledger refuses to start.</summary>
internal static class Canary
{
    private static ReadOnlySpan<byte> Text => "these keys sealed this ledger"u8;

    public static byte[] Create(Sealer sealer) => sealer.Seal(Text, SealedPlace.Canary);

    public static void Check(Sealer sealer, byte[] stored)
    {
        try
        {
            if (CryptographicOperations.FixedTimeEquals(sealer.Open(stored, SealedPlace.Canary), Text)) return;
        }
        catch (LedgerKeyException e)
        {
            throw new LedgerKeyException(
                "The keys given are not those that sealed this ledger. Restore the right keys.", e);
        }

        throw new LedgerKeyException("The ledger's canary decrypts to another text: the database was altered.");
    }
}
