using System.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using ReferralSilo.Storage;

namespace ReferralSilo.Grains.Messages;

/// <summary>Counts the messages of the whole cluster from time to time, in the meter <see cref="MeterName"/>. Every
/// planned message is open or over; one that is in no list would be lost.</summary>
public sealed partial class MessageCounts : BackgroundService
{
    public const string MeterName = "ReferralSilo.Messages";

    /// <summary>Time between two counts. Each reads the whole list twice.</summary>
    public static TimeSpan Interval { get; } = TimeSpan.FromMinutes(1);

    private static readonly string[] By = ["status"];

    private readonly ILedger _ledger;
    private readonly TimeProvider _time;
    private readonly ILogger<MessageCounts> _log;
    private volatile Counted? _counted;

    public MessageCounts(ILedger ledger, TimeProvider time, IMeterFactory meters, ILogger<MessageCounts> log)
    {
        (_ledger, _time, _log) = (ledger, time, log);
        var meter = meters.Create(MeterName);
        meter.CreateObservableGauge("referralsilo.messages.count", () => _counted?.ByStatus ?? [], "{message}",
            "Messages of the cluster by status, and whether they are over.");
        meter.CreateObservableGauge("referralsilo.messages.unlisted",
            () => _counted is { } counted ? [new Measurement<long>(counted.Unlisted)] : (Measurement<long>[])[],
            "{message}",
            "Planned messages that are neither open nor over; a number above 0 is a fault.");
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, _time);
        do
        {
            try
            {
                _counted = await Count(stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                // An old count would look like a present one.
                _counted = null;
                LogFailed(e.GetType().Name);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task<Counted> Count(CancellationToken ct)
    {
        var byStatus = new List<Measurement<long>>();
        foreach (var open in (bool[])[true, false])
            foreach (var tally in await _ledger.Count(new MessageListQuery(1, Open: open), By, ct))
                byStatus.Add(new(tally.Count, new KeyValuePair<string, object?>("status", tally.Values[0]),
                    new KeyValuePair<string, object?>("over", !open)));
        return new Counted(byStatus, await _ledger.CountUnlisted(MessageListRow.Table, ct));
    }

    private sealed record Counted(IReadOnlyList<Measurement<long>> ByStatus, long Unlisted);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The messages could not be counted: {Error}")]
    private partial void LogFailed(string error);
}
