using System.Buffers;

namespace ReferralSilo.Api.Problems;

/// <summary>A request body in a pooled buffer. Dispose returns the buffer.</summary>
public readonly struct BodyBytes : IDisposable
{
    private const int FirstRent = 4096;

    private readonly byte[]? _rented;

    private BodyBytes(byte[] rented, int length) => (_rented, Length) = (rented, length);

    /// <summary>Bytes read.</summary>
    public int Length { get; }

    /// <summary>The bytes of the body.</summary>
    public ReadOnlySpan<byte> Span => _rented.AsSpan(0, Length);

    /// <summary>Reads the whole body; stops and reports <c>TooLarge</c> above <paramref name="limit"/> bytes.</summary>
    public static async ValueTask<(BodyBytes Bytes, bool TooLarge)> Read(HttpRequest request, int limit,
        CancellationToken ct)
    {
        if (request.ContentLength > limit)
            return (default, true);

        // One byte more than announced, so that the end of the body is seen without growing the buffer.
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

    // Cleared because bodies contain patient data and the pool reuses the buffer.
    private static void Return(byte[] buffer) => ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
}
