using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using NodaTime;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Storage;

namespace ReferralSilo.Grains.Outbox;

/// <summary>Delivers what the quick way did not: rows of a silo that died, of receivers that were away.</summary>
public sealed partial class OutboxSweeper(
    ILedger ledger, OutboxDispatcher dispatcher, HeardRows heard, IEnumerable<IOutboxRebuilder> rebuilders,
    TimeProvider time, ILogger<OutboxSweeper> logger) : BackgroundService
{
    private readonly Dictionary<string, IOutboxRebuilder> _rebuilders = rebuilders.ToDictionary(r => r.SenderKind);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(OutboxLimits.SweepEvery, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await Sweep(stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                // The next tick looks again; a sweep that fails must not end the process.
                LogUnavailable(e);
            }
        }
    }

    /// <summary>One look: everything old enough and not on its way is sent again.</summary>
    public async Task Sweep(CancellationToken ct)
    {
        var olderThan = time.Now() - Duration.FromTimeSpan(OutboxLimits.SweepAge);
        foreach (var row in await ledger.PendingOutbox(olderThan, OutboxLimits.SweepRows, ct))
        {
            if (dispatcher.IsUnderway(row.Id)) continue;
            if (await _rebuilders[row.Id.Sender.Kind].Rebuild(row, ct) is { } payload)
                dispatcher.Enqueue(row.Message.Destination, new OutboxItem(row.Id.Sender.ToString(), row.Id.Version, row.Id.Ordinal, row.Message.Kind, payload));
            else
                heard.Add([row.Id]);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The outbox could not be swept")]
    private partial void LogUnavailable(Exception error);
}
