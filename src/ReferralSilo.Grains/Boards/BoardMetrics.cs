using System.Diagnostics.Metrics;
using ReferralSilo.Contracts.Boards;

namespace ReferralSilo.Grains.Boards;

/// <summary>The readers of this silo's boards and their frames, by kind of board and never by its id, in the meter
/// <c>ReferralSilo.Boards</c>.</summary>
public sealed class BoardMetrics
{
    private readonly Counter<long> _frames;
    private readonly UpDownCounter<int> _watched, _readers;

    public BoardMetrics(IMeterFactory meters)
    {
        var meter = meters.Create("ReferralSilo.Boards");
        _watched = meter.CreateUpDownCounter<int>("referralsilo.boards.watched", "{board}",
            "Boards that this silo follows.");
        _readers = meter.CreateUpDownCounter<int>("referralsilo.boards.readers", "{reader}",
            "Streams and screens that read a board.");
        _frames = meter.CreateCounter<long>("referralsilo.boards.frames", "{frame}",
            "Frames given to readers: snapshot, changes or heartbeat.");
    }

    public void Followed(string board, int by) => _watched.Add(by, Kind(board));

    public void Read(string board, int by) => _readers.Add(by, Kind(board));

    public void Sent(BoardFrame frame) => _frames.Add(1, Kind(frame.Board),
        new("frame", frame.Snapshot ? "snapshot" : frame.IsHeartbeat ? "heartbeat" : "changes"));

    private static KeyValuePair<string, object?> Kind(string board) => new("board", board.Split('/')[0]);
}
