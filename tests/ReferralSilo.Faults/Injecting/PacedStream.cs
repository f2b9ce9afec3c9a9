using System.Diagnostics;

namespace ReferralSilo.Faults.Injecting;

/// <summary>How slowly a client reads.</summary>
/// <param name="Bytes">Most bytes before each pause.</param>
/// <param name="Open">Longest time of reading before each pause.</param>
/// <param name="Pause">Pause between two times of reading.</param>
internal sealed record Pace(int Bytes, TimeSpan Open, TimeSpan Pause)
{
    /// <summary>400 bytes a second.</summary>
    public static readonly Pace Trickle = new(100, TimeSpan.FromSeconds(1), TimeSpan.FromMilliseconds(250));

    /// <summary>All available data, every three seconds.</summary>
    public static readonly Pace Pauses = new(1 << 20, TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(3));
}

/// <summary>The stream of a connection that is read slowly until the pace is lifted.</summary>
internal sealed class PacedStream(Stream inner, Func<Pace?> pace) : Stream
{
    private int _read;
    private long _opened = Stopwatch.GetTimestamp();

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (pace() is not { } slow) return await inner.ReadAsync(buffer, cancellationToken);
        if (_read >= slow.Bytes || Stopwatch.GetElapsedTime(_opened) > slow.Open)
        {
            await Task.Delay(slow.Pause, cancellationToken);
            (_read, _opened) = (0, Stopwatch.GetTimestamp());
        }

        var count = await inner.ReadAsync(buffer[..Math.Min(buffer.Length, slow.Bytes - _read)], cancellationToken);
        _read += count;
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => inner.Read(buffer, offset, count);

    public override void Write(byte[] buffer, int offset, int count) => inner.Write(buffer, offset, count);

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        inner.WriteAsync(buffer, cancellationToken);

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        inner.WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush() => inner.Flush();

    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing) inner.Dispose();
        base.Dispose(disposing);
    }
}
