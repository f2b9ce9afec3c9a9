using System.Globalization;
using Microsoft.AspNetCore.Components.Routing;
using ReferralSilo.Console.Actions;
using ReferralSilo.Console.Layout;
using ReferralSilo.Console.Live;
using ReferralSilo.Console.Words;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Capacity;
using ReferralSilo.Contracts.Problems;
using ReferralSilo.Contracts.Referrals;

namespace ReferralSilo.Console.Desk;

/// <summary>The slot part of the desk: the shown day, the best times, the chosen slot, hold and book.</summary>
public sealed partial class DeskPage
{
    /// <summary>Number of best times; the keys 1 to 5 pick them.</summary>
    private const int BestTimes = 5;

    private readonly CommandRunner _slotRunner = new(api, receipts);
    private Zone _zone = Zone.Utc;
    private BoardDay _shown = new(default, 0, 60, 0, "UTC");
    private IReadOnlyList<DayChoice> _days = [];
    private ReferralView? _view;
    private IReadOnlyList<SlotMatch> _choices = [];
    private IReadOnlyList<NoTimeReason> _reasons = [];
    private PossibleStart? _possible;
    private Problem? _searchProblem;
    private bool _searching;
    private IReadOnlyList<ReferralMatch>? _waiting;
    private IReadOnlyDictionary<string, int> _bestSlots = new Dictionary<string, int>();
    private string _heading = "";
    private string? _slot;
    private SlotFit _fit = SlotFit.Unknown;
    private ITimer? _endsSoon;
    private (string Referral, long) _matched;

    /// <summary>The chosen slot; null as soon as the board no longer shows it as free.</summary>
    private ChosenSlot? Chosen =>
        _slot is not null && _list.Slot(_slot) is { Slot.Status: SlotStatus.Free } chosen ? chosen : null;

    private void ShowDay(DateOnly day)
    {
        SetDay(day);
        WriteAddress();
    }

    private void SetDay(DateOnly day)
    {
        var today = _zone.Day(clock.Now());
        if (day < today || day >= today.AddDays(BoardDay.Ahead) && !_list.DaysToMove(_zone).Contains(day)) return;
        _shown = _shown with { Day = day };
        Redraw();
    }

    private void Redraw()
    {
        var now = clock.Now();
        var today = _zone.Day(now);
        _shown = BoardDay.Create(_shown.Day < today ? today : _shown.Day, _zone, now, _list.Clinicians);
        // A visit that must be moved has its day here, however far away it is.
        var days = Enumerable.Range(0, BoardDay.Ahead).Select(today.AddDays).Union(_list.DaysToMove(_zone))
            .Where(d => d >= today).Order();
        _days = DayChoice.All(days, _zone, now, _list.Clinicians, _fit);
        _possible = _reasons.Count == 0 ? null : FreeStarts.FirstPossible(_list.Clinicians, now, _fit);
    }

    private async Task<bool> SlotKey(string key)
    {
        switch (key)
        {
            case "1" or "2" or "3" or "4" or "5":
                if (key[0] - '1' is var i && i < _choices.Count && !IsTaken(_choices[i].Slot)) Pick(_choices[i]);
                return true;
            case "h" when Bookable is { } c && CanDo("offers"): await SendSlot(new Offer([c.Slot.Slot])); return true;
            case "h" when _slot is null && CanDo("offers") && Current is { Holds.Count: > 0 } held:
                await SendSlot(SlotPanel.Longer(held));
                return true;
            case "h" when _slot is null && CanDo("offers") && Current is { } view
                && _list.EndedHold(view.Id) is { } ended && IsFree(ended.Slot):
                await SendSlot(new Offer([ended.Slot]));
                return true;
            case "b" when Bookable is { } c && CanDo("reschedule"):
                await SendSlot(new Reschedule(c.Slot.Slot));
                return true;
            case "b" when Bookable is { } c && CanDo("book"): await SendSlot(new Book(c.Slot.Slot)); return true;
            case "b" when _slot is null && Current is { Holds: [var only] }:
                await SendSlot(new AcceptOffer(only.Slot));
                return true;
            case "l" when Current is { Holds.Count: > 0 }: await SendSlot(new DeclineOffer()); return true;
            default: return key is "h" or "b" or "l";
        }
    }

    /// <summary>The selected referral as read; null when it is not read yet or has left this board.</summary>
    private ReferralView? Current => _list.Selected is { } row && _view?.Id == row.Key ? _view : null;

