using System.Buffers;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace ReferralSilo.Storage.Sealing;

/// <summary>
/// Encrypts bodies with AES-256-GCM: format (1 byte), key number (1), nonce (12, random), cipher text, tag (16). The
/// place of the row is authenticated too, so a row moved to another stream or version does not decrypt.
/// </summary>
/// <remarks>A random 96-bit nonce is safe for 2^32 bodies of one key; add a key long before.</remarks>
internal sealed class Sealer(KeyRing ring) : IDisposable
{
    private const byte Format = 1;
    private const int NonceStart = 2, BodyStart = NonceStart + Nonces.Bytes, TagLength = 16,
        Overhead = BodyStart + TagLength;

    // AesGcm is not thread-safe; each caller borrows its own.
    private readonly Dictionary<byte, ConcurrentBag<AesGcm>> _idle =
        ring.Keys.Keys.ToDictionary(k => k, _ => new ConcurrentBag<AesGcm>());

    public byte[] Seal(ReadOnlySpan<byte> plain, in SealedPlace place)
    {
        var sealedBody = GC.AllocateUninitializedArray<byte>(plain.Length + Overhead);
        sealedBody[0] = Format;
        sealedBody[1] = ring.Newest;
        var nonce = sealedBody.AsSpan(NonceStart, Nonces.Bytes);
        Nonces.Next(nonce);
        var aad = place.Write(out var rented);
        var aes = Borrow(ring.Newest);
        aes.Encrypt(nonce, plain, sealedBody.AsSpan(BodyStart, plain.Length),
            sealedBody.AsSpan(BodyStart + plain.Length), aad);
        _idle[ring.Newest].Add(aes);
        ArrayPool<byte>.Shared.Return(rented);
        return sealedBody;
    }

    public byte[] Open(ReadOnlySpan<byte> sealedBody, in SealedPlace place)
    {
        if (sealedBody.Length < Overhead || sealedBody[0] != Format || !ring.Keys.ContainsKey(sealedBody[1]))
        {
            throw new LedgerKeyException($"The body of {place} is not sealed in a known format with a known key.");
        }

        var plain = new byte[sealedBody.Length - Overhead];
        var aad = place.Write(out var rented);
        var aes = Borrow(sealedBody[1]);
        try
        {
            aes.Decrypt(sealedBody[NonceStart..BodyStart], sealedBody[BodyStart..^TagLength], sealedBody[^TagLength..],
                plain, aad);
        }
        catch (AuthenticationTagMismatchException e)
        {
            throw new LedgerKeyException(
                $"The body of {place} does not open: wrong key, or the row was altered or moved.", e);
        }
        finally
        {
            _idle[sealedBody[1]].Add(aes);
            ArrayPool<byte>.Shared.Return(rented);
        }

        return plain;
    }

    public void Dispose()
    {
        foreach (var aes in _idle.Values.SelectMany(bag => bag)) aes.Dispose();
    }

    private AesGcm Borrow(byte key) =>
        _idle[key].TryTake(out var aes) ? aes : new AesGcm(ring.Keys[key], TagLength);
}

/// <summary>The place of an encrypted body: role, stream, version and position in the commit.</summary>
internal readonly record struct SealedPlace(char Role, StreamId Stream, long Version, int Ordinal = 0)
{
    public static SealedPlace State(StreamId stream, long version) => new('s', stream, version);
    public static SealedPlace Event(StreamId stream, long version) => new('e', stream, version);
    public static SealedPlace Outbox(OutboxId id) => new('o', id.Sender, id.Version, id.Ordinal);
    public static SealedPlace Refusal(StreamId stream, long version) => new('r', stream, version);
    public static SealedPlace List(string list, int build, string key) => new('l', new(list, key), build);
    public static SealedPlace Canary { get; } = new('c', new("ledger", "canary"), 0);

    public ReadOnlySpan<byte> Write(out byte[] rented)
    {
        rented = ArrayPool<byte>.Shared.Rent(64 + Encoding.UTF8.GetMaxByteCount(Stream.Kind.Length + Stream.Id.Length));
        System.Text.Unicode.Utf8.TryWrite(rented, $"{Role}|{Version}|{Ordinal}|{Stream.Kind}/{Stream.Id}",
            out var length);
        return rented.AsSpan(0, length);
    }
}
