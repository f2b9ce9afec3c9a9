using Microsoft.Extensions.Logging;
using ReferralSilo.Domain.Stored;
using ReferralSilo.Storage;
using ReferralSilo.Storage.Projections;

namespace ReferralSilo.Grains.Projections;

/// <summary>Keeps one list up to date. Key: name of the list.</summary>
[Alias("projection"), GrainInterfaceType("projection")]
public interface IProjectionGrain : IGrainWithStringKey
{
    /// <summary>Activates the grain and keeps it active.</summary>
    [Alias("ensure-running")]
    Task EnsureRunning();

    /// <summary>Starts a new build beside the one in use, which it replaces when it has caught up. Does nothing while
    /// one is being built.</summary>
    [Alias("rebuild")]
    Task Rebuild();

    /// <summary>Folds the waiting events of a parked stream, in each build; <paramref name="skip"/>: without the event
    /// that failed. False when none was parked, or when it is parked again.</summary>
    [Alias("retry")]
    Task<bool> Retry(string kind, string id, bool skip);
}

/// <inheritdoc cref="IProjectionGrain"/>
[GrainType("projection")]
public sealed partial class ProjectionGrain(ILedger ledger, IProjectionStore store, IEnumerable<IProjection> all,
    ProjectionMetrics metrics, ILogger<ProjectionGrain> logger) : Grain, IProjectionGrain
{
    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly Dictionary<int, ProjectionRunner> _runners = [];
    private IProjection _projection = null!;
    private Task _running = Task.CompletedTask;
    private bool _buildAgain;

    private ListTable Table => _projection.Table;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _projection = all.Single(p => p.Table.Name == this.GetPrimaryKeyString());
        // Not on the grain's scheduler: a build folds events for minutes.
        _running = Task.Run(Run, CancellationToken.None);
        return Task.CompletedTask;
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        await _stop.CancelAsync();
        await _running.WaitAsync(cancellationToken);
        metrics.Forget(Table.Name);
    }

    public Task EnsureRunning() => Task.CompletedTask;

    public async Task Rebuild()
    {
        await _turn.WaitAsync();
        try
        {
            _buildAgain = true;
        }
        finally
        {
            _turn.Release();
        }
    }

    public async Task<bool> Retry(string kind, string id, bool skip)
    {
        await _turn.WaitAsync();
        try
        {
            var done = false;
            foreach (var runner in _runners.Values) done |= await runner.Retry(new StreamId(kind, id), skip);
            return done;
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task Run()
    {
        var pacer = new ReadPacer();
        while (!_stop.IsCancellationRequested)
        {
            var next = ledger.NextCommit;
            try
            {
                if (!await Turn()) await pacer.Wait(next, _stop.Token);
            }
            catch (NewerFormException e)
            {
                // The checkpoint stays before the event. The next activation may be on a silo that can read it.
                LogNewer(Table.Name, e.Message);
                this.DeactivateOnIdle();
                return;
            }
            catch (Exception e) when (!_stop.IsCancellationRequested)
            {
                // Nothing is lost: the next turn starts from the checkpoint.
                LogFailed(Table.Name, e.GetType().Name);
                await ReadPacer.WaitAfterFailure(_stop.Token);
            }
            catch (Exception)
            {
                // The grain is being deactivated; the next activation starts from the checkpoint.
                return;
            }
        }
    }

    /// <summary>One step of each build; true when there may be more events.</summary>
    private async Task<bool> Turn()
    {
        await _turn.WaitAsync(_stop.Token);
        try
        {
            if (_runners.Count == 0 || _buildAgain) await OpenBuilds();
            var more = false;
            foreach (var (number, runner) in _runners.ToList())
            {
                var stepped = await runner.Step(_stop.Token);
                more |= stepped;
                if (runner.Build is not { } build) _runners.Remove(number);
                else if (!stepped && !build.InUse) await Use(number);
                else if (build.InUse) metrics.Report(Table.Name, stepped ? build.AsOf : null);
            }

            return more;
        }
        catch
        {
            // Builds that another process created or removed are read again.
            _runners.Clear();
            throw;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Opens the builds of this program's shape; creates one when there is none, or when a new one is asked
    /// for. A newer program has a higher shape: then nothing is built here.</summary>
    private async Task OpenBuilds()
    {
        var builds = await store.Builds(Table.Name, _stop.Token);
        var own = builds.Where(b => b.Shape == Table.Shape).ToList();
        var isBuilding = own.Any(b => !b.InUse);
        if (builds.All(b => b.Shape <= Table.Shape) && (own.Count == 0 || (_buildAgain && !isBuilding)))
            own.Add(await store.Create(Table, builds.Select(b => b.Number).DefaultIfEmpty(0).Max() + 1, _stop.Token));
        _buildAgain = false;
        _runners.Clear();
        foreach (var build in own)
            _runners[build.Number] = new ProjectionRunner(ledger, store, _projection, build.Number);
    }

    private async Task Use(int number)
    {
        await store.Use(Table.Name, number, _stop.Token);
        LogBuilt(Table.Name, number);
        _runners.Clear();
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The list {List} could not be brought up to date: {Error}")]
    private partial void LogFailed(string list, string error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The list {List} waits for a silo with a newer program: {Why}")]
    private partial void LogNewer(string list, string why);

    [LoggerMessage(Level = LogLevel.Information, Message = "The list {List} uses its build {Build} now")]
    private partial void LogBuilt(string list, int build);
}
