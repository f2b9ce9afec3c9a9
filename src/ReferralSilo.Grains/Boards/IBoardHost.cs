using Orleans.Concurrency;
using ReferralSilo.Contracts.Boards;

namespace ReferralSilo.Grains.Boards;

/// <summary>A grain that publishes boards.</summary>
[Alias("board-host"), GrainInterfaceType("board-host")]
public interface IBoardHost : IGrainWithStringKey
{
    /// <summary>Starts or renews a watch for <see cref="BoardLimits.Lease"/>. Returns what the watcher has not seen:
    /// all rows when its cursor has another epoch or is too old.</summary>
    [Alias("watch")]
    Task<BoardAnswer> Watch(string board, IBoardObserver observer, BoardCursor? seen);

    /// <summary>Ends a watch.</summary>
    [Alias("unwatch")]
    Task Unwatch(string board, IBoardObserver observer);
}

/// <summary>Receives the changes of a board; one per silo and watched board.</summary>
[Alias("board-observer"), GrainInterfaceType("board-observer")]
public interface IBoardObserver : IGrainObserver
{
    /// <summary>Called on each change. One way: a slow silo never delays the grain.</summary>
    [Alias("changed"), OneWay]
    Task Changed(BoardChange change);
}

/// <summary>The changes between two versions of a board.</summary>
[GenerateSerializer, Immutable, Alias("board-change")]
public sealed record BoardChange(
    [property: Id(0)] string Board, [property: Id(1)] string Epoch, [property: Id(2)] long From,
    [property: Id(3)] long To, [property: Id(4)] IReadOnlyList<BoardRow> Upserts,
    [property: Id(5)] IReadOnlyList<string> Removes)
{
    /// <summary>As of <c>To</c>; null on a board that is not a queue.</summary>
    [Id(6)]
    public MoreRows? More { get; init; }
}

/// <summary>The reply to a watch.</summary>
/// <param name="Exists">False when there is no such board.</param>
/// <param name="Snapshot">All rows, which replace the known ones; null when there are only changes.</param>
/// <param name="Changes">Changes since the cursor.</param>
/// <param name="Epoch">Epoch of the board.</param>
/// <param name="Version">Version after the snapshot or the changes.</param>
[GenerateSerializer, Immutable, Alias("board-answer")]
public sealed record BoardAnswer(
    [property: Id(0)] bool Exists, [property: Id(1)] IReadOnlyList<BoardRow>? Snapshot,
    [property: Id(2)] IReadOnlyList<BoardChange> Changes, [property: Id(3)] string Epoch,
    [property: Id(4)] long Version)
{
    /// <summary>Largest age of the rows, when they come from other grains or from an earlier read.</summary>
    [Id(5)]
    public TimeSpan Age { get; init; }

    /// <summary>As of <c>Version</c>; null on a board that is not a queue.</summary>
    [Id(6)]
    public MoreRows? More { get; init; }

    public static BoardAnswer Unknown { get; } = new(false, null, [], "", 0);
}