    /// <summary>The chosen slot if a person may book it for the selected patient; otherwise null.</summary>
    private ChosenSlot? Bookable => Chosen is { } chosen && UnsuitedFor(chosen)?.MayBook != false ? chosen : null;

    private Unsuited? UnsuitedFor(ChosenSlot chosen) => _fit.Find(chosen.Clinician.Clinician, chosen.Slot);

    /// <summary>The pressed time, unless it is one of the best times, which say more.</summary>
    private ChosenSlot? AskedWhy =>
        Chosen is { } chosen && !_bestSlots.ContainsKey(chosen.Slot.Slot) ? chosen : null;

    private bool CanDo(string action) =>
        Current is { } view && view.Actions.Contains(action) && _roleActions.Contains(action);

    private async Task ChooseSlot(string slot)
    {
        GoOn();
        SetSlot(slot);
        if (_list.SelectedKey is not null) return;
        _waiting = null;
        var answer = await api.SlotMatches(slot);
        if (_slot == slot) _waiting = answer.Value ?? [];
    }

    private void Pick(SlotMatch match)
    {
        SetSlot(match.Slot);
        ShowDay(_zone.Day(match.Start));
    }

    /// <summary>
    /// Clears the refusal of the previously chosen time. An unknown outcome stays until the command is sent again.
    /// </summary>
    private void SetSlot(string slot)
    {
        if (slot != _slot && _slotRunner.Last is { OutcomeUnknown: false }) _slotRunner.Clear();
        _slot = slot;
    }

    private void SelectFor(string referral) => Choose(referral, _slot);

    /// <param name="slot">The slot that stays chosen if it still is; null for none.</param>
    private void SelectionChanged(string? slot = null)
    {
        _wanted = null;
        GoOn();
        var kept = slot is not null && slot == _slot ? slot : null;
        ClearReferral();
        _slot = kept;
        AskBest();
        ReadRemovalReason();
        WriteAddress();
    }

    /// <summary>
    /// Clears everything that belongs to the previous referral, so that none of it is shown for the next.
    /// </summary>
    private void ClearReferral()
    {
        (_view, _slot, _waiting, _matched) = (null, null, null, default);
        ShowNoChoices();
        _slotRunner.Clear();
    }

    private void ShowNoChoices()
    {
        var counted = _fit.IsKnown;
        (_reasons, _fit, _searchProblem, _searching) = ([], SlotFit.Unknown, null, false);
        ShowChoices("", []);
        if (counted) Redraw();
    }

    private async Task Read(ReferralView view)
    {
        if (view.Id != _list.SelectedKey) return;
        // A time chosen for booking must not become a time to move to because somebody else booked a visit, and vice
        // versa.
        if (_view is { } before && before.Id == view.Id && before.Appointment is null != view.Appointment is null)
            _slot = null;
        var isFirst = _view?.Id != view.Id;
        _view = view;
        ScheduleHoldWarning(view);
        // Shows the day of the visit.
        if (isFirst && view.Appointment is { } visit) SetDay(_zone.Day(visit.Start));
        if (WantsTime) await FindBest(view.Id, view.Version, view.Appointment is not null);
        else
        {
            // An answer that is still on its way is not for this stage.
            _matched = default;
            ShowNoChoices();
        }
    }

    /// <summary>Asks for the best times with the selection, beside the reading of the details. They are asked again
    /// only when the details are of another version than the row.</summary>
    private void AskBest()
    {
        if (_list.Selected is not { } row || !CommandTable.AllowedIn(row.Stage).Intersect(Booking)
            .Any(_roleActions.Contains)) return;
        _ = InvokeAsync(() => FindBest(row.Key, row.Version, row.Stage == Stage.Booked));
    }

    private static readonly IReadOnlyList<string> Booking = ["book", "offers", "reschedule"];

    /// <summary>False in a stage without booking: no best times and no reasons are shown then.</summary>
    private bool WantsTime => Booking.Any(CanDo);

    /// <summary>
    /// Renders again shortly before the first hold ends, to show a warning. The board itself reports the end.
    /// </summary>
    private void ScheduleHoldWarning(ReferralView view)
    {
        _endsSoon?.Dispose();
        _endsSoon = null;
        if (view.Holds.Count == 0) return;
        var wait = view.Holds.Min(h => h.ExpiresAt) - FollowerLimits.EndsSoon - clock.Now();
        if (wait <= TimeSpan.Zero) return;
        _endsSoon = time.CreateTimer(_ => _ = InvokeAsync(StateHasChanged), null, wait, Timeout.InfiniteTimeSpan);
    }

