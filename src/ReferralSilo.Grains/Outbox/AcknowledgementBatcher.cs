using Microsoft.Extensions.Logging;
using ReferralSilo.Storage;

namespace ReferralSilo.Grains.Outbox;

/// <summary>
/// Removes heard rows in batches: one statement at a time, as many ids as came in meanwhile. It takes its time, for
/// each statement is a transaction of its own while nothing else is written, and holds up what is then; a row that
/// stays for a moment costs nothing.
/// </summary>
/// <param name="ledger">Where they are removed.</param>
/// <param name="time">Of the pauses.</param>
/// <param name="logger">Hears what could not be removed yet.</param>
/// <param name="background">Where it runs; the thread pool unless a simulation schedules it.</param>
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
                // The rows stay; the sweeper delivers them again, which does no harm, and they are removed then.
                LogKept(batch.Count, e);
            }
        }
    }

    private async Task<List<OutboxId>> AfterPause()
    {
        await Task.Delay(OutboxLimits.HeardPause, time);
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

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} heard outbox rows could not be removed yet")]
    private partial void LogKept(int count, Exception error);
}
