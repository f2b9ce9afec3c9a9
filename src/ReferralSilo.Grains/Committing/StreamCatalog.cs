using System.Collections.Immutable;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using ReferralSilo.Grains.Routing;
using ReferralSilo.Storage;

namespace ReferralSilo.Grains.Committing;

/// <summary>This silo's copy of all streams of one kind, so that other parts need no call to read them. For kinds with
/// few streams, such as settings. A change is seen at once on the silo that made it and within <see cref="Refresh"/> on
/// the others.</summary>
public sealed partial class StreamCatalog<TState, TEvent>(ILedger ledger, IAggregateMapper<TState, TEvent> mapper,
    TimeProvider time, ILogger<StreamCatalog<TState, TEvent>> logger) : BackgroundService
    where TState : class
    where TEvent : class
{
    private const int PageRows = 500;

    private ImmutableDictionary<string, Snapshot<TState>>? _current;

    /// <summary>How often changes from other silos are read.</summary>
    public static TimeSpan Refresh { get; } = TimeSpan.FromSeconds(5);

    /// <summary>The streams by id.</summary>
    public async ValueTask<IReadOnlyDictionary<string, Snapshot<TState>>> All() => _current ?? await Read();

    /// <summary>Reads the streams again after a change. The change is durable, so a failure does not concern its
    /// answer: the copy is then refreshed within <see cref="Refresh"/>.</summary>
    public async Task ReadChange()
    {
        try
        {
            await Read();
        }
        catch (Exception e)
        {
            LogStale(mapper.Kind, e);
        }
    }

    /// <summary>Reads the streams again.</summary>
    public async Task<ImmutableDictionary<string, Snapshot<TState>>> Read()
    {
        var known = _current;
        var read = ImmutableDictionary.CreateBuilder<string, Snapshot<TState>>();
        string? cursor = null;
        do
        {
            var page = await ledger.List(mapper.Kind, PageRows, cursor);
            foreach (var row in page.Items)
                read[row.Stream.Id] = known?.GetValueOrDefault(row.Stream.Id) is { } same && same.Version == row.Version
                    ? same : new Snapshot<TState>(mapper.Read(row.State.Span), row.Version);
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
                LogStale(mapper.Kind, e);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The streams of kind {Kind} could not be read")]
    private partial void LogStale(string kind, Exception error);
}

/// <summary>Registers catalogs.</summary>
public static class CatalogRegistration
{
    public static IServiceCollection AddCatalog<TState, TEvent>(this IServiceCollection services)
        where TState : class
        where TEvent : class => services.AddHostedSingleton<StreamCatalog<TState, TEvent>>();
}
