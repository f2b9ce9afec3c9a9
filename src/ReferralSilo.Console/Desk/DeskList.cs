using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Boards;

namespace ReferralSilo.Console.Desk;

/// <summary>The desk's worklist and its clinicians, as the board has them now. Pure.</summary>
public sealed class DeskList
{
    private IReadOnlyList<DeskRow> _all = [];

    /// <summary>Who waits for the desk: accepted, contacting, waiting, offered; most pressing first. Last those that are over: their source is still to be told.</summary>
    public IReadOnlyList<DeskRow> ToDo { get; private set; } = [];

    /// <summary>Who has a visit, the next visit first.</summary>
    public IReadOnlyList<DeskRow> Visits { get; private set; } = [];

    public IReadOnlyList<ClinicianRow> Clinicians { get; private set; } = [];

    /// <summary>Which of the two lists is on the screen.</summary>
    public bool ShowsVisits { get; set; }

    public IReadOnlyList<DeskRow> Shown => ShowsVisits ? Visits : ToDo;

    public string? SelectedKey { get; private set; }

    /// <summary>The selected referral; null when none is, or when it has left the board.</summary>
    public DeskRow? Selected => Find(SelectedKey);

    public void Show(IEnumerable<BoardRow> board)
    {
        var rows = board.ToList();
        _all = [.. rows.OfType<DeskRow>()];
        ToDo = [.. _all.Where(r => !HasVisit(r.Stage))
            .OrderBy(r => IsOver(r.Stage))
            .ThenByDescending(r => r.Priority)
            .ThenBy(r => r.DueAt ?? DateTimeOffset.MaxValue)
            .ThenBy(r => r.ReceivedAt)
            .ThenBy(r => r.Number, StringComparer.Ordinal)];
        Visits = [.. _all.Where(r => HasVisit(r.Stage))
            .OrderBy(r => r.AppointmentAt ?? DateTimeOffset.MaxValue)
            .ThenBy(r => r.Number, StringComparer.Ordinal)];
        Clinicians = [.. rows.OfType<ClinicianRow>().OrderBy(c => c.Name, StringComparer.Ordinal).ThenBy(c => c.Key, StringComparer.Ordinal)];
    }

    public DeskRow? Find(string? referral) => referral is null ? null : _all.FirstOrDefault(r => r.Key == referral);

    /// <summary>Selects it and shows the list it is on; nothing when it is not on this board.</summary>
    public void Select(string referral)
    {
        if (Find(referral) is not { } row) return;
        SelectedKey = referral;
        ShowsVisits = HasVisit(row.Stage);
    }

    public void Unselect() => SelectedKey = null;

    public void Move(int by)
    {
        if (Shown.Count == 0) return;
        var at = Shown.ToList().FindIndex(r => r.Key == SelectedKey);
        SelectedKey = Shown[at < 0 ? 0 : Math.Clamp(at + by, 0, Shown.Count - 1)].Key;
    }

    /// <summary>A slot wherever it is on the board.</summary>
    public ChosenSlot? Slot(string id)
    {
        foreach (var clinician in Clinicians)
        {
            foreach (var slot in clinician.Slots)
            {
                if (slot.Slot == id) return new ChosenSlot(slot, clinician);
            }
        }
        return null;
    }

    private static bool IsOver(Stage stage) => stage is Stage.Closed or Stage.Declined or Stage.Redirected or Stage.Withdrawn or Stage.Unreachable;

    private static bool HasVisit(Stage stage) => stage is Stage.Booked or Stage.Arrived or Stage.Completed;
}

/// <summary>A slot with whose it is.</summary>
public sealed record ChosenSlot(BoardSlot Slot, ClinicianRow Clinician);
