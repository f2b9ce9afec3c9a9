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
        (WaitsForSource(a), QueuePlace.InTriage(a)).CompareTo((WaitsForSource(b), QueuePlace.InTriage(b))));

    private IReadOnlyList<TriageRow> _board = [];
    private MoreRows _more = new(0);
    private TriageRow? _unlisted;
    private TriageRow? _last;
    private bool _showsAsked;

    /// <summary>The shown rows: those to review, most urgent first, then those whose source was asked, if they are
    /// shown. Includes the one of <see cref="Add"/>.</summary>
    public IReadOnlyList<TriageRow> Rows { get; private set; } = [];

    /// <summary>Number of <see cref="Rows"/> to review.</summary>
    public int ToReview { get; private set; }

    /// <summary>Number of rows whose source was asked and that do not alarm: nothing is to do before the
    /// answer.</summary>
    public int Asked { get; private set; }

    /// <summary>True when the rows whose source was asked are shown.</summary>
    public bool ShowsAsked
    {
        get => _showsAsked;
        set
        {
            _showsAsked = value;
            Sort();
        }
    }

    /// <summary>Urgent referrals that no one has taken yet, most urgent first (TR-1).</summary>
    public IReadOnlyList<TriageRow> Alarms { get; private set; } = [];

    /// <summary>Number of referrals in the queue, also of those without a row.</summary>
    public int Count => _board.Count + _more.Count;

    public string? SelectedKey { get; private set; }

    /// <summary>The selected row; null when nothing is selected or the selected referral left the queue.</summary>
    public TriageRow? Selected { get; private set; }

    /// <summary>The selected referral after it left the queue, at its old position.</summary>
    public RemovedRow? Removed { get; private set; }

    /// <summary>Replaces the rows of the board. The selection stays on its referral, also when the referral moved or
    /// left.</summary>
    /// <param name="more">The referrals without a row; null for none.</param>
    public void Update(IEnumerable<BoardRow> board, MoreRows? more = null)
    {
        _board = [.. board.OfType<TriageRow>()];
        _more = more ?? new MoreRows(0);
        Sort();
    }

    /// <summary>Adds a referral that has no row on the board; null for none.</summary>
    public void Add(TriageRow? unlisted)
    {
        _unlisted = unlisted;
        Sort();
    }

    /// <summary>True when the board has no row for this referral, and has no rows for some.</summary>
    public bool MayBeUnlisted(string key) => _more.Count > 0 && _board.All(r => r.Key != key);

    public void Select(string key)
    {
        if (key == SelectedKey || (Rows.All(r => r.Key != key) && !ShowAsked(key))) return;
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

    private void Sort()
    {
        var added = _unlisted is { } row && _board.All(r => r.Key != row.Key) ? row : null;
        var all = (added is null ? _board : _board.Append(added)).Order(ByUrgency).ToList();
        ToReview = all.Count(r => !WaitsForSource(r));
        Asked = all.Count - ToReview;
        Rows = _showsAsked ? all : all[..ToReview];
        Alarms = [.. Rows.Where(r => r.Alarm)];
        SetSelection(SelectedKey);
    }

    /// <summary>Shows the rows whose source was asked when the referral is one of them; otherwise false.</summary>
    private bool ShowAsked(string key)
    {
        if (_board.Append(_unlisted).All(r => r?.Key != key)) return false;
        ShowsAsked = true;
        return true;
    }

    private static bool WaitsForSource(TriageRow row) => row is { Stage: Stage.InformationRequested, Alarm: false };

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
