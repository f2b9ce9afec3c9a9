using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using ReferralSilo.Grains.Interfaces;

namespace ReferralSilo.Grains.Messages;

/// <summary>Has blocked messages judged again from the start of each silo on: a transport comes with a start. Later
/// calls make good what the death of a silo lost.</summary>
public sealed partial class BlockedMessages(IGrainFactory grains, TimeProvider time, ILogger<BlockedMessages> logger)
    : BackgroundService
{
    /// <summary>Time between two calls of one silo.</summary>
    public static TimeSpan Interval { get; } = TimeSpan.FromMinutes(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        do
        {
            try
            {
                await grains.GetGrain<IBlockedMessagesGrain>(IBlockedMessagesGrain.Key).EnsureJudged();
            }
            catch (Exception e)
            {
                // The next call is made in any case, and other silos call too.
                LogFailed(e.GetType().Name);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Blocked messages could not be judged again: {Error}")]
    private partial void LogFailed(string error);
}
