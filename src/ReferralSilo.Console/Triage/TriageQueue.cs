using ReferralSilo.Console.Shared;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Boards;

namespace ReferralSilo.Console.Triage;

/// <summary>
/// The nurse's queue: order, selection and alarms. Only a person changes the selection. No side effects.
/// </summary>
public sealed class TriageQueue
{
    private static readonly Comparer<TriageRow> ByUrgency = Comparer<TriageRow>.Create((a, b) =>
        (b.Concern == EmergencyConcern.Emergency)
            .CompareTo(a.Concern == EmergencyConcern.Emergency) is var emergency and not 0 ? emergency
        : b.Priority.CompareTo(a.Priority) is var priority and not 0 ? priority
        : b.Concern.CompareTo(a.Concern) is var concern and not 0 ? concern
        : (a.DueAt ?? DateTimeOffset.MaxValue).CompareTo(b.DueAt ?? DateTimeOffset.MaxValue) is var due and not 0 ? due
        : a.ReceivedAt.CompareTo(b.ReceivedAt) is var received and not 0 ? received
        : string.CompareOrdinal(a.Number, b.Number));

    private TriageRow? _last;

    /// <summary>Most urgent first.</summary>
    public IReadOnlyList<TriageRow> Rows { get; private set; } = [];

    /// <summary>Urgent referrals that no one has taken yet, most urgent first (TR-1).</summary>
    public IReadOnlyList<TriageRow> Alarms { get; private set; } = [];

    public string? SelectedKey { get; private set; }

    /// <summary>The selected row; null when nothing is selected or the selected referral left the queue.</summary>
    public TriageRow? Selected { get; private set; }

    /// <summary>The selected referral after it left the queue, at its old position.</summary>
    public RemovedRow? Removed { get; private set; }

    /// <summary>Replaces all rows. The selection stays on its referral, also when the referral moved or left.</summary>
    public void Update(IEnumerable<BoardRow> board)
    {
        Rows = [.. board.OfType<TriageRow>().Order(ByUrgency)];
        Alarms = [.. Rows.Where(r => r.Alarm)];
        SetSelection(SelectedKey);
    }

    public void Select(string key)
    {
        if (key == SelectedKey || Rows.All(r => r.Key != key)) return;
        Unselect();
        SetSelection(key);
    }

    public void Unselect()
    {
        (SelectedKey, Selected, Removed, _last) = (null, null, null, null);
    }

    /// <summary>
    /// Moves the selection; down is positive. With no selection, it selects the first
    /// row; from a referral that left, it selects a neighbour of the old position.
    /// </summary>
    public void Move(int by)
    {
        if (Rows.Count == 0) return;
        var to = Removed is { } gone ? (by > 0 ? gone.At + by - 1 : gone.At + by)
            : Selected is { } selected ? IndexOf(selected.Key) + by
            : 0;
        Select(Rows[Math.Clamp(to, 0, Rows.Count - 1)].Key);
    }

    private void SetSelection(string? key)
    {
        if (key is null) return;
        SelectedKey = key;
        Selected = Rows.FirstOrDefault(r => r.Key == key);
        if (Selected is not null) (_last, Removed) = (Selected, null);
        else if (_last is { } left)
            Removed = new RemovedRow(left.Key, left.Number, left.Patient.Name, left.Version,
                Rows.Count(r => ByUrgency.Compare(r, left) < 0));
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
