using ReferralSilo.Console.Actions;
using ReferralSilo.Console.Words;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Capacity;
using ReferralSilo.Contracts.Referrals;

namespace ReferralSilo.Console.Desk;

/// <summary>The slot half of the desk: the shown day, the best times, the chosen slot, hold and book.</summary>
public sealed partial class DeskPage
{
    /// <summary>As many as there are number keys for.</summary>
    private const int BestTimes = 5;

    private readonly CommandRunner _slotRunner = new(desk);
    private Zone _zone = Zone.Utc;
    private BoardDay _shown = new(default, 0, 60, 0, "UTC");
    private IReadOnlyList<CapacityBoard.DayChoice> _days = [];
    private ReferralView? _view;
    private IReadOnlyList<SlotMatch> _choices = [];
    private IReadOnlyList<string> _whyNot = [];
    private IReadOnlyList<ReferralMatch>? _waiting;
    private IReadOnlyDictionary<string, int> _lit = new Dictionary<string, int>();
    private string _heading = "";
    private string? _slot;
    private (string, long) _matched;

    /// <summary>Null as soon as the board no longer has it open: what cannot be had cannot be chosen.</summary>
    private ChosenSlot? Chosen => _slot is not null && _list.Slot(_slot) is { Slot.Status: SlotStatus.Free } chosen ? chosen : null;

    private void ShowDay(DateOnly day)
    {
        var today = _zone.Day(time.GetUtcNow());
        if (day < today || day >= today.AddDays(BoardDay.Ahead)) return;
        _shown = _shown with { Day = day };
        Redraw();
    }

    private void Redraw()
    {
        var now = time.GetUtcNow();
        var today = _zone.Day(now);
        _shown = BoardDay.Of(_shown.Day < today ? today : _shown.Day, _zone, now, _list.Clinicians);
        _days = [.. Enumerable.Range(0, BoardDay.Ahead).Select(today.AddDays).Select(d => new CapacityBoard.DayChoice(d, BoardDay.OpenOn(d, _zone, now, _list.Clinicians)))];
    }

    private async Task<bool> SlotKey(string key)
    {
        switch (key)
        {
            case "1" or "2" or "3" or "4" or "5":
                if (key[0] - '1' is var i && i < _choices.Count && !IsGone(_choices[i].Slot)) Pick(_choices[i]);
                return true;
            case "h" when Chosen is { } c && May("offers"): await SendSlot(new Offer([c.Slot.Slot])); return true;
            case "b" when Chosen is { } c && May("reschedule"): await SendSlot(new Reschedule(c.Slot.Slot)); return true;
            case "b" when Chosen is { } c && May("book"): await SendSlot(new Book(c.Slot.Slot)); return true;
            case "b" when Current is { Holds: [var only] }: await SendSlot(new AcceptOffer(only.Slot)); return true;
            case "l" when Current is { Holds.Count: > 0 }: await SendSlot(new DeclineOffer()); return true;
            default: return key is "h" or "b" or "l";
        }
    }

    private ReferralView? Current => _view?.Id == _list.SelectedKey ? _view : null;

    private bool May(string action) => Current is { } view && view.Actions.Contains(action) && _byRoles.Contains(action);

    private async Task ChooseSlot(string slot)
    {
        _slot = slot;
        if (_list.SelectedKey is not null) return;
        _waiting = null;
        var answer = await desk.SlotMatches(slot);
        if (_slot == slot) _waiting = answer.Value ?? [];
    }

    private void Pick(SlotMatch match)
    {
        _slot = match.Slot;
        ShowDay(_zone.Day(match.Start));
    }

    private Task SelectFor(string referral)
    {
        _list.Select(referral);
        _reveal = referral;
        return Selected(keepSlot: true);
    }

    private Task Selected(bool keepSlot)
    {
        var slot = keepSlot ? _slot : null;
        Forget();
        _slot = slot;
        return Task.CompletedTask;
    }

    /// <summary>Nothing of one referral is ever shown for the next.</summary>
    private void Forget()
    {
        (_view, _slot, _waiting, _choices, _whyNot, _heading, _matched) = (null, null, null, [], [], "", default);
        _lit = new Dictionary<string, int>();
        _slotRunner.Clear();
    }

    private async Task Read(ReferralView view)
    {
        if (view.Id != _list.SelectedKey) return;
        _view = view;
        if (_matched == (view.Id, view.Version)) return;
        _matched = (view.Id, view.Version);
        if (May("book") || May("offers") || May("reschedule")) await FindBest(view);
        else ShowChoices("", []);
    }

    private async Task FindBest(ReferralView view)
    {
        var answer = await desk.Matches(view.Id, BestTimes);
        if (_list.SelectedKey != view.Id || answer.Value is not { } best) return;
        _whyNot = best.WhyNot;
        ShowChoices(view.Appointment is null ? "Best times" : "Best times to move to", best.Items);
        StateHasChanged();
    }

    private void ShowChoices(string heading, IReadOnlyList<SlotMatch> choices)
    {
        (_heading, _choices) = (heading, choices);
        // The first time a slot is named counts: two choices for one slot would otherwise throw.
        _lit = choices.Select((m, i) => (m.Slot, Rank: i + 1)).DistinctBy(x => x.Slot).ToDictionary(x => x.Slot, x => x.Rank, StringComparer.Ordinal);
    }

    private Task SendSlot(ReferralCommand command) => _list.SelectedKey is { } id ? Tell(_slotRunner.Send(id, command)) : Task.CompletedTask;

    private Task AskAgain() => Tell(_slotRunner.AskAgain());

    private async Task Tell(Task<ReferralView?> sent)
    {
        if (!sent.IsCompleted) StateHasChanged();
        if (await sent is { } changed)
        {
            _slot = null;
            if (_pane is not null) await _pane.Show(changed);
        }
        else if (_slotRunner.Last is { Problem: { Code: "slot-taken", NextBest: { Count: > 0 } next } })
        {
            _slot = null;
            ShowChoices("That time was just taken. Next best:", [.. next.Take(BestTimes)]);
        }
    }

    private bool IsGone(string slot) => _list.Slot(slot) is { Slot.Status: not SlotStatus.Free };

    private string NameOf(string clinician) => _list.Clinicians.FirstOrDefault(c => c.Clinician == clinician)?.Name ?? clinician;
}
