using ReferralSilo.Contracts.Boards;
using ReferralSilo.Domain;
using ReferralSilo.Domain.Boards;
using ReferralSilo.Grains.Boards;

namespace ReferralSilo.Grains.ServiceLines;

/// <summary>The referrals of a queue that have rows on its two boards. The desk has two lists, which share its rows:
/// each gets what the other does not need, and at least its own part.</summary>
public sealed class QueueWindows
{
    private readonly RowWindow _triage = new(QueueOrder.Triage);
    private readonly RowWindow _toDo = new(QueueOrder.ToDo);
    private readonly RowWindow _visits = new(QueueOrder.Visits);

    /// <summary>Referrals of triage without a row.</summary>
    public MoreRows MoreTriage => new(_triage.More);

    /// <summary>Referrals of the desk without a row.</summary>
    public MoreRows MoreDesk => new(_toDo.More + _visits.More, _visits.More);

    /// <summary>The windows of a queue; quicker than adding its referrals one by one.</summary>
    public static QueueWindows Of(IReadOnlyCollection<QueueEntry> entries)
    {
        var windows = new QueueWindows();
        windows._triage.Fill(entries.Where(e => e.InTriage));
        windows._toDo.Fill(entries.Where(IsToDo));
        windows._visits.Fill(entries.Where(IsVisit));
        windows.Share();
        return windows;
    }

    /// <summary>Replaces a referral. Null: not in the queue before, or not any longer.</summary>
    public void Changed(QueueEntry? before, QueueEntry? after)
    {
        Change(_triage, before, after, e => e.InTriage);
        Change(_toDo, before, after, IsToDo);
        Change(_visits, before, after, IsVisit);
        Share();
    }

    /// <summary>Changes of the rows of triage since the last call; null for a row that is gone.</summary>
    public IReadOnlyList<(ReferralId Id, QueueEntry? Shown)> TakeTriage() => _triage.TakeChanges();

    /// <summary>Changes of the rows of the desk since the last call; null for a row that is gone.</summary>
    public IReadOnlyList<(ReferralId Id, QueueEntry? Shown)> TakeDesk()
    {
        var (toDo, visits) = (_toDo.TakeChanges(), _visits.TakeChanges());
        // A referral that moved to the other list left the first one and is still on the board.
        var shown = toDo.Concat(visits).Where(c => c.Shown is not null).Select(c => c.Id).ToHashSet();
        return [.. toDo.Concat(visits).Where(c => c.Shown is not null || !shown.Contains(c.Id))];
    }

    private static bool IsToDo(QueueEntry entry) => entry.OnDesk && !DeskStages.HasVisit(entry.Stage);

    private static bool IsVisit(QueueEntry entry) => entry.OnDesk && DeskStages.HasVisit(entry.Stage);

    private void Share()
    {
        _toDo.Limit = BoardLimits.QueueRows - Math.Min(_visits.Count, BoardLimits.VisitRows);
        _visits.Limit = BoardLimits.QueueRows
            - Math.Min(_toDo.Count, BoardLimits.QueueRows - BoardLimits.VisitRows);
    }

    private static void Change(RowWindow window, QueueEntry? before, QueueEntry? after, Func<QueueEntry, bool> isOn)
    {
        before = before is not null && isOn(before) ? before : null;
        after = after is not null && isOn(after) ? after : null;
        if (before is not null || after is not null) window.Changed(before, after);
    }
}
