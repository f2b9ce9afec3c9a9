using System.Globalization;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using ReferralSilo.Storage;

namespace ReferralSilo.Grains.Clocks;

/// <summary>Keeps all clocks running, from every silo: whichever dies, another pinger wakes its clocks.</summary>
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
            // Pinged again in a moment, by this silo and by every other. Whatever it is: a service that fails in the
            // background ends the process, and a starved silo is answered with cancellations that nobody asked for.
            LogNotKept(partition, e.GetType().Name);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Clock {Partition} could not be reached: {Error}")]
    private partial void LogNotKept(int partition, string error);
}
