using ReferralSilo.Console.Shared;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Boards;

namespace ReferralSilo.Console.Triage;

/// <summary>The nurse's queue: its order, what is selected, what alarms. The selection moves only by a person's hand.
/// Pure.</summary>
public sealed class TriageQueue
{
    private static readonly Comparer<TriageRow> Pressing = Comparer<TriageRow>.Create((a, b) =>
        (b.Concern == EmergencyConcern.Emergency)
            .CompareTo(a.Concern == EmergencyConcern.Emergency) is var emergency and not 0 ? emergency
        : b.Priority.CompareTo(a.Priority) is var priority and not 0 ? priority
        : b.Concern.CompareTo(a.Concern) is var concern and not 0 ? concern
        : (a.DueAt ?? DateTimeOffset.MaxValue).CompareTo(b.DueAt ?? DateTimeOffset.MaxValue) is var due and not 0 ? due
        : a.ReceivedAt.CompareTo(b.ReceivedAt) is var received and not 0 ? received
        : string.CompareOrdinal(a.Number, b.Number));

    private TriageRow? _last;

    /// <summary>Most pressing first.</summary>
    public IReadOnlyList<TriageRow> Rows { get; private set; } = [];

    /// <summary>Urgent ones nobody has taken, most pressing first (TR-1).</summary>
    public IReadOnlyList<TriageRow> Alarms { get; private set; } = [];

    public string? SelectedKey { get; private set; }

    /// <summary>Null when nothing is selected, and when what is selected has left.</summary>
    public TriageRow? Selected { get; private set; }

    /// <summary>What is selected and has left, at the place where it was.</summary>
    public Ghost? Gone { get; private set; }

    /// <summary>Takes the board as it is now. The selection stays on its referral wherever that moved, and when it
    /// left.</summary>
    public void Show(IEnumerable<BoardRow> board)
    {
        Rows = [.. board.OfType<TriageRow>().Order(Pressing)];
        Alarms = [.. Rows.Where(r => r.Alarm)];
        Point(SelectedKey);
    }

    public void Select(string key)
    {
        if (key == SelectedKey || Rows.All(r => r.Key != key)) return;
        Unselect();
        Point(key);
    }

    public void Unselect()
    {
        (SelectedKey, Selected, Gone, _last) = (null, null, null, null);
    }

    /// <summary>Down is positive. From nothing selected, either way selects the first; from one that left, its
    /// neighbours.</summary>
    public void Move(int by)
    {
        if (Rows.Count == 0) return;
        var to = Gone is { } gone ? (by > 0 ? gone.At + by - 1 : gone.At + by) : Selected is { } s ? IndexOf(s.Key) + by
            : 0;
        Select(Rows[Math.Clamp(to, 0, Rows.Count - 1)].Key);
    }

    private void Point(string? key)
    {
        if (key is null) return;
        SelectedKey = key;
        Selected = Rows.FirstOrDefault(r => r.Key == key);
        if (Selected is not null) (_last, Gone) = (Selected, null);
        else if (_last is { } left)
            Gone = new Ghost(left.Key, left.Number, left.Patient.Name, left.Version,
                Rows.Count(r => Pressing.Compare(r, left) < 0));
    }

    private int IndexOf(string key)
    {
        for (var i = 0; i < Rows.Count; i++)
        {
            if (Rows[i].Key == key) return i;
        }
        return -1;
    }
}
