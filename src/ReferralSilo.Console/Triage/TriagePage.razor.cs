using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
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

namespace ReferralSilo.Console.Triage;

/// <summary>The triage board: new referrals, most urgent first, and the nurse's actions.</summary>
public sealed partial class TriagePage(
    IBoardWatch watch, IConsoleApi api, SessionState session, LiveStatus status, TimeProvider time, IClock clock,
    NavigationManager nav, IJSRuntime js) : ComponentBase, IAsyncDisposable
{
    private readonly TriageQueue _queue = new();
    private readonly CommandRunner _runner = new(api);
    private readonly RemovalReason _removalReason = new(api);
    private readonly ScreenAddress _address = new(nav);
    private UnlistedReferral _unlisted = null!;
    private BoardFeed? _feed;
    private ScreenKeys? _keys;
    private ReferralPane? _pane;
    private IReadOnlyList<ServiceLineView> _lines = [];
    private IReadOnlyList<string> _roleActions = [];
    private Zone _zone = Zone.Utc;
    private string _lineName = "";
    private string? _reveal, _wanted, _chosen;
    private long _chosenAt;
    private bool _keysShown, _noLines;
    private (string? Key, long? ReplacedAt) _alarm;

    private bool MayTake => _roleActions.Contains("claim");

    [Parameter] public string? ServiceLine { get; set; }

    internal static IReadOnlyList<KeyHelp> Keys { get; } =
    [
        new("↑ ↓ or j k", "choose"), new("Enter", "open"), new("t", "take"), new("Shift T", "take the urgent one"),
        new("a", "accept"), new("d", "decline"), new("r", "redirect"), new("i", "ask the source"),
        new("p", "priority"), new("u", "give back"),
        new("/", "search"), new("Esc", "close a form"), new("?", "these keys"),
    ];

    /// <summary>Handles a key that was pressed outside an input field.</summary>
    public async Task OnKey(string key)
    {
        GoOn();
        switch (key)
        {
            case "y" or "n" or "Escape" when await Answered(key): break;
            case "ArrowDown" or "j": Move(1); break;
            case "ArrowUp" or "k": Move(-1); break;
            case "Enter" when _queue.SelectedKey is { } id:
                nav.NavigateTo($"/referral/{Uri.EscapeDataString(id)}");
                return;
            case "?": _keysShown = !_keysShown; break;
            case "T": await TakeAlarmed(); break;
            case "Escape": Escape(); break;
            default:
                if (_queue.Selected is not null && _pane is not null && ActionCatalog.ByKey(key) is { } spec)
                    await _pane.Press(spec);
                break;
        }
        StateHasChanged();
    }

    public async ValueTask DisposeAsync()
    {
        nav.LocationChanged -= OnLocationChanged;
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
        if (_feed?.Follower.Board != $"triage/{ServiceLine}") (_chosen, _wanted) = (null, null);
        _lines = await session.ServiceLines();
        _roleActions = (await session.Session()).Actions;
        await session.LoadNames();
        if (ServiceLine is null)
        {
            _noLines = _lines.Count == 0;
            if (!_noLines) nav.NavigateTo($"/triage/{_lines[0].Id}", replace: true);
            return;
        }
        var board = $"triage/{ServiceLine}";
        if (_feed?.Follower.Board == board) return;
        if (_feed is { } old)
        {
            _feed = null;
            await old.DisposeAsync();
        }
        var settings = _lines.FirstOrDefault(l => l.Id == ServiceLine)?.Settings;
        (_lineName, _zone) = (settings?.Name ?? ServiceLine, Zone.Find(settings?.TimeZone));
        _queue.Unselect();
        _queue.Update([]);
        _unlisted.Follow(null);
        _wanted = _address["referral"];
        _feed = new BoardFeed(watch, board, time, clock, status, InvokeAsync, Draw);
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender) _keys = await ScreenKeys.Listen(js, OnKey, InvokeAsync);
        if (_keys is null) return;
        await _keys.Alarm(_queue.Alarms.Count);
        if (_reveal is { } id)
        {
            _reveal = null;
            await _keys.Reveal(id);
        }
    }

    private void Draw(BoardChange change)
    {
        if (_feed is not { Follower: { } follower }) return;
        if (follower.State.Kind == LiveKind.Refused)
        {
            _queue.Unselect();
            _chosen = null;
        }
        _queue.Update(follower.Rows.Values, follower.More);
        DropLateChoice();
        // It got a row, or the board shows that it is not here.
        if (_chosen is { } chosen && !_queue.MayBeUnlisted(chosen))
        {
            Choose(chosen);
            _reveal = _queue.SelectedKey;
        }
        NoteAlarm();
        if (_wanted is { } wanted && follower.State.Kind == LiveKind.Live)
        {
            _wanted = null;
            Choose(wanted);
            _reveal = _queue.SelectedKey;
        }
        FollowUnlisted();
        ReadRemovalReason();
        StateHasChanged();
    }

    /// <summary>Follows the chosen referral while it has no row on the board.</summary>
    private void FollowUnlisted()
    {
        var chosen = _chosen ?? _queue.SelectedKey;
        _unlisted.Follow(chosen is not null && _queue.MayBeUnlisted(chosen) ? chosen : null);
    }

    private void ShowUnlisted(ReferralView? view)
    {
        DropLateChoice();
        var row = view is null ? null : UnlistedRows.Triage(view, ServiceLine, clock.Now(), _zone);
        _queue.Add(row);
        if (_chosen is { } chosen && (view?.Id == chosen || _unlisted.IsRefused))
        {
            // Without a row it is not in this queue. If it comes here later, only a person selects it.
            if (row is not null) _queue.Select(row.Key);
            _reveal = row?.Key;
            SelectionChanged();
        }
        StateHasChanged();
    }

    /// <summary>Records when the banner changed to another referral; see <see cref="TakeAlarmed"/>.</summary>
    private void NoteAlarm()
    {
        var first = _queue.Alarms is [var alarm, ..] ? alarm.Key : null;
        if (first != _alarm.Key) _alarm = (first, _alarm.Key is null ? null : time.GetTimestamp());
    }

    /// <summary>Reads once why the selected referral left the list, then renders.</summary>
    private void ReadRemovalReason() => _ = InvokeAsync(async () =>
    {
        if (await _removalReason.Update(_queue.Removed, session.Names, _zone)) StateHasChanged();
    });

    private void Move(int by)
    {
        _queue.Move(by);
        _reveal = _queue.SelectedKey;
        SelectionChanged();
    }

    /// <summary>Selects a referral. Without a row it is selected as soon as it is read, unless the person goes on
    /// meanwhile or it takes long.</summary>
    private void Choose(string id)
    {
        _queue.Select(id);
        if (_queue.SelectedKey == id || !_queue.MayBeUnlisted(id))
        {
            SelectionChanged();
            return;
        }
        (_chosen, _chosenAt) = (id, time.GetTimestamp());
        FollowUnlisted();
    }

    /// <summary>While another referral is shown, the person may already work on it: a choice that took long to read
    /// must not replace it under the pointer.</summary>
    private void DropLateChoice()
    {
        if (_chosen is not null && _queue.SelectedKey is not null
            && time.GetElapsedTime(_chosenAt) > UnlistedReferral.ReplacesWithin) GoOn();
    }

    /// <summary>A referral chosen before is not selected any more when it is read.</summary>
    private void GoOn()
    {
        _chosen = null;
        FollowUnlisted();
    }

    private void Unselect()
    {
        _queue.Unselect();
        SelectionChanged();
    }

    private void SelectionChanged()
    {
        _wanted = null;
        GoOn();
        ReadRemovalReason();
        _address.Write(("referral", _queue.SelectedKey));
    }

    private void OnLocationChanged(object? sender, LocationChangedEventArgs e)
    {
        if (Place.Parse(nav.ToBaseRelativePath(e.Location)) != new Place(Place.Triage, ServiceLine)
            || !_address.IsExternalChange(e.Location)) return;
        _ = InvokeAsync(() =>
        {
            var id = _address["referral"];
            if (_feed is { Follower.State.Kind: LiveKind.Connecting }) _wanted = id;
            else if (id is not null) Choose(id);
            else Unselect();
            StateHasChanged();
        });
    }

    private void ToggleKeys() => _keysShown = !_keysShown;

    private async Task<bool> Answered(string key) =>
        _queue.Selected is not null && _pane is not null && await _pane.AnswerByKey(key == "y");

    private void Escape()
    {
        if (_queue.Selected is null) Unselect();
        else _pane?.CloseForm();
    }

    private async Task TakeAlarmed()
    {
        if (!MayTake || _queue.Alarms is not [var first, ..]) return;
        // The banner has just changed to another referral; the person must have time to read it first.
        if (_alarm.ReplacedAt is { } at && time.GetElapsedTime(at) < FollowerLimits.Reaction) return;
        _queue.Select(first.Key);
        _reveal = first.Key;
        SelectionChanged();
        if (await _runner.Send(first.Key, first.Version, new Claim()) is { } taken && _pane is not null
            && _queue.SelectedKey == taken.Id) await _pane.Show(taken);
        StateHasChanged();
    }
}
