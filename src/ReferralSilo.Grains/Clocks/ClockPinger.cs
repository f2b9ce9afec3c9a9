using System.Globalization;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using ReferralSilo.Storage;

namespace ReferralSilo.Grains.Clocks;

/// <summary>Pings all clocks from every silo: when a silo dies, another silo's ping activates its clocks.</summary>
public sealed partial class ClockPinger(IGrainFactory grains, TimeProvider time, ILogger<ClockPinger> logger)
    : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(ClockLimits.Ping, time);
        do
        {
            await Task.WhenAll(Enumerable.Range(0, StreamId.Partitions).Select(Ping));
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task Ping(int partition)
    {
        try
        {
            await grains.GetGrain<IClockGrain>(partition.ToString(CultureInfo.InvariantCulture)).EnsureRunning();
        }
        catch (Exception e)
        {
            // This and every other silo pings again soon. Any exception: an exception in a background service would
            // stop the process, and an overloaded silo answers with cancellations that no one requested.
            LogPingFailed(partition, e.GetType().Name);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Clock {Partition} could not be reached: {Error}")]
    private partial void LogPingFailed(int partition, string error);
}
