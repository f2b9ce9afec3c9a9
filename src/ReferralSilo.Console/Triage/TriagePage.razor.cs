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
using ReferralSilo.Contracts.Boards;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Contracts.Screens;
using ReferralSilo.Contracts.ServiceLines;

namespace ReferralSilo.Console.Triage;

/// <summary>The triage board: new referrals, most urgent first, and the nurse's actions.</summary>
public sealed partial class TriagePage(
    IBoardWatch watch, IConsoleApi api, SessionState session, LiveStatus status, TimeProvider time, IClock clock,
    NavigationManager nav, IJSRuntime js, Receipts receipts) : ComponentBase, IAsyncDisposable
{
    private readonly TriageQueue _queue = new();
    private readonly CommandRunner _runner = new(api, receipts);
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
    private string? _reveal, _wanted;
    private LateChoice? _late;
    private bool _keysShown, _noLines;

    [Parameter] public string? ServiceLine { get; set; }

    /// <summary>Only keys that this person's roles allow.</summary>
    private IReadOnlyList<KeyHelp> Keys =>
    [
        new("↑ ↓ or j k", "choose"), new("Enter", "open"),
        .. ActionCatalog.KeysIn(Stages.InTriage, _roleActions),
        .. _roleActions.Contains("accept") ? [new KeyHelp("Shift T", "take the urgent one")] : Array.Empty<KeyHelp>(),
        new("o", "show those whose source was asked"), .. KeyHelp.OnBoards,
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
            case "o": ToggleAsked(); break;
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
        session.SettingsChanged -= ReadSettings;
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
        if (_feed?.Follower.Board != $"triage/{ServiceLine}")
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
            if (_lines.Count > 0) nav.NavigateTo($"/triage/{_lines[0].Id}", replace: true);
            return;
        }
        var settings = _lines.FirstOrDefault(l => l.Id == ServiceLine)?.Settings;
        (_lineName, _zone) = (settings?.Name ?? ServiceLine, Zone.Find(settings?.TimeZone));
        var board = $"triage/{ServiceLine}";
        if (_feed?.Follower.Board == board) return;
        if (_feed is { } old)
        {
            _feed = null;
            await old.DisposeAsync();
        }
        _queue.Unselect();
        _queue.Update([]);
        _unlisted.Follow(null);
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
            _queue.Unselect();
            _unlisted.Forget();
        }
        _queue.Update(follower.Rows.Values, follower.More);
        // It got a row, or the board shows that it is not here.
        if (_unlisted.Chosen is { } chosen && !_queue.MayBeUnlisted(chosen))
        {
            if (_queue.Rows.FirstOrDefault(r => r.Key == chosen) is { } row && IsTooLate)
                Name(new LateChoice(row.Key, row.Number, row.Patient.Name));
            else Choose(chosen);
            _reveal = _queue.SelectedKey;
        }
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

    /// <summary>Follows the selected referral while it has no row on the board.</summary>
    private void FollowUnlisted() => _unlisted.Follow(
        _queue.SelectedKey is { } selected && _queue.MayBeUnlisted(selected) ? selected : null);

    private void ShowUnlisted(ReferralView? view)
    {
        _queue.Add(Row(view));
        StateHasChanged();
    }

    /// <summary>Selects the chosen referral once it is read. While another one is shown, the person may already work on
    /// it: a choice that took long must not replace it under the pointer, so it is only named.</summary>
    private void ShowChosen(ReferralView? view)
    {
        if (view is not null && IsTooLate) Name(LateChoice.Of(view));
        else if (Row(view) is { } row)
        {
            _queue.Add(row);
            _queue.Select(row.Key);
            _reveal = row.Key;
            SelectionChanged();
        }
        // Without a row it is not in this queue. If it comes here later, only a person selects it.
        else GiveUpChoice();
        StateHasChanged();
    }

    private bool IsTooLate => _unlisted.IsLate && _queue.Selected is not null;

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

    private TriageRow? Row(ReferralView? view) =>
        view is null ? null : UnlistedRows.Triage(view, ServiceLine, clock.Now(), _zone);

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
    /// meanwhile, or it takes long while another one is shown.</summary>
    private void Choose(string id)
    {
        _queue.Select(id);
        if (_queue.SelectedKey == id || !_queue.MayBeUnlisted(id))
        {
            SelectionChanged();
            return;
        }
        _late = null;
        _unlisted.Choose(id);
    }

    /// <summary>A referral chosen before is not selected any more when it is read.</summary>
    private void GoOn()
    {
        FollowUnlisted();
        _unlisted.Forget();
        _late = null;
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
        WriteAddress();
    }

    private void WriteAddress() => _address.Write(("referral", _queue.SelectedKey));

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

    private void ToggleAsked() => _queue.ShowsAsked = !_queue.ShowsAsked;

    private void ToggleKeys() => _keysShown = !_keysShown;

    private void ReadSettings() => _ = InvokeAsync(async () =>
    {
        await OnParametersSetAsync();
        StateHasChanged();
    });

    private async Task<bool> Answered(string key) =>
        _queue.Selected is not null && _pane is not null && await _pane.AnswerByKey(key == "y");

    private void Escape()
    {
        if (_queue.Selected is null) Unselect();
        else _pane?.CloseForm();
    }
}
