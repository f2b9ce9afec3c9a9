using NodaTime;
using ReferralSilo.Simulation.Tests.Scheduling;
using ReferralSilo.Storage;
using ReferralSilo.Storage.Projections;

namespace ReferralSilo.Simulation.Tests.Projections;

/// <summary>The tables of one list in memory. It never fails; <see cref="ProjectionStoreLink"/> does.</summary>
/// <param name="checksCheckpoint">False plants a bug: changes are written whatever the checkpoint is.</param>
public sealed class SimProjectionStore(bool checksCheckpoint = true)
{
    public Dictionary<string, ListRow> Rows { get; } = [];

    public Dictionary<StreamId, ParkedStream> Parked { get; } = [];

    public ProjectionBuild Build { get; private set; } =
        new(1, 1, true, LedgerPosition.Start, Instant.FromUnixTimeTicks(0), 0);

    public bool Apply(ProjectionChanges changes)
    {
        if (checksCheckpoint && changes.Revision != Build.Revision) return false;
        foreach (var row in changes.Upserts) Rows[row.Key] = row;
        foreach (var key in changes.Removes) Rows.Remove(key);
        foreach (var parked in changes.Parked) Parked[parked.Stream] = parked;
        foreach (var stream in changes.Unparked) Parked.Remove(stream);
        Build = Build with
        {
            Position = changes.To, AsOf = changes.AsOf, Revision = Build.Revision + 1,
        };
        return true;
    }
}

/// <summary>The connection of one process to the store. For each call the seed chooses: answered, failed without
/// effect, or applied without an answer.</summary>
public sealed class ProjectionStoreLink(SimProjectionStore store, SeededScheduler scheduler, Faults faults)
    : IProjectionStore
{
    public Task<IReadOnlyList<ProjectionBuild>> Builds(string name, CancellationToken ct = default) =>
        Ask<IReadOnlyList<ProjectionBuild>>(() => [store.Build]);

    public Task<ProjectionBuild> Create(ListTable table, int number, CancellationToken ct = default) =>
        throw new NotSupportedException("The build exists.");

    public Task<IReadOnlyList<ListRow>> Rows(ListTable table, int build, IReadOnlyCollection<string> keys,
        CancellationToken ct = default) =>
        Ask<IReadOnlyList<ListRow>>(() => [.. keys.Where(store.Rows.ContainsKey).Select(k => store.Rows[k])]);

    public Task<bool> Apply(ListTable table, int build, ProjectionChanges changes, CancellationToken ct = default) =>
        Ask(() => store.Apply(changes), mayLoseAnswer: true);

    public Task Use(string name, int build, CancellationToken ct = default) => Task.CompletedTask;

    public Task<IReadOnlyList<ParkedStream>> Parked(string name, int build, CancellationToken ct = default) =>
        Ask<IReadOnlyList<ParkedStream>>(() => [.. store.Parked.Values]);

    public Task<IReadOnlyList<ListRow>> Query(ListTable table, int build, ListQuery query,
        CancellationToken ct = default) => throw new NotSupportedException("Queries are not simulated.");

    private Task<T> Ask<T>(Func<T> ask, bool mayLoseAnswer = false)
    {
        var answer = new TaskCompletionSource<T>();
        var isRefused = scheduler.Happens(faults.LedgerBefore);
        var isLost = mayLoseAnswer && scheduler.Happens(faults.LedgerAfter);
        scheduler.After(Travel(), () =>
        {
            var result = isRefused ? default! : ask();
            scheduler.After(Travel(), () =>
            {
                if (isRefused || isLost) answer.SetException(new LedgerUnavailableException("No answer."));
                else answer.SetResult(result);
            });
        });
        return answer.Task;
    }

    private Duration Travel() => scheduler.Between(Duration.FromTicks(2_000),
        scheduler.Happens(faults.LedgerSlow) ? faults.Slowest : Duration.FromMilliseconds(3));
}
