using System.Threading.Channels;

namespace ReferralSilo.Storage.Writing;

/// <summary>The one line in which the writes of a silo wait for its writers.</summary>
internal sealed class WriteQueue
{
    private readonly Channel<Work> _channel = Channel.CreateBounded<Work>(new BoundedChannelOptions(StorageLimits.QueuedWrites));

    public ChannelReader<Work> Reader => _channel.Reader;

    public async Task<TAnswer> Write<TAnswer>(Work<TAnswer> work, CancellationToken ct)
    {
        if (!_channel.Writer.TryWrite(work))
        {
            throw new LedgerUnavailableException("The ledger is closed or its queue is full; nothing was written.");
        }

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
    public void Complete() => _channel.Writer.TryComplete();
}
