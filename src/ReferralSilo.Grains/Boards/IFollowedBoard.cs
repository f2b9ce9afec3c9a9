using NodaTime;
using ReferralSilo.Contracts.Boards;
using ReferralSilo.Storage;

namespace ReferralSilo.Grains.Boards;

/// <summary>
/// A board whose rows show committed states. It reads them from the ledger, never from other grains, and again after
/// each event that concerns it. <see cref="FollowedBoardGrain"/> hosts it and calls it from one task at a time. It is
/// created for one id and registered with <c>AddFollowedBoard</c>.
/// </summary>
public interface IFollowedBoard
{
    /// <summary>Reads everything that the board shows now; false when there is no such board.</summary>
    Task<bool> Load(Instant now);

    /// <summary>True when the stream of the event must be read again.</summary>
    bool Concerns(PositionedEvent happened);

    /// <summary>Reads the committed state of a stream again.</summary>
    Task Read(StreamId stream);

    /// <summary>All rows. A row that has not changed is the same object or equal to the earlier one.</summary>
    IReadOnlyCollection<BoardRow> Rows { get; }

    /// <summary>True when time alone has changed what the board shows, so that it must be loaded again.</summary>
    bool IsOutdated(Instant now) => false;
}
