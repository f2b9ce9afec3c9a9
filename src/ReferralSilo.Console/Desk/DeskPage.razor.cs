using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using NodaTime;
using ReferralSilo.Console.Actions;
using ReferralSilo.Console.Detail;
using ReferralSilo.Console.Layout;
using ReferralSilo.Console.Live;
using ReferralSilo.Console.Shared;
using ReferralSilo.Console.Words;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Contracts.Screens;
using ReferralSilo.Contracts.ServiceLines;
using ReferralSilo.Contracts.Session;

namespace ReferralSilo.Console.Desk;

/// <summary>
/// The scheduling desk: waiting referrals and the clinicians' times. The slot part is in <c>DeskPage.Slots.cs</c>.
/// </summary>
public sealed partial class DeskPage(
    IBoardWatch watch, IConsoleApi api, SessionState session, LiveStatus status, TimeProvider time, IClock clock,
    NavigationManager nav, IJSRuntime js) : ComponentBase, IAsyncDisposable
{
    private readonly DeskList _list = new();
    private readonly CommandRunner _runner = new(api);
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
    private (string Referral, string? Slot)? _chosen;
    private long _chosenAt;
    private bool _keysShown, _noLines;

    [Parameter] public string? ServiceLine { get; set; }

    internal static IReadOnlyList<KeyHelp> Keys { get; } =
    [
        new("↑ ↓ or j k", "choose"), new("← →", "day"), new("1 … 5", "pick a best time"),
        new("h", "hold"), new("b", "book or move"), new("l", "let go"),
        .. ActionCatalog.Keys(Permission.ClaimReferral, Permission.ScheduleReferral, Permission.RecordVisit),
        new("Enter", "open"), new("/", "search"), new("Esc", "close a form"), new("?", "these keys"),
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
            case "ArrowRight": ShowDay(_shown.Day.AddDays(1)); break;
            case "ArrowLeft": ShowDay(_shown.Day.AddDays(-1)); break;
            case "Enter" when _list.SelectedKey is { } id:
                nav.NavigateTo($"/referral/{Uri.EscapeDataString(id)}");
                return;
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
        _endsSoon?.Dispose();
        if (_keys is not null) await _keys.DisposeAsync();
        await _unlisted.DisposeAsync();
        if (_feed is not null) await _feed.DisposeAsync();
    }

    protected override void OnInitialized()
    {
        nav.LocationChanged += OnLocationChanged;
        _unlisted = new UnlistedReferral(watch, time, clock, InvokeAsync, ShowUnlisted);
    }

    protected override async Task OnParametersSetAsync()
    {
        if (_feed?.Follower.Board != $"desk/{ServiceLine}") (_chosen, _wanted) = (null, null);
        _lines = await session.ServiceLines();
        _roleActions = (await session.Session()).Actions;
        await session.LoadNames();
        if (ServiceLine is null)
        {
            _noLines = _lines.Count == 0;
            if (!_noLines) nav.NavigateTo($"/desk/{_lines[0].Id}", replace: true);
            return;
        }
        var board = $"desk/{ServiceLine}";
        if (_feed?.Follower.Board == board) return;
        if (_feed is { } old)
        {
            _feed = null;
            await old.DisposeAsync();
        }
        var settings = _lines.FirstOrDefault(l => l.Id == ServiceLine)?.Settings;
        _lineName = settings?.Name ?? ServiceLine;
        _zone = Zone.Find(settings?.TimeZone);
        _list.Unselect();
        ClearReferral();
        _list.Update([], clock.Now());
        _unlisted.Follow(null);
        _shown = _shown with { Day = AddressedDay() ?? _zone.Day(clock.Now()) };
        Redraw();
        _list.ShowsVisits = _address["tab"] == VisitsTab;
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
            _chosen = null;
        }
        _list.Update(follower.Rows.Values, clock.Now(), follower.More);
        DropLateChoice();
        // It got a row, or the board shows that it is not here.
        if (_chosen is { } chosen && !_list.MayBeUnlisted(chosen.Referral)) Choose(chosen.Referral, chosen.Slot);
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
    /// meanwhile.</summary>
    /// <param name="slot">The slot that was chosen for it, which stays chosen; null for none.</param>
    private void Choose(string referral, string? slot)
    {
        if (_list.Find(referral) is null && _list.MayBeUnlisted(referral))
        {
            (_chosen, _chosenAt) = ((referral, slot), time.GetTimestamp());
            FollowUnlisted();
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

    /// <summary>While another referral is shown, the person may already work on it: a choice that took long to read
    /// must not replace it under the pointer.</summary>
    private void DropLateChoice()
    {
        if (_chosen is null || _list.SelectedKey is null
            || time.GetElapsedTime(_chosenAt) <= UnlistedReferral.ReplacesWithin) return;
        GoOn();
        WriteAddress();
    }

    /// <summary>A referral chosen before is not selected any more when it is read.</summary>
    private void GoOn()
    {
        _chosen = null;
        FollowUnlisted();
    }

    /// <summary>Follows the chosen referral while it has no row on the board.</summary>
    private void FollowUnlisted()
    {
        var chosen = _chosen?.Referral ?? _list.SelectedKey;
        _unlisted.Follow(chosen is not null && _list.MayBeUnlisted(chosen) ? chosen : null);
    }

    private void ShowUnlisted(ReferralView? view)
    {
        DropLateChoice();
        var row = view is null ? null : UnlistedRows.Desk(view, ServiceLine, clock.Now(), _zone);
        _list.Add(row);
        if (_chosen is { } chosen && (view?.Id == chosen.Referral || _unlisted.IsRefused))
        {
            if (row is not null) Choose(row.Key, chosen.Slot);
            else
            {
                // It is not on this desk. If it comes here later, only a person selects it.
                GoOn();
                WriteAddress();
            }
        }
        StateHasChanged();
    }

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

    private async Task<bool> Answered(string key) =>
        _list.Selected is not null && _pane is not null && await _pane.AnswerByKey(key == "y");
}
