using Microsoft.Extensions.Logging;
using ReferralSilo.Storage;

namespace ReferralSilo.Grains.Outbox;

/// <summary>
/// Removes delivered outbox rows in batches: one statement at a time, with all ids that came in meanwhile. It pauses
/// before each statement, because each one is a transaction of its own that delays commits; a row that stays a moment
/// longer costs nothing.
/// </summary>
/// <param name="ledger">The ledger that holds the rows.</param>
/// <param name="time">Times the pauses.</param>
/// <param name="logger">Logs failed removals.</param>
/// <param name="background">Runs the batches; the thread pool unless a simulation schedules them.</param>
public sealed partial class AcknowledgementBatcher(ILedger ledger, TimeProvider time,
    ILogger<AcknowledgementBatcher> logger, TaskScheduler? background = null)
{
    private readonly TaskFactory _background = new(background ?? TaskScheduler.Default);
    private readonly Lock _gate = new();
    private List<OutboxId> _waiting = [];
    private bool _running;

    public void Add(IReadOnlyCollection<OutboxId> ids)
    {
        lock (_gate)
        {
            _waiting.AddRange(ids);
            if (_running) return;
            _running = true;
        }

        _ = _background.StartNew(Run);
    }

    private async Task Run()
    {
        while (await AfterPause() is { Count: > 0 } batch)
        {
            try
            {
                foreach (var chunk in batch.Chunk(OutboxLimits.AcknowledgementBatch)) await ledger.Acknowledge(chunk);
            }
            catch (LedgerUnavailableException e)
            {
                // The rows stay; the sweeper delivers them again, which does no harm, and then they are removed.
                LogKept(batch.Count, e);
            }
        }
    }

    private async Task<List<OutboxId>> AfterPause()
    {
        await Task.Delay(OutboxLimits.AcknowledgementPause, time);
        return Take();
    }

    private List<OutboxId> Take()
    {
        lock (_gate)
        {
            var batch = _waiting;
            _waiting = [];
            _running = batch.Count > 0;
            return batch;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} delivered outbox rows could not be removed yet")]
    private partial void LogKept(int count, Exception error);
}
