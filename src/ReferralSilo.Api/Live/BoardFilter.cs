using ReferralSilo.Api.Access;
using ReferralSilo.Api.Referrals;
using ReferralSilo.Contracts.Boards;

namespace ReferralSilo.Api.Live;

/// <summary>
/// Removes from the frames of one reader what the reader may not see. The board itself is shared by all its readers, so
/// a reader who sees all of it needs no filter.
/// </summary>
internal sealed class BoardFilter
{
    private readonly HashSet<string> _shown;
    private readonly Caller _caller;
    private readonly string _kind, _id;
    private readonly bool _hidesReferrals;

    private BoardFilter(Caller caller, string kind, string id, bool hidesReferrals, BoardFilter? before) =>
        (_caller, _kind, _id, _hidesReferrals, _shown) = (caller, kind, id, hidesReferrals, before?._shown ?? []);

    /// <summary>True when rows may be missing for this reader: then a cursor cannot tell which rows the reader
    /// has.</summary>
    public bool RemovesRows => _kind is Boards.MyDay or Boards.Source;

    /// <summary>The filter for a reader; null when the reader sees the whole board.</summary>
    /// <param name="caller">The reader.</param>
    /// <param name="board">The board.</param>
    /// <param name="right">The decision that allows it.</param>
    /// <param name="before">The filter of an earlier decision of the same stream: the rows that it let through are on
    /// the reader's screen, so their removal must still be sent.</param>
    public static BoardFilter? For(Caller caller, string board, BoardRight right, BoardFilter? before = null)
    {
        var (kind, id) = Boards.Split(board);
        var scoped = right.Decision.Reason == AccessReasons.OwnLine && !caller.HasAllLines;
        return kind switch
        {
            Boards.Referral when !AccessPolicy.SeesEveryReferralInFull(caller, Permission.WatchReferral) =>
                new(caller, kind, id, false, before),
            Boards.MyDay or Boards.Source when scoped => new(caller, kind, id, false, before),
            Boards.Schedule when !AccessPolicy.SeesAllVisits(caller, right.Decision, right.Lines) =>
                new(caller, kind, id, true, before),
            // A reader who was not sent some rows keeps the filter: only a new stream brings them.
            _ => before,
        };
    }

    /// <summary>The frame as the reader may see it; null when the reader may no longer see the board.</summary>
    public BoardFrame? Apply(BoardFrame frame)
    {
        if (frame.IsHeartbeat) return frame;
        if (_hidesReferrals)
            return frame with
            {
                Upserts = [.. frame.Upserts.Select(row =>
                    row is ScheduleRow slot ? slot with { Referral = null } : row)],
            };
        return _kind == Boards.Referral ? Referral(frame) : Rows(frame);
    }

    private BoardFrame? Referral(BoardFrame frame)
    {
        var rows = new List<BoardRow>(frame.Upserts.Count);
        foreach (var row in frame.Upserts.OfType<ReferralRow>())
        {
            var right = AccessPolicy.Decide(_caller, Permission.WatchReferral, AccessObject.Of(row.Referral));
            if (!right.Allowed) return null;
            rows.Add(row with { Referral = ReferralService.Limit(row.Referral, right, _caller) });
        }

        return frame with { Upserts = rows };
    }

    private BoardFrame Rows(BoardFrame frame)
    {
        if (frame.Snapshot) _shown.Clear();
        var upserts = new List<BoardRow>(frame.Upserts.Count);
        var removes = frame.Removes.Where(_shown.Remove).ToList();
        foreach (var row in frame.Upserts)
        {
            if (MaySee(row))
            {
                _shown.Add(row.Key);
                upserts.Add(row);
            }
            else if (_shown.Remove(row.Key)) removes.Add(row.Key);
        }

        return frame with { Upserts = upserts, Removes = removes };
    }

    private bool MaySee(BoardRow row) => row switch
    {
        VisitRow visit => _caller.May(Permission.ReadReferrals,
            AccessObject.Referral(visit.Referral, visit.ServiceLine, null, [_id])),
        SourceRow sent => _caller.May(Permission.ReadReferrals,
            AccessObject.Referral(sent.Key, sent.ServiceLine, _id, [])),
        _ => true,
    };
}
