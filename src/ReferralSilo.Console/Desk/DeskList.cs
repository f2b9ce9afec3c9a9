using ReferralSilo.Console.Shared;
using ReferralSilo.Console.Words;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Boards;

namespace ReferralSilo.Console.Desk;

/// <summary>
/// The desk's worklist and clinicians as the board has them now. Only a person changes the selection. No side effects.
/// </summary>
public sealed class DeskList
{
    private static readonly Comparer<DeskRow> ByUrgency = Comparer<DeskRow>.Create((a, b) =>
        QueuePlace.ToDo(a).CompareTo(QueuePlace.ToDo(b)));

    private static readonly Comparer<DeskRow> ByVisitTime = Comparer<DeskRow>.Create((a, b) =>
        QueuePlace.Visit(a).CompareTo(QueuePlace.Visit(b)));

    private readonly EndedHolds _holds = new();
    private IReadOnlyList<DeskRow> _board = [];
    private MoreRows _more = new(0);
    private DeskRow? _unlisted;
    private IReadOnlyList<DeskRow> _all = [];
    private (DeskRow Row, bool Visits)? _last;
    private bool _showsVisits;
    private HashSet<string> _toMove = [];

    /// <summary>
    /// Referrals that wait for the desk (accepted, contacting, waiting, offered), and those with a visit in time off,
    /// most urgent first. Ended referrals whose source is not informed yet come last.
    /// </summary>
    public IReadOnlyList<DeskRow> ToDo { get; private set; } = [];

    /// <summary>Referrals with a visit that need not be moved, the next visit first.</summary>
    public IReadOnlyList<DeskRow> Visits { get; private set; } = [];

    /// <summary>Number of referrals that wait for the desk, also of those without a row.</summary>
    public int ToDoCount => _board.Count(r => !IsVisit(r)) + _more.Count - _more.Visits;

    /// <summary>Number of referrals with a visit, also of those without a row.</summary>
    public int VisitCount => _board.Count(IsVisit) + _more.Visits;

    /// <summary>The civil days with booked visits in time off.</summary>
    public IEnumerable<DateOnly> DaysToMove(Zone zone) =>
        Clinicians.SelectMany(c => c.SlotsToMove()).Select(s => zone.Day(s.Start)).Distinct();

    /// <summary>True when the referral's visit is booked in time off of its clinician.</summary>
    public bool MustMove(DeskRow row) => row.Stage == Stage.Booked && _toMove.Contains(row.Key);

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

    /// <summary>Replaces the rows of the board.</summary>
    /// <param name="now">Distinguishes a hold that expired from one that was released.</param>
    /// <param name="more">The referrals without a row; null for none.</param>
    public void Update(IEnumerable<BoardRow> board, DateTimeOffset now, MoreRows? more = null)
    {
        var rows = board.ToList();
        _board = [.. rows.OfType<DeskRow>()];
        _more = more ?? new MoreRows(0);
        Clinicians = [.. rows.OfType<ClinicianRow>()
            .OrderBy(c => c.Name, StringComparer.Ordinal).ThenBy(c => c.Key, StringComparer.Ordinal)];
        _toMove = [.. Clinicians.SelectMany(c => c.SlotsToMove()).Select(s => s.Referral).OfType<string>()];
        Sort();
        _holds.Update(Clinicians, _all.Where(r => !DeskStages.HasVisit(r.Stage) && !DeskStages.IsOver(r.Stage))
            .Select(r => r.Key), now);
    }

    /// <summary>Adds a referral that has no row on the board; null for none.</summary>
    public void Add(DeskRow? unlisted)
    {
        _unlisted = unlisted;
        Sort();
    }

    /// <summary>True when the board has no row for this referral, and has no rows for some.</summary>
    public bool MayBeUnlisted(string referral) => _more.Count > 0 && _board.All(r => r.Key != referral);

    public DeskRow? Find(string? referral) => referral is null ? null : _all.FirstOrDefault(r => r.Key == referral);

    /// <summary>
    /// The hold of this referral that expired while this board was open; null when it was held or booked again since.
    /// </summary>
    public EndedHold? EndedHold(string referral) => _holds.Find(referral);

    /// <summary>Selects the referral and shows the list it is on. Does nothing when it is not on this board.</summary>
    public void Select(string referral)
    {
        if (Find(referral) is not { } row) return;
        (SelectedKey, _last, _showsVisits) = (referral, null, IsVisit(row));
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

    private void Sort()
    {
        var added = _unlisted is { } row && _board.All(r => r.Key != row.Key) ? row : null;
        _all = added is null ? _board : [.. _board, added];
        ToDo = [.. _all.Where(r => !IsVisit(r)).Order(ByUrgency)];
        Visits = [.. _all.Where(IsVisit).Order(ByVisitTime)];
        UpdateRemoved();
    }

    private bool IsVisit(DeskRow row) => DeskStages.HasVisit(row.Stage) && !MustMove(row);

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
}

/// <summary>A slot and the clinician it belongs to.</summary>
public sealed record ChosenSlot(BoardSlot Slot, ClinicianRow Clinician);
