using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using NodaTime;
using ReferralSilo.Console.Actions;
using ReferralSilo.Console.Detail;
using ReferralSilo.Console.Layout;
using ReferralSilo.Console.Live;
using ReferralSilo.Console.Shared;
using ReferralSilo.Console.Words;
using ReferralSilo.Contracts.Boards;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Contracts.Screens;
using ReferralSilo.Contracts.ServiceLines;

namespace ReferralSilo.Console.Desk;

/// <summary>
/// The scheduling desk: waiting referrals and the clinicians' times. The slot part is in <c>DeskPage.Slots.cs</c>.
/// </summary>
public sealed partial class DeskPage(
    IBoardWatch watch, IConsoleApi api, SessionState session, LiveStatus status, TimeProvider time, IClock clock,
    NavigationManager nav, IJSRuntime js, Receipts receipts) : ComponentBase, IAsyncDisposable
{
    private readonly DeskList _list = new();
    private readonly CommandRunner _runner = new(api, receipts);
    private readonly RemovalReason _removalReason = new(api);
    private readonly ScreenAddress _address = new(nav);
    private UnlistedReferral _unlisted = null!;
    private BoardFeed? _feed;
    private ScreenKeys? _keys;
    private ReferralPane? _pane;
    private IReadOnlyList<ServiceLineView> _lines = [];
    private IReadOnlyList<string> _roleActions = [];
    private string _lineName = "";
    private string? _reveal, _wanted;
    private string? _slotOfChosen;
    private LateChoice? _late;
    private bool _keysShown, _noLines;

    [Parameter] public string? ServiceLine { get; set; }

    private const Stages OnDesk = Stages.Unbooked | Stages.Offered | Stages.Booked | Stages.Arrived | Stages.Ended;

    /// <summary>Only keys that this person's roles allow.</summary>
    private IReadOnlyList<KeyHelp> Keys =>
    [
        new("↑ ↓ or j k", "choose"), new("← →", "day"), new("w", "day, week, next free"), new("Enter", "open"),
        .. _roleActions.Contains("book") ? SlotKeys : [],
        .. ActionCatalog.KeysIn(OnDesk, _roleActions), .. KeyHelp.OnBoards,
    ];

    private static IReadOnlyList<KeyHelp> SlotKeys { get; } =
    [
        new("1 … 5", "pick a best time"), new("h", "hold, or hold longer"), new("b", "book or move"),
        new("l", "let go"), new("q", "why not a clinician"),
    ];

    /// <summary>Handles a key that was pressed outside an input field.</summary>
    public async Task OnKey(string key)
    {
        GoOn();
        switch (key)
        {
            case "y" or "n" or "Escape" when await Answered(key): break;
            case "ArrowDown" or "j": Step(1); break;
            case "ArrowUp" or "k": Step(-1); break;
            case "ArrowRight": ShowDay(_shown.Day.AddDays(DaysAtOnce)); break;
            case "ArrowLeft": ShowDay(_shown.Day.AddDays(-DaysAtOnce)); break;
            case "Enter" when _list.SelectedKey is { } id:
                nav.NavigateTo($"/referral/{Uri.EscapeDataString(id)}");
                return;
            case "w": ShowMode(DeskModes.After(_mode)); break;
            case "q": await ShowWhy(); break;
            case "?": _keysShown = !_keysShown; break;
            case "Escape": Escape(); break;
            default:
                if (!await SlotKey(key) && _list.Selected is not null && _pane is not null
                    && ActionCatalog.ByKey(key) is { } spec) await _pane.Press(spec);
                break;
        }
        StateHasChanged();
    }

    public async ValueTask DisposeAsync()
    {
        nav.LocationChanged -= OnLocationChanged;
        session.SettingsChanged -= ReadSettings;
        _endsSoon?.Dispose();
        if (_keys is not null) await _keys.DisposeAsync();
        await _unlisted.DisposeAsync();
        if (_feed is not null) await _feed.DisposeAsync();
    }

    protected override void OnInitialized()
    {
        nav.LocationChanged += OnLocationChanged;
        session.SettingsChanged += ReadSettings;
        _unlisted = new UnlistedReferral(watch, time, clock, InvokeAsync, ShowUnlisted, ShowChosen);
    }

    protected override async Task OnParametersSetAsync()
    {
        if (_feed?.Follower.Board != $"desk/{ServiceLine}")
        {
            (_wanted, _late) = (null, null);
            _unlisted.Forget();
        }
        _lines = await session.ServiceLines();
        _roleActions = (await session.Session()).Actions;
        await session.LoadNames();
        _noLines = !SessionState.HasLine(_lines);
        if (ServiceLine is null)
        {
            if (_lines.Count > 0) nav.NavigateTo($"/desk/{_lines[0].Id}", replace: true);
            return;
        }
        var settings = _lines.FirstOrDefault(l => l.Id == ServiceLine)?.Settings;
        _lineName = settings?.Name ?? ServiceLine;
        _zone = Zone.Find(settings?.TimeZone);
        var board = $"desk/{ServiceLine}";
        if (_feed?.Follower.Board == board) return;
        if (_feed is { } old)
        {
            _feed = null;
            await old.DisposeAsync();
        }
        _list.Unselect();
        ClearReferral();
        _list.Update([], clock.Now());
        _unlisted.Follow(null);
        _shown = _shown with { Day = AddressedDay() ?? _zone.Day(clock.Now()) };
        Redraw();
        _list.ShowsVisits = _address["tab"] == VisitsTab;
        _mode = DeskModes.Parse(_address["view"]);
        _wanted = _address["referral"];
        _feed = new BoardFeed(watch, board, time, clock, status, InvokeAsync, Draw);
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender) _keys = await ScreenKeys.Listen(js, OnKey, InvokeAsync);
        if (_keys is null || _reveal is not { } id) return;
        _reveal = null;
        await _keys.Reveal(id);
    }

    private void Draw(BoardChange change)
    {
        if (_feed is not { Follower: { } follower }) return;
        if (follower.State.Kind == LiveKind.Refused)
        {
            _list.Unselect();
            _unlisted.Forget();
        }
        _list.Update(follower.Rows.Values, clock.Now(), follower.More);
        // It got a row, or the board shows that it is not here.
        if (_unlisted.Chosen is { } chosen && !_list.MayBeUnlisted(chosen))
        {
            if (_list.Find(chosen) is { } row && IsTooLate)
                Name(new LateChoice(row.Key, row.Number, row.Patient.Name));
            else Choose(chosen, _slotOfChosen);
        }
        Redraw();
        if (change.Replaced && AddressedDay() is null && _shown.PastMinute > 0
            && _days.FirstOrDefault(d => d.Open > 0) is { } roomy) SetDay(roomy.Day);
        if (_wanted is { } wanted && follower.State.Kind == LiveKind.Live)
        {
            _wanted = null;
            Choose(wanted, null);
        }
        FollowUnlisted();
        ReadRemovalReason();
        StateHasChanged();
    }

    /// <summary>Reads once why the selected referral left the list, then renders.</summary>
    private void ReadRemovalReason() => _ = InvokeAsync(async () =>
    {
        if (await _removalReason.Update(_list.Removed, session.Names, _zone)) StateHasChanged();
    });

    private void Step(int by)
    {
        var before = _list.SelectedKey;
        _list.Move(by);
        _reveal = _list.SelectedKey;
        if (before != _list.SelectedKey) SelectionChanged();
    }

    private void Select(string referral)
    {
        GoOn();
        if (_list.SelectedKey == referral && _list.Selected is not null) return;
        _list.Select(referral);
        SelectionChanged();
    }

    /// <summary>Selects a referral. Without a row it is selected as soon as it is read, unless the person goes on
    /// meanwhile, or it takes long while another one is shown.</summary>
    /// <param name="slot">The slot that was chosen for it, which stays chosen; null for none.</param>
    private void Choose(string referral, string? slot)
    {
        if (_list.Find(referral) is null && _list.MayBeUnlisted(referral))
        {
            (_slotOfChosen, _late) = (slot, null);
            _unlisted.Choose(referral);
            return;
        }
        var before = _list.SelectedKey;
        _list.Select(referral);
        _reveal = _list.SelectedKey;
        if (before != _list.SelectedKey)
        {
            SelectionChanged(slot);
            return;
        }
        GoOn();
        WriteAddress();
    }

    /// <summary>A referral chosen before is not selected any more when it is read.</summary>
    private void GoOn()
    {
        FollowUnlisted();
        _unlisted.Forget();
        _late = null;
    }

    /// <summary>Follows the selected referral while it has no row on the board.</summary>
    private void FollowUnlisted() => _unlisted.Follow(
        _list.SelectedKey is { } selected && _list.MayBeUnlisted(selected) ? selected : null);

    private void ShowUnlisted(ReferralView? view)
    {
        _list.Add(Row(view));
        StateHasChanged();
    }

    /// <summary>Selects the chosen referral once it is read. While another one is shown, the person may already work on
    /// it: a choice that took long must not replace it under the pointer, so it is only named.</summary>
    private void ShowChosen(ReferralView? view)
    {
        if (view is not null && IsTooLate) Name(LateChoice.Of(view));
        else if (Row(view) is { } row)
        {
            _list.Add(row);
            Choose(row.Key, _slotOfChosen);
        }
        // Without a row it is not on this desk. If it comes here later, only a person selects it.
        else GiveUpChoice();
        StateHasChanged();
    }

    private bool IsTooLate => _unlisted.IsLate && _list.Selected is not null;

    /// <summary>Names a choice that was read too late, instead of selecting it.</summary>
    private void Name(LateChoice late)
    {
        GiveUpChoice();
        _late = late;
    }

    private void GiveUpChoice()
    {
        GoOn();
        WriteAddress();
    }

    /// <summary>The person acts on the referral that is shown.</summary>
    private void OnPane()
    {
        if (_unlisted.Chosen is not null) GiveUpChoice();
    }

    private DeskRow? Row(ReferralView? view) =>
        view is null ? null : UnlistedRows.Desk(view, ServiceLine, clock.Now(), _zone);

    private void Unselect()
    {
        _list.Unselect();
        SelectionChanged();
    }

    private void Tab(bool visits)
    {
        GoOn();
        _list.ShowsVisits = visits;
        WriteAddress();
    }

    private void Escape()
    {
        if (_slot is not null) _slot = null;
        else if (_list.SelectedKey is not null && _list.Selected is null) Unselect();
        else _pane?.CloseForm();
    }

    private void ReadSettings() => _ = InvokeAsync(async () =>
    {
        await OnParametersSetAsync();
        StateHasChanged();
    });

    private async Task<bool> Answered(string key) =>
        _list.Selected is not null && _pane is not null && await _pane.AnswerByKey(key == "y");
}
