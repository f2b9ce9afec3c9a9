using System.Buffers;

namespace ReferralSilo.Host.Api.Problems;

/// <summary>A request body in a pooled buffer; dispose to give it back.</summary>
public readonly struct BodyBytes : IDisposable
{
    private const int FirstRent = 4096;

    private readonly byte[]? _rented;

    private BodyBytes(byte[] rented, int length) => (_rented, Length) = (rented, length);

    /// <summary>Bytes read.</summary>
    public int Length { get; }

    /// <summary>What came.</summary>
    public ReadOnlySpan<byte> Span => _rented.AsSpan(0, Length);

    /// <summary>Reads it all, or says that it is more than <paramref name="limit"/> bytes without reading
    /// further.</summary>
    public static async ValueTask<(BodyBytes Bytes, bool TooLarge)> Read(HttpRequest request, int limit,
        CancellationToken ct)
    {
        if (request.ContentLength > limit)
            return (default, true);

        // One more than announced, so that the end is seen without growing.
        var buffer = ArrayPool<byte>.Shared.Rent(request.ContentLength is { } known ? (int)known + 1 : FirstRent);
        var length = 0;
        try
        {
            while (true)
            {
                var read = await request.Body.ReadAsync(buffer.AsMemory(length), ct);
                if (read == 0)
                    return (new BodyBytes(buffer, length), false);
                length += read;
                if (length > limit)
                {
                    Return(buffer);
                    return (default, true);
                }

                if (length == buffer.Length)
                    buffer = Grow(buffer, length);
            }
        }
        catch
        {
            Return(buffer);
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_rented is not null)
            Return(_rented);
    }

    private static byte[] Grow(byte[] buffer, int length)
    {
        var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
        buffer.AsSpan(0, length).CopyTo(larger);
        Return(buffer);
        return larger;
    }

    // Cleared: bodies hold patient details, and a pooled buffer lives on.
    private static void Return(byte[] buffer) => ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
}