    private async Task FindBest(string referral, long version, bool moves)
    {
        if (_matched == (referral, version)) return;
        _matched = (referral, version);
        _searching = true;
        var answer = await api.Matches(referral, BestTimes);
        if (_matched != (referral, version)) return;
        if (answer.Value is not { } best)
        {
            // Asked again when the details are read, or the row is selected again.
            _matched = default;
            ShowNoChoices();
            _searchProblem = answer.Problem;
        }
        else
        {
            (_searching, _searchProblem) = (false, null);
            (_reasons, _fit) = (NoTimeReason.Of(best), new SlotFit(best));
            ShowChoices(moves ? "Best times to move to" : "Best times", best.Items);
            Redraw();
        }
        StateHasChanged();
    }

    private void ShowChoices(string heading, IReadOnlyList<SlotMatch> choices)
    {
        (_heading, _choices) = (heading, choices);
        // A slot may appear twice; the first rank counts. Without DistinctBy, ToDictionary would throw.
        _bestSlots = choices.Select((m, i) => (m.Slot, Rank: i + 1)).DistinctBy(x => x.Slot)
            .ToDictionary(x => x.Slot, x => x.Rank, StringComparer.Ordinal);
    }

    /// <summary>Sends the command for the referral and the version that the pane shows.</summary>
    private Task SendSlot(ReferralCommand command) =>
        Current is { } view && _pane is { } pane
            ? HandleResult(_slotRunner.Send(view.Id, pane.ReadVersion, command))
            : Task.CompletedTask;

    private Task Retry() => HandleResult(_slotRunner.Retry());

    private async Task HandleResult(Task<ReferralView?> sent)
    {
        if (!sent.IsCompleted) StateHasChanged();
        if (await sent is { } changed)
        {
            _slot = null;
            if (_pane is not null) await _pane.Show(changed);
        }
        else if (_slotRunner.Last is { Outdated: true } && _pane is not null) await _pane.Reload();
        else if (_slotRunner.Last is { Problem: { Code: "slot-taken", NextBest: { Count: > 0 } next } })
        {
            _slot = null;
            ShowChoices("That time was just taken. Next best:", [.. next.Take(BestTimes)]);
        }
    }

    private bool IsFree(string slot) => _list.Slot(slot) is { Slot.Status: SlotStatus.Free };

    private bool IsTaken(string slot) => _list.Slot(slot) is { Slot.Status: not SlotStatus.Free };

    private const string VisitsTab = "visits";

    private DateOnly? AddressedDay() => DateOnly.TryParseExact(_address["day"], "yyyy-MM-dd", out var day) ? day : null;

    /// <summary>Keeps selection, tab and day in the address, so that Back and a reload restore them.</summary>
    private void WriteAddress() => _address.Write(
        ("referral", _list.SelectedKey),
        ("tab", _list.ShowsVisits ? VisitsTab : null),
        ("view", _mode == DeskMode.Day ? null : DeskModes.Name(_mode)),
        ("day", _shown.Day == _zone.Day(clock.Now()) ? null
            : _shown.Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)));

    private void OnLocationChanged(object? sender, LocationChangedEventArgs e)
    {
        if (Place.Parse(nav.ToBaseRelativePath(e.Location)) != new Place(Place.Desk, ServiceLine)
            || !_address.IsExternalChange(e.Location)) return;
        _ = InvokeAsync(() =>
        {
            var (before, wanted) = (_list.SelectedKey, _address["referral"]);
            GoOn();
            if (wanted is null) _list.Unselect();
            else if (_feed is { Follower.State.Kind: LiveKind.Connecting }) _wanted = wanted;
            else if (_list.Find(wanted) is null && _list.MayBeUnlisted(wanted)) Choose(wanted, null);
            else _list.Select(wanted);
            FollowUnlisted();
            if (before != _list.SelectedKey)
            {
                ClearReferral();
                AskBest();
            }
            _list.ShowsVisits = _address["tab"] == VisitsTab;
            _mode = DeskModes.Parse(_address["view"]);
            SetDay(AddressedDay() ?? _zone.Day(clock.Now()));
            ReadRemovalReason();
            StateHasChanged();
        });
    }
}
