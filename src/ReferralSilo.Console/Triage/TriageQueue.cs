using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Boards;

namespace ReferralSilo.Console.Triage;

/// <summary>The nurse's queue: its order, what is selected, what alarms. Pure.</summary>
public sealed class TriageQueue
{
    private int _selectedIndex = -1;

    /// <summary>Most pressing first.</summary>
    public IReadOnlyList<TriageRow> Rows { get; private set; } = [];

    /// <summary>Urgent ones nobody has taken, most pressing first (TR-1).</summary>
    public IReadOnlyList<TriageRow> Alarms { get; private set; } = [];

    public string? SelectedKey { get; private set; }

    public TriageRow? Selected => _selectedIndex >= 0 ? Rows[_selectedIndex] : null;

    /// <summary>Takes the board as it is now. The selection stays on its referral wherever that moved.</summary>
    public void Show(IEnumerable<BoardRow> board)
    {
        Rows = [.. board.OfType<TriageRow>()
            .OrderByDescending(r => r.Concern == EmergencyConcern.Emergency)
            .ThenByDescending(r => r.Priority)
            .ThenByDescending(r => r.Concern)
            .ThenBy(r => r.DueAt ?? DateTimeOffset.MaxValue)
            .ThenBy(r => r.ReceivedAt)
            .ThenBy(r => r.Number, StringComparer.Ordinal)];
        Alarms = [.. Rows.Where(r => r.Alarm)];
        if (SelectedKey is null) return;
        var now = IndexOf(SelectedKey);
        // It left: the one that took its place is next, as in any list one works down.
        if (now < 0) Point(Math.Min(_selectedIndex, Rows.Count - 1));
        else _selectedIndex = now;
    }

    public void Select(string key)
    {
        if (IndexOf(key) is >= 0 and var index) Point(index);
    }

    public void Unselect() => Point(-1);

    /// <summary>Down is positive. From nothing selected, either way selects the first.</summary>
    public void Move(int by)
    {
        if (Rows.Count > 0) Point(_selectedIndex < 0 ? 0 : Math.Clamp(_selectedIndex + by, 0, Rows.Count - 1));
    }

    private void Point(int index)
    {
        _selectedIndex = index;
        SelectedKey = index < 0 ? null : Rows[index].Key;
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
