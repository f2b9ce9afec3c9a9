using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using NodaTime;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Storage;

namespace ReferralSilo.Grains.Outbox;

/// <summary>Delivers what the quick way did not: rows of a silo that died, of receivers that were away.</summary>
public sealed partial class OutboxSweeper(
    ILedger ledger, OutboxDispatcher dispatcher, AcknowledgementBatcher heard, IEnumerable<IOutboxRebuilder> rebuilders,
    TimeProvider time, ILogger<OutboxSweeper> logger) : BackgroundService
{
    private readonly Dictionary<string, IOutboxRebuilder> _rebuilders = rebuilders.ToDictionary(r => r.SenderKind);
    private readonly HashSet<OutboxId> _named = [];
    private HashSet<StreamId> _before = [];
    private int _stuck;

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

    /// <summary>One look: a page of what is old enough and not on its way is sent again, all that is when it is no more
    /// than that.</summary>
    public async Task Sweep(CancellationToken ct)
    {
        var olderThan = time.Now() - Duration.FromTimeSpan(OutboxLimits.SweepAge);
        var rows = await ledger.PendingOutbox(olderThan, OutboxLimits.SweepRows, _stuck, ct);
        // What is still there since the look before could not be delivered, and stays the oldest: the page begins
        // behind it, or a page of such would be the last. Its turn comes again when all had theirs.
        var still = rows.Select(r => r.Id.Sender).Distinct().Count(_before.Contains);
        if (still > 0 && rows.Count == OutboxLimits.SweepRows)
            rows = await ledger.PendingOutbox(olderThan, OutboxLimits.SweepRows, _stuck += still, ct);
        await Send(rows, ct);
        _before = rows.Count == OutboxLimits.SweepRows ? Whole(rows) : [];
        if (_before.Count == 0) _stuck = 0;
    }

    private async Task Send(IReadOnlyList<OutboxRow> rows, CancellationToken ct)
    {
        var held = new HashSet<(StreamId Sender, string Destination)>();
        foreach (var row in rows)
        {
            var (sender, destination) = (row.Id.Sender, row.Message.Destination);
            // A receiver hears each sender in order: what comes after a row that cannot be told waits with it.
            if (held.Contains((sender, destination)) || dispatcher.IsUnderway(row.Id)) continue;
            var (made, payload) = await Make(row, ct);
            if (!made) held.Add((sender, destination));
            else if (payload is null) heard.Add([row.Id]);
            else dispatcher.Enqueue(destination,
                new OutboxItem(sender.ToString(), row.Id.Version, row.Id.Ordinal, row.Message.Kind, payload));
        }
    }

    private async Task<(bool Made, object? Payload)> Make(OutboxRow row, CancellationToken ct)
    {
        try
        {
            if (row.IsReadable) return (true, await _rebuilders[row.Id.Sender.Kind].Rebuild(row, ct));
            LogOnce(row, "it does not open");
        }
        catch (Exception e) when (e is not LedgerUnavailableException && !ct.IsCancellationRequested)
        {
            // It stays for somebody to look at. Whatever it was: the rows of others must not wait for it.
            LogOnce(row, e.GetType().Name);
        }

        return (false, null);
    }

    /// <summary>The last stream of a full page may be cut: then the next page begins with it.</summary>
    private static HashSet<StreamId> Whole(IReadOnlyList<OutboxRow> page)
    {
        HashSet<StreamId> senders = [.. page.Select(r => r.Id.Sender)];
        if (senders.Count > 1) senders.Remove(page[^1].Id.Sender);
        return senders;
    }

    private void LogOnce(OutboxRow row, string why)
    {
        if (_named.Count < OutboxLimits.Named && _named.Add(row.Id)) LogSpoilt(row.Id, row.Message.Kind, why);
    }

    [LoggerMessage(Level = LogLevel.Error,
        Message = "Outbox row {Row}, {Kind}, cannot be made a message ({Why}): it stays, with what its sender has for "
        + "the same receiver after it")]
    private partial void LogSpoilt(OutboxId row, string kind, string why);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The outbox could not be swept")]
    private partial void LogUnavailable(Exception error);
}
