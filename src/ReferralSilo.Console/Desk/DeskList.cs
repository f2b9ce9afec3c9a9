using ReferralSilo.Console.Shared;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Boards;

namespace ReferralSilo.Console.Desk;

/// <summary>
/// The desk's worklist and clinicians as the board has them now. Only a person changes the selection. No side effects.
/// </summary>
public sealed class DeskList
{
    private static readonly Comparer<DeskRow> ByUrgency = Comparer<DeskRow>.Create((a, b) =>
        IsOver(a.Stage).CompareTo(IsOver(b.Stage)) is var over and not 0 ? over
        : b.Priority.CompareTo(a.Priority) is var priority and not 0 ? priority
        : Compare(a.DueAt, b.DueAt) is var due and not 0 ? due
        : a.ReceivedAt.CompareTo(b.ReceivedAt) is var received and not 0 ? received
        : string.CompareOrdinal(a.Number, b.Number));

    private static readonly Comparer<DeskRow> ByVisitTime = Comparer<DeskRow>.Create((a, b) =>
        Compare(a.AppointmentAt, b.AppointmentAt) is var at and not 0 ? at : string.CompareOrdinal(a.Number, b.Number));

    private readonly EndedHolds _holds = new();
    private IReadOnlyList<DeskRow> _all = [];
    private (DeskRow Row, bool Visits)? _last;
    private bool _showsVisits;

    /// <summary>
    /// Referrals that wait for the desk (accepted, contacting, waiting, offered),
    /// most urgent first. Ended referrals whose source is not informed yet come last.
    /// </summary>
    public IReadOnlyList<DeskRow> ToDo { get; private set; } = [];

    /// <summary>Referrals with a visit, the next visit first.</summary>
    public IReadOnlyList<DeskRow> Visits { get; private set; } = [];

    public IReadOnlyList<ClinicianRow> Clinicians { get; private set; } = [];

    /// <summary>True when the screen shows <see cref="Visits"/>, false for <see cref="ToDo"/>.</summary>
    public bool ShowsVisits
    {
        get => _showsVisits;
        set
        {
            _showsVisits = value;
            UpdateRemoved();
        }
    }

    public IReadOnlyList<DeskRow> Shown => ShowsVisits ? Visits : ToDo;

    public string? SelectedKey { get; private set; }

    /// <summary>The selected referral; null when none is, or when it has left the board.</summary>
    public DeskRow? Selected => Find(SelectedKey);

    /// <summary>
    /// The selected referral after it left the shown list, at its old position. It may be on the other list now.
    /// </summary>
    public RemovedRow? Removed { get; private set; }

    /// <summary>Replaces all rows.</summary>
    /// <param name="now">Distinguishes a hold that expired from one that was released.</param>
    public void Update(IEnumerable<BoardRow> board, DateTimeOffset now)
    {
        var rows = board.ToList();
        _all = [.. rows.OfType<DeskRow>()];
        ToDo = [.. _all.Where(r => !HasVisit(r.Stage)).Order(ByUrgency)];
        Visits = [.. _all.Where(r => HasVisit(r.Stage)).Order(ByVisitTime)];
        Clinicians = [.. rows.OfType<ClinicianRow>()
            .OrderBy(c => c.Name, StringComparer.Ordinal).ThenBy(c => c.Key, StringComparer.Ordinal)];
        _holds.Update(Clinicians, _all.Where(r => !HasVisit(r.Stage) && !IsOver(r.Stage)).Select(r => r.Key), now);
        UpdateRemoved();
    }

    public DeskRow? Find(string? referral) => referral is null ? null : _all.FirstOrDefault(r => r.Key == referral);

    /// <summary>
    /// The hold of this referral that expired while this board was open; null when it was held or booked again since.
    /// </summary>
    public EndedHold? EndedHold(string referral) => _holds.Find(referral);

    /// <summary>Selects the referral and shows the list it is on. Does nothing when it is not on this board.</summary>
    public void Select(string referral)
    {
        if (Find(referral) is not { } row) return;
        (SelectedKey, _last, _showsVisits) = (referral, null, HasVisit(row.Stage));
        UpdateRemoved();
    }

    public void Unselect() => (SelectedKey, _last, Removed) = (null, null, null);

    /// <summary>
    /// Moves the selection. From a referral that left the list, it moves to the neighbours of its old position.
    /// </summary>
    public void Move(int by)
    {
        if (Shown.Count == 0) return;
        var at = Shown.ToList().FindIndex(r => r.Key == SelectedKey);
        var to = at >= 0 ? at + by : Removed is { } gone ? (by > 0 ? gone.At + by - 1 : gone.At + by) : 0;
        (SelectedKey, _last) = (Shown[Math.Clamp(to, 0, Shown.Count - 1)].Key, null);
        UpdateRemoved();
    }

    /// <summary>Finds a slot by its id, on any day of the board.</summary>
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

    private void UpdateRemoved()
    {
        Removed = null;
        if (SelectedKey is null) return;
        if (Shown.FirstOrDefault(r => r.Key == SelectedKey) is { } here) _last = (here, ShowsVisits);
        else if (_last is { } last && last.Visits == ShowsVisits)
        {
            var order = ShowsVisits ? ByVisitTime : ByUrgency;
            Removed = Create(last.Row, Shown.Count(r => order.Compare(r, last.Row) < 0));
        }
        else if (Selected is null && _last is { } elsewhere)
            // It left the other list, so it has no row here. The selection must not move to another patient.
            Removed = Create(elsewhere.Row, 0);
    }

    private static RemovedRow Create(DeskRow row, int at) =>
        new(row.Key, row.Number, row.Patient.Name, row.Version, at);

    private static int Compare(DateTimeOffset? a, DateTimeOffset? b) =>
        (a ?? DateTimeOffset.MaxValue).CompareTo(b ?? DateTimeOffset.MaxValue);

    private static bool IsOver(Stage stage) =>
        stage is Stage.Closed or Stage.Declined or Stage.Redirected or Stage.Withdrawn or Stage.Unreachable;

    private static bool HasVisit(Stage stage) => stage is Stage.Booked or Stage.Arrived or Stage.Completed;
}

/// <summary>A slot and the clinician it belongs to.</summary>
public sealed record ChosenSlot(BoardSlot Slot, ClinicianRow Clinician);
