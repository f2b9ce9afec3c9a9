using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ReferralSilo.Grains.Projections;

/// <summary>Keeps the grain of each list active from every silo: when a silo dies, another one activates its
/// lists.</summary>
public sealed partial class ProjectionStarter(IGrainFactory grains, IEnumerable<IProjection> all,
    ILogger<ProjectionStarter> logger) : BackgroundService
{
    /// <summary>How often each silo calls each list; also the longest pause of a list after its silo died.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period);
        do
        {
            foreach (var projection in all) await EnsureRunning(projection.Table.Name);
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task EnsureRunning(string list)
    {
        try
        {
            await grains.GetGrain<IProjectionGrain>(list).EnsureRunning();
        }
        catch (Exception e)
        {
            // This and every other silo calls again soon.
            LogFailed(list, e.GetType().Name);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The list {List} could not be started: {Error}")]
    private partial void LogFailed(string list, string error);
}
