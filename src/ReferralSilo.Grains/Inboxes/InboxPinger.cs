using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using ReferralSilo.Domain.Inboxes;
using ReferralSilo.Grains.Interfaces;

namespace ReferralSilo.Grains.Inboxes;

/// <summary>Keeps the one reader of the mailbox alive: after the death of its silo, the next call starts it on another
/// one.</summary>
public sealed partial class InboxPinger(IGrainFactory grains, IEnumerable<IMailInbox> inboxes, TimeProvider time,
    ILogger<InboxPinger> logger) : BackgroundService
{
    /// <summary>Time between two calls of one silo.</summary>
    public static TimeSpan Interval { get; } = TimeSpan.FromSeconds(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!inboxes.Any()) return;
        using var timer = new PeriodicTimer(Interval, time);
        do
        {
            try
            {
                await grains.GetGrain<IInboxGrain>(IInboxGrain.Key).EnsureReading();
            }
            catch (Exception e)
            {
                // The next call is made in any case, and other silos call too.
                LogFailed(e.GetType().Name);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The reader of the mailbox was not reached: {Error}")]
    private partial void LogFailed(string error);
}
