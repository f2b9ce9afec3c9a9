using System.Threading.Channels;

namespace ReferralSilo.Storage.Writing;

/// <summary>The one line in which the writes of a silo wait for its writers.</summary>
/// <param name="many">More waiting than this is too much for one writer, writes.</param>
internal sealed class WriteQueue(int many = int.MaxValue)
{
    private readonly Channel<bool> _many =
        Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly Channel<Work> _channel =
        Channel.CreateBounded<Work>(new BoundedChannelOptions(StorageLimits.QueuedWrites));

    public ChannelReader<Work> Reader => _channel.Reader;

    /// <summary>Until something waits; false once the queue is closed and empty.</summary>
    public ValueTask<bool> AnyWaits() => _channel.Reader.WaitToReadAsync();

    /// <summary>Until many wait; false once the queue is closed, for then the first writer ends it alone.</summary>
    public async ValueTask<bool> ManyWait()
    {
        if (!await _many.Reader.WaitToReadAsync().ConfigureAwait(false)) return false;
        // Another helper may have been faster: there is then less to take, or nothing.
        _many.Reader.TryRead(out _);
        return true;
    }

    public async Task<TAnswer> Write<TAnswer>(Work<TAnswer> work, CancellationToken ct)
    {
        if (!_channel.Writer.TryWrite(work))
        {
            throw new LedgerUnavailableException("The ledger is closed or its queue is full; nothing was written.");
        }

        if (_channel.Reader.Count > many) _many.Writer.TryWrite(true);
        try
        {
            // The machine's clock on purpose: a test that jumps a year ahead must not time a commit out.
            return await work.Answered.WaitAsync(StorageLimits.WriteAnswer, ct).ConfigureAwait(false);
        }
        catch (TimeoutException e)
        {
            throw new LedgerUnavailableException(work.Claim()
                ? "The ledger did not get to this write in time; nothing was written."
                : "The ledger did not answer in time; the outcome is unknown.", e);
        }
        catch (OperationCanceledException) when (work.Claim())
        {
            // Given up before a writer took it: certainly not written.
            throw;
        }
    }

    /// <summary>No more writes; the writers drain what waits and end.</summary>
    public void Complete()
    {
        _many.Writer.TryComplete();
        _channel.Writer.TryComplete();
    }
}
