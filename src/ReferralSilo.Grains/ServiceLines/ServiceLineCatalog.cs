using System.Collections.Immutable;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using ReferralSilo.Contracts.ServiceLines;
using ReferralSilo.Domain;
using ReferralSilo.Domain.ServiceLines;

namespace ReferralSilo.Grains.ServiceLines;

/// <summary>
/// This silo's copy of all service line settings, so that a command needs no call to read them. A change is seen at
/// once on the silo that took it and within <see cref="Refresh"/> on the others.
/// </summary>
public sealed partial class ServiceLineCatalog(IGrainFactory grains, TimeProvider time,
    ILogger<ServiceLineCatalog> logger) : BackgroundService
{
    /// <summary>How often other silos' changes are looked for.</summary>
    public static readonly TimeSpan Refresh = TimeSpan.FromSeconds(2);

    private Picture? _now;

    public async ValueTask<IReadOnlyDictionary<ServiceLineId, ServiceLine>> All() => (_now ?? await Read()).Lines;

    public async ValueTask<IReadOnlyList<ServiceLineView>> Views() => (_now ?? await Read()).Views;

    /// <summary>True for a line with settings, and for the queue of those that have none.</summary>
    public async ValueTask<bool> Knows(ServiceLineId id) =>
        id == ServiceLineId.Unassigned || (await All()).ContainsKey(id);

    /// <summary>Reads anew; called after a change.</summary>
    public async Task<Picture> Read()
    {
        var read = await grains.GetGrain<IServiceLineSettingsGrain>(IServiceLineSettingsGrain.Key)
            .Read(_now?.Revision ?? -1);
        if (read is null) return _now!;
        var lines = read.Lines.Select(v =>
            ServiceLineParser.Parse(new ServiceLineId(v.Id), v.Version, v.Settings, isStored: true).Value)
            .OfType<ServiceLine>();
        return _now = new Picture(read.Revision, lines.ToImmutableDictionary(l => l.Id), read.Lines);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Refresh, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                if (_now is not null) await Read();
            }
            catch (Exception e)
            {
                // The copy stays as it is; the next tick reads again.
                LogStale(e.GetType().Name);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Service line settings could not be read: {Error}")]
    private partial void LogStale(string error);

    /// <summary>All settings at one revision.</summary>
    public sealed record Picture(long Revision, ImmutableDictionary<ServiceLineId, ServiceLine> Lines,
        IReadOnlyList<ServiceLineView> Views);
}
