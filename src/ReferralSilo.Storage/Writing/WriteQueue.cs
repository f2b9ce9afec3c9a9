using System.Threading.Channels;

namespace ReferralSilo.Storage.Writing;

/// <summary>The queue of a silo's writes.</summary>
internal sealed class WriteQueue
{
    private readonly int _helperThreshold;
    private readonly Channel<bool> _helpers =
        Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly Channel<Work> _channel =
        Channel.CreateBounded<Work>(new BoundedChannelOptions(StorageLimits.QueuedWrites));

    /// <param name="helperThreshold">Number of waiting writes above which a second writer helps.</param>
    public WriteQueue(int helperThreshold = int.MaxValue) =>
        (_helperThreshold, Committed) = (helperThreshold, new CommitSignal(AnyCommitted));

    /// <summary>Raised after each transaction with commits of this process.</summary>
    public CommitSignal Committed { get; }

    /// <summary>Raised by <see cref="Committed"/>, and when another process reports a commit.</summary>
    public CommitSignal AnyCommitted { get; } = new();

    public ChannelReader<Work> Reader => _channel.Reader;

    /// <summary>Completes when a write waits; false when the queue is closed and empty.</summary>
    public ValueTask<bool> WaitForAny() => _channel.Reader.WaitToReadAsync();

    /// <summary>Completes when many writes wait; false when closed: the first writer then finishes alone.</summary>
    public async ValueTask<bool> WaitForMany()
    {
        if (!await _helpers.Reader.WaitToReadAsync().ConfigureAwait(false)) return false;
        // Another helper may have been faster; then less is left, or nothing.
        _helpers.Reader.TryRead(out _);
        return true;
    }

    public async Task<TAnswer> Write<TAnswer>(Work<TAnswer> work, CancellationToken ct)
    {
        var started = WriteMetrics.Started();
        object? answer = null;
        try
        {
            var written = await Send(work, ct).ConfigureAwait(false);
            answer = written;
            return written;
        }
        finally
        {
            WriteMetrics.Ended(started, work, answer);
        }
    }

    /// <summary>Accepts no more writes; the writers finish the queue and end.</summary>
    public void Complete()
    {
        _helpers.Writer.TryComplete();
        _channel.Writer.TryComplete();
    }

    private async Task<TAnswer> Send<TAnswer>(Work<TAnswer> work, CancellationToken ct)
    {
        if (!_channel.Writer.TryWrite(work))
        {
            throw new LedgerUnavailableException("The ledger is closed or its queue is full; nothing was written.");
        }

        if (_channel.Reader.Count > _helperThreshold) _helpers.Writer.TryWrite(true);
        try
        {
            // The real clock on purpose: a test that moves time by a year must not time out a commit.
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
            // Cancelled before a writer took it: certainly not written.
            throw;
        }
    }
}
