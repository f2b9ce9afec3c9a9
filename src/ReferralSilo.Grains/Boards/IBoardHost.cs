using Orleans.Concurrency;
using ReferralSilo.Contracts.Boards;

namespace ReferralSilo.Grains.Boards;

/// <summary>A grain that publishes boards.</summary>
[Alias("board-host"), GrainInterfaceType("board-host")]
public interface IBoardHost : IGrainWithStringKey
{
    /// <summary>
    /// Watches, or renews a watch, for <see cref="BoardLimits.Lease"/>. Answers with what the watcher has not seen:
    /// all, when its cursor is of another epoch or too old.
    /// </summary>
    [Alias("watch")]
    Task<BoardAnswer> Watch(string board, IBoardObserver observer, BoardCursor? seen);

    /// <summary>Ends a watch.</summary>
    [Alias("unwatch")]
    Task Unwatch(string board, IBoardObserver observer);
}

/// <summary>One per silo and watched board.</summary>
[Alias("board-observer"), GrainInterfaceType("board-observer")]
public interface IBoardObserver : IGrainObserver
{
    /// <summary>The board changed. One way: a slow silo never holds a grain up.</summary>
    [Alias("changed"), OneWay]
    Task Changed(BoardChange change);
}

/// <summary>What changed between two versions of a board.</summary>
[GenerateSerializer, Immutable, Alias("board-change")]
public sealed record BoardChange(
    [property: Id(0)] string Board, [property: Id(1)] string Epoch, [property: Id(2)] long From,
        [property: Id(3)] long To,
    [property: Id(4)] IReadOnlyList<BoardRow> Upserts, [property: Id(5)] IReadOnlyList<string> Removes);

/// <summary>What a watcher gets at once.</summary>
/// <param name="Known">False: there is no such board.</param>
/// <param name="Snapshot">All rows, replacing what was known; null when <paramref name="Changes"/> suffice.</param>
/// <param name="Changes">What changed since the cursor.</param>
/// <param name="Epoch">Epoch of the board.</param>
/// <param name="Version">Version after all of it.</param>
[GenerateSerializer, Immutable, Alias("board-answer")]
public sealed record BoardAnswer(
    [property: Id(0)] bool Known, [property: Id(1)] IReadOnlyList<BoardRow>? Snapshot,
    [property: Id(2)] IReadOnlyList<BoardChange> Changes, [property: Id(3)] string Epoch,
        [property: Id(4)] long Version)
{
    /// <summary>How far what it shows may be behind already, when it is gathered from others.</summary>
    [Id(5)]
    public TimeSpan Age { get; init; }

    public static BoardAnswer Unknown { get; } = new(false, null, [], "", 0);
}
