using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using NodaTime;
using ReferralSilo.Storage;

namespace ReferralSilo.Grains.Outbox;

/// <summary>Delivers the rows of dead silos and those for receivers that were unavailable.</summary>
public sealed partial class OutboxSweeper(
    ILedger ledger, OutboxDispatcher dispatcher, AcknowledgementBatcher acknowledgements,
    IEnumerable<IOutboxRebuilder> rebuilders, OutboxMetrics metrics, TimeProvider time, IClock clock,
    ILogger<OutboxSweeper> logger) : BackgroundService
{
    private readonly Dictionary<string, IOutboxRebuilder> _rebuilders = rebuilders.ToDictionary(r => r.SenderKind);
    private readonly HashSet<OutboxId> _logged = [];
    private HashSet<StreamId> _previousPage = [];
    private int _skip;

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
                // The next tick tries again; a failed sweep must not stop the process.
                LogUnavailable(e);
            }
        }
    }

    /// <summary>Sends one page of the rows that are old enough and not in flight.</summary>
    public async Task Sweep(CancellationToken ct)
    {
        var olderThan = clock.GetCurrentInstant() - Duration.FromTimeSpan(OutboxLimits.SweepAge);
        var rows = await ledger.PendingOutbox(olderThan, OutboxLimits.SweepRows, _skip, ct);
        // A page after the first one does not have the oldest rows; the last report stays then.
        if (_skip == 0) metrics.Report(rows);
        // Senders still here since the last sweep could not be delivered and stay the oldest. The page skips them, or
        // full pages of them would hide all later rows. They are tried again after all others.
        var still = rows.Select(r => r.Id.Sender).Distinct().Count(_previousPage.Contains);
        if (still > 0 && rows.Count == OutboxLimits.SweepRows)
            rows = await ledger.PendingOutbox(olderThan, OutboxLimits.SweepRows, _skip += still, ct);
        await Send(rows, ct);
        _previousPage = rows.Count == OutboxLimits.SweepRows ? CompleteSenders(rows) : [];
        if (_previousPage.Count == 0) _skip = 0;
    }

    private async Task Send(IReadOnlyList<OutboxRow> rows, CancellationToken ct)
    {
        var blocked = new HashSet<(StreamId Sender, string Destination)>();
        foreach (var row in rows)
        {
            var (sender, destination) = (row.Id.Sender, row.Message.Destination);
            // A receiver gets each sender's rows in order: rows after an undeliverable one wait with it.
            if (blocked.Contains((sender, destination)) || dispatcher.IsInFlight(row.Id)) continue;
            var (rebuilt, payload) = await TryRebuild(row, ct);
            if (!rebuilt) blocked.Add((sender, destination));
            else if (payload is null) acknowledgements.Add([row.Id]);
            else dispatcher.Enqueue(destination,
                new OutboxItem(sender.ToString(), row.Id.Version, row.Id.Ordinal, row.Message.Kind, payload));
        }
    }

    private async Task<(bool Rebuilt, object? Payload)> TryRebuild(OutboxRow row, CancellationToken ct)
    {
        try
        {
            if (row.IsReadable) return (true, await _rebuilders[row.Id.Sender.Kind].Rebuild(row, ct));
            LogOnce(row, "its body cannot be decrypted");
        }
        catch (Exception e) when (e is not LedgerUnavailableException && !ct.IsCancellationRequested)
        {
            // The row stays for an operator. Any exception: the rows of other senders must not wait for it.
            LogOnce(row, e.GetType().Name);
        }

        return (false, null);
    }

    /// <summary>Senders whose rows are all in a full page: the last one may continue on the next page.</summary>
    private static HashSet<StreamId> CompleteSenders(IReadOnlyList<OutboxRow> page)
    {
        HashSet<StreamId> senders = [.. page.Select(r => r.Id.Sender)];
        if (senders.Count > 1) senders.Remove(page[^1].Id.Sender);
        return senders;
    }

    private void LogOnce(OutboxRow row, string why)
    {
        if (_logged.Count < OutboxLimits.LoggedRows && _logged.Add(row.Id))
            LogUndeliverable(row.Id, row.Message.Kind, why);
    }

    [LoggerMessage(Level = LogLevel.Error,
        Message = "Outbox row {Row}, {Kind}, cannot be delivered ({Why}): it stays, and later rows of its sender "
            + "for the same receiver wait")]
    private partial void LogUndeliverable(OutboxId row, string kind, string why);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The outbox could not be swept")]
    private partial void LogUnavailable(Exception error);
}
