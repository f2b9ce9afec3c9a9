using System.Collections.Immutable;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using ReferralSilo.Domain;
using ReferralSilo.Domain.Sources;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Storage;

namespace ReferralSilo.Grains.Sources;

/// <summary>This silo's copy of all sources, so that intake needs no call to know which sources may submit. A change is
/// seen at once on the silo that made it and within <see cref="Refresh"/> on the others.</summary>
public sealed partial class SourceCatalog(ILedger ledger, SourceMapper mapper, TimeProvider time,
    ILogger<SourceCatalog> logger) : BackgroundService
{
    /// <summary>How often changes from other silos are read.</summary>
    public static readonly TimeSpan Refresh = TimeSpan.FromSeconds(5);

    private const int PageRows = 500;
    private ImmutableDictionary<SourceId, Snapshot<Source>>? _current;

    public async ValueTask<IReadOnlyDictionary<SourceId, Snapshot<Source>>> All() => _current ?? await Read();

    public async ValueTask<Source?> Find(SourceId id) =>
        (await All()).TryGetValue(id, out var found) ? found.State : null;

    /// <summary>The source that has a campaign with this tracking code; null when none or several have one.</summary>
    public async ValueTask<Source?> ByCode(string code)
    {
        var found = (await All()).Values.Where(s => s.State.Find(code) is not null).Take(2).ToList();
        return found.Count == 1 ? found[0].State : null;
    }

    /// <summary>Reads the sources again after a change. The change is durable, so a failure does not concern its
    /// answer: the copy is then refreshed within <see cref="Refresh"/>.</summary>
    public async Task ReadChange()
    {
        try
        {
            await Read();
        }
        catch (Exception e)
        {
            LogStale(e);
        }
    }

    /// <summary>Reads the sources again.</summary>
    public async Task<ImmutableDictionary<SourceId, Snapshot<Source>>> Read()
    {
        var read = ImmutableDictionary.CreateBuilder<SourceId, Snapshot<Source>>();
        string? cursor = null;
        do
        {
            var page = await ledger.List(SourceMapper.StreamKind, PageRows, cursor);
            foreach (var row in page.Items)
                read[new SourceId(row.Stream.Id)] = new Snapshot<Source>(mapper.Read(row.State.Span), row.Version);
            cursor = page.Next;
        }
        while (cursor is not null);
        return _current = read.ToImmutable();
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
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                // The copy stays unchanged; the next tick reads again.
                LogStale(e);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Sources could not be read")]
    private partial void LogStale(Exception error);
}
