using ReferralSilo.Console.Shared;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Boards;

namespace ReferralSilo.Console.Desk;

/// <summary>The desk's worklist and its clinicians, as the board has them now. The selection moves only by a person's
/// hand. Pure.</summary>
public sealed class DeskList
{
    private static readonly Comparer<DeskRow> Pressing = Comparer<DeskRow>.Create((a, b) =>
        IsOver(a.Stage).CompareTo(IsOver(b.Stage)) is var over and not 0 ? over
        : b.Priority.CompareTo(a.Priority) is var priority and not 0 ? priority
        : Compare(a.DueAt, b.DueAt) is var due and not 0 ? due
        : a.ReceivedAt.CompareTo(b.ReceivedAt) is var received and not 0 ? received
        : string.CompareOrdinal(a.Number, b.Number));

    private static readonly Comparer<DeskRow> NextVisit = Comparer<DeskRow>.Create((a, b) =>
        Compare(a.AppointmentAt, b.AppointmentAt) is var at and not 0 ? at : string.CompareOrdinal(a.Number, b.Number));

    private readonly EndedHolds _holds = new();
    private IReadOnlyList<DeskRow> _all = [];
    private (DeskRow Row, bool Visits)? _last;
    private bool _showsVisits;

    /// <summary>Who waits for the desk: accepted, contacting, waiting, offered; most pressing first. Last those that
    /// are over: their source is still to be told.</summary>
    public IReadOnlyList<DeskRow> ToDo { get; private set; } = [];

    /// <summary>Who has a visit, the next visit first.</summary>
    public IReadOnlyList<DeskRow> Visits { get; private set; } = [];

    public IReadOnlyList<ClinicianRow> Clinicians { get; private set; } = [];

    /// <summary>Which of the two lists is on the screen.</summary>
    public bool ShowsVisits
    {
        get => _showsVisits;
        set
        {
            _showsVisits = value;
            Remember();
        }
    }

    public IReadOnlyList<DeskRow> Shown => ShowsVisits ? Visits : ToDo;

    public string? SelectedKey { get; private set; }

    /// <summary>The selected referral; null when none is, or when it has left the board.</summary>
    public DeskRow? Selected => Find(SelectedKey);

    /// <summary>What is selected and has left the shown list, at the place where it was. It may be on the other
    /// list.</summary>
    public Ghost? Gone { get; private set; }

    /// <param name="board">All rows.</param>
    /// <param name="now">Distinguishes a hold that expired from one that was released.</param>
    public void Show(IEnumerable<BoardRow> board, DateTimeOffset now)
    {
        var rows = board.ToList();
        _all = [.. rows.OfType<DeskRow>()];
        ToDo = [.. _all.Where(r => !HasVisit(r.Stage)).Order(Pressing)];
        Visits = [.. _all.Where(r => HasVisit(r.Stage)).Order(NextVisit)];
        Clinicians =
            [.. rows.OfType<ClinicianRow>().OrderBy(c => c.Name, StringComparer.Ordinal)
            .ThenBy(c => c.Key, StringComparer.Ordinal)];
        _holds.See(Clinicians, _all.Where(r => !HasVisit(r.Stage) && !IsOver(r.Stage)).Select(r => r.Key), now);
        Remember();
    }

    public DeskRow? Find(string? referral) => referral is null ? null : _all.FirstOrDefault(r => r.Key == referral);

    /// <summary>The hold of this referral that ran out while it was watched, unless something came of it
    /// since.</summary>
    public EndedHold? EndedHold(string referral) => _holds.Of(referral);

    /// <summary>Selects it and shows the list it is on; nothing when it is not on this board.</summary>
    public void Select(string referral)
    {
        if (Find(referral) is not { } row) return;
        (SelectedKey, _last, _showsVisits) = (referral, null, HasVisit(row.Stage));
        Remember();
    }

    public void Unselect() => (SelectedKey, _last, Gone) = (null, null, null);

    /// <summary>From one that left, on to its neighbours.</summary>
    public void Move(int by)
    {
        if (Shown.Count == 0) return;
        var at = Shown.ToList().FindIndex(r => r.Key == SelectedKey);
        var to = at >= 0 ? at + by : Gone is { } gone ? (by > 0 ? gone.At + by - 1 : gone.At + by) : 0;
        (SelectedKey, _last) = (Shown[Math.Clamp(to, 0, Shown.Count - 1)].Key, null);
        Remember();
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

    private void Remember()
    {
        Gone = null;
        if (SelectedKey is null) return;
        if (Shown.FirstOrDefault(r => r.Key == SelectedKey) is { } here) _last = (here, ShowsVisits);
        else if (_last is { } last && last.Visits == ShowsVisits)
        {
            var order = ShowsVisits ? NextVisit : Pressing;
            Gone = new Ghost(last.Row.Key, last.Row.Number, last.Row.Patient.Name, last.Row.Version,
                Shown.Count(r => order.Compare(r, last.Row) < 0));
        }
        else if (Selected is null && _last is { } elsewhere)
            // It left the other list. It has no row here, and the selection does not move to another patient.
            Gone = new Ghost(elsewhere.Row.Key, elsewhere.Row.Number, elsewhere.Row.Patient.Name, elsewhere.Row.Version,
                0);
    }

    private static int Compare(DateTimeOffset? a, DateTimeOffset? b) =>
        (a ?? DateTimeOffset.MaxValue).CompareTo(b ?? DateTimeOffset.MaxValue);

    private static bool IsOver(Stage stage) =>
        stage is Stage.Closed or Stage.Declined or Stage.Redirected or Stage.Withdrawn or Stage.Unreachable;

    private static bool HasVisit(Stage stage) => stage is Stage.Booked or Stage.Arrived or Stage.Completed;
}

/// <summary>A slot with whose it is.</summary>
public sealed record ChosenSlot(BoardSlot Slot, ClinicianRow Clinician);
