using ReferralSilo.Storage;
using ReferralSilo.Storage.Projections;

namespace ReferralSilo.Grains.Projections;

/// <summary>A list that is derived from committed events: its table and its fold.</summary>
public interface IProjection
{
    /// <summary>Name, shape and columns.</summary>
    ListTable Table { get; }

    /// <summary>True for events that the fold needs; all others are passed over.</summary>
    bool Reads(StreamId stream, string eventType);

    /// <summary>
    /// Applies one event to the rows. Called once for each event, in the order of commits; after a failure before the
    /// rows were written, again. It depends only on the event and the rows, so that a second build has the same rows.
    /// An exception parks the stream of the event.
    /// </summary>
    ValueTask Fold(ListChanges rows, PositionedEvent happened);
}
