using System.Collections.Immutable;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using ReferralSilo.Contracts.ServiceLines;
using ReferralSilo.Domain;
using ReferralSilo.Domain.ServiceLines;

namespace ReferralSilo.Grains.Settings;

/// <summary>This silo's copy of all service line settings, so that a command needs no call to read them. A change is
/// seen at once on the silo that made it and within <see cref="Refresh"/> on the others.</summary>
public sealed partial class ServiceLineCatalog(IGrainFactory grains, TimeProvider time,
    ILogger<ServiceLineCatalog> logger) : BackgroundService
{
    /// <summary>How often changes from other silos are read.</summary>
    public static readonly TimeSpan Refresh = TimeSpan.FromSeconds(2);

    private CatalogState? _current;

    /// <summary>Raised when the copy was replaced by a newer one; not when it is read first.</summary>
    public event Action? Changed;

    public async ValueTask<IReadOnlyDictionary<ServiceLineId, ServiceLine>> All() => (_current ?? await Read()).Lines;

    public async ValueTask<IReadOnlyList<ServiceLineView>> Views() => (_current ?? await Read()).Views;

    /// <summary>The queues: every line, and the one of the referrals that no line takes.</summary>
    public async ValueTask<IReadOnlyCollection<ServiceLineId>> Queues() =>
        [.. (await All()).Keys, ServiceLineId.Unassigned];

    /// <summary>The settings of a queue; null when there is no such line.</summary>
    public async ValueTask<ServiceLine?> Queue(ServiceLineId id) =>
        id == ServiceLineId.Unassigned ? UnassignedLine.Settings : (await All()).GetValueOrDefault(id);

    /// <summary>True for a queue: see <see cref="Queues"/>.</summary>
    public async ValueTask<bool> Exists(ServiceLineId id) => await Queue(id) is not null;

    /// <summary>Reads the settings again after a change. The change is durable, so a failure does not concern its
    /// answer: the copy is then refreshed within <see cref="Refresh"/>.</summary>
    public async Task ReadChange()
    {
        try
        {
            await Read();
        }
        catch (Exception e)
        {
            LogStale(e.GetType().Name);
        }
    }

    /// <summary>Reads the settings again.</summary>
    public async Task<CatalogState> Read()
    {
        var read = await grains.GetGrain<IServiceLineSettingsGrain>(IServiceLineSettingsGrain.Key)
            .Read(_current?.Revision ?? -1);
        if (read is null) return _current!;
        var lines = read.Lines.Select(v =>
            ServiceLineParser.Parse(new ServiceLineId(v.Id), v.Version, v.Settings, isStored: true).Value)
            .OfType<ServiceLine>();
        var isFirst = _current is null;
        var current = _current = new CatalogState(read.Revision, lines.ToImmutableDictionary(l => l.Id), read.Lines);
        if (!isFirst) Changed?.Invoke();
        return current;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Refresh, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                if (_current is not null) await Read();
            }
            catch (Exception e)
            {
                // The copy stays unchanged; the next tick reads again.
                LogStale(e.GetType().Name);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Service line settings could not be read: {Error}")]
    private partial void LogStale(string error);

    /// <summary>All settings at one revision.</summary>
    public sealed record CatalogState(long Revision, ImmutableDictionary<ServiceLineId, ServiceLine> Lines,
        IReadOnlyList<ServiceLineView> Views);
}
