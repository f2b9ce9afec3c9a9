using NodaTime;

namespace ReferralSilo.Storage.Projections;

/// <summary>
/// Stores lists that are derived from the events of the ledger. A build of a list has a checkpoint, the position of the
/// last event that its rows include, which changes only together with the rows: each event counts once, whatever fails.
/// A list can be built again beside the one in use, and is then put in its place.
/// </summary>
/// <remarks>Every method may throw <see cref="LedgerUnavailableException"/>; the outcome of a write is then
/// unknown, and the caller reads the checkpoint again.</remarks>
public interface IProjectionStore
{
    /// <summary>All builds of a list, oldest first.</summary>
    Task<IReadOnlyList<ProjectionBuild>> Builds(string name, CancellationToken ct = default);

    /// <summary>Creates an empty build that starts at the first event, with its table. Returns the existing one when
    /// another process creates it at the same time.</summary>
    Task<ProjectionBuild> Create(ListTable table, int number, CancellationToken ct = default);

    /// <summary>The rows with these keys.</summary>
    Task<IReadOnlyList<ListRow>> Rows(ListTable table, int build, IReadOnlyCollection<string> keys,
        CancellationToken ct = default);

    /// <summary>
    /// Writes changes and moves the checkpoint, in one transaction. False, without any effect, when the build has
    /// another revision than <see cref="ProjectionChanges.Revision"/>: another process has written, or the build was
    /// removed.
    /// </summary>
    Task<bool> Apply(ListTable table, int build, ProjectionChanges changes, CancellationToken ct = default);

    /// <summary>Puts a build in use and removes the older ones with their tables and parked streams.</summary>
    Task Use(string name, int build, CancellationToken ct = default);

    /// <summary>The parked streams of a build, by stream.</summary>
    Task<IReadOnlyList<ParkedStream>> Parked(string name, int build, CancellationToken ct = default);

    /// <summary>A page of a build, largest sort value first.</summary>
    Task<IReadOnlyList<ListRow>> Query(ListTable table, int build, ListQuery query, CancellationToken ct = default);
}

/// <summary>One build of a list.</summary>
/// <param name="Number">From 1, larger for each newer build.</param>
/// <param name="Shape">The <see cref="ListTable.Shape"/> it was created with.</param>
/// <param name="InUse">True when queries use it.</param>
/// <param name="Position">Checkpoint: its rows include all events up to here except those of parked streams.</param>
/// <param name="AsOf">Time of the last included event; the start of 1970 before the first.</param>
/// <param name="Revision">Number of its writes.</param>
public sealed record ProjectionBuild(
    int Number, int Shape, bool InUse, LedgerPosition Position, Instant AsOf, long Revision);

/// <summary>A stream with an event that could not be folded. Its later events wait; other streams go on.</summary>
/// <param name="Stream">The stream.</param>
/// <param name="First">Version of the event that failed.</param>
/// <param name="Last">Version of the last event that waits.</param>
/// <param name="Attempts">Number of attempts.</param>
/// <param name="Error">Type of the error, without data.</param>
public sealed record ParkedStream(StreamId Stream, long First, long Last, int Attempts, string Error);

/// <summary>The changes of one write.</summary>
/// <param name="Revision">The revision of the build that the changes were computed on.</param>
/// <param name="To">The checkpoint after them.</param>
/// <param name="AsOf">Time of the last included event.</param>
/// <param name="Upserts">Rows to insert or replace; each key once.</param>
/// <param name="Removes">Keys of rows to remove.</param>
public sealed record ProjectionChanges(
    long Revision, LedgerPosition To, Instant AsOf, IReadOnlyCollection<ListRow> Upserts,
    IReadOnlyCollection<string> Removes)
{
    /// <summary>Parked streams to insert or replace.</summary>
    public IReadOnlyCollection<ParkedStream> Parked { get; init; } = [];

    /// <summary>Streams that are no longer parked.</summary>
    public IReadOnlyCollection<StreamId> Unparked { get; init; } = [];
}
