using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.JSInterop;
using ReferralSilo.Console.Actions;
using ReferralSilo.Console.Layout;
using ReferralSilo.Console.Live;
using ReferralSilo.Console.Shared;
using ReferralSilo.Console.Words;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Contracts.Screens;
using ReferralSilo.Contracts.ServiceLines;

namespace ReferralSilo.Console.Triage;

/// <summary>The triage board: what came in, most pressing first, and what a nurse does with it.</summary>
public sealed partial class TriagePage(
    IBoardWatch watch, IConsoleApi desk, SessionState session, LiveStatus status, TimeProvider time,
    NavigationManager nav,
        IJSRuntime js)
    : ComponentBase, IAsyncDisposable
{
    private readonly TriageQueue _queue = new();
    private readonly CommandRunner _runner = new(desk);
    private readonly GhostStory _story = new(desk);
    private readonly ScreenAddress _address = new(nav);
    private BoardFeed? _feed;
    private ScreenKeys? _keys;
    private ReferralPane? _pane;
    private IReadOnlyList<ServiceLineView> _lines = [];
    private IReadOnlyList<string> _byRoles = [];
    private Zone _zone = Zone.Utc;
    private string _lineName = "";
    private string? _reveal, _wanted;
    private bool _keysShown;
    private (string? Key, long? ReplacedAt) _alarm;

    private bool MayTake => _byRoles.Contains("claim");

    [Parameter] public string? ServiceLine { get; set; }

    internal static IReadOnlyList<KeyHelp> Keys { get; } =
    [
        new("↑ ↓ or j k", "choose"), new("Enter", "open"), new("t", "take"), new("Shift T", "take the urgent one"),
        new("a", "accept"),
        new("d", "decline"), new("r", "redirect"), new("i", "ask the source"), new("p", "priority"),
        new("u", "give back"),
        new("/", "search"), new("Esc", "close a form"), new("?", "these keys"),
    ];

    /// <summary>A key pressed anywhere outside a field.</summary>
    public async Task OnKey(string key)
    {
        switch (key)
        {
            case "y" or "n" or "Escape" when await Answered(key): break;
            case "ArrowDown" or "j": Move(1); break;
            case "ArrowUp" or "k": Move(-1); break;
            case "Enter"
                when _queue.SelectedKey is { } id: nav.NavigateTo($"/referral/{Uri.EscapeDataString(id)}"); return;
            case "?": _keysShown = !_keysShown; break;
            case "T": await TakeAlarmed(); break;
            case "Escape": Escape(); break;
            default:
                if (_queue.Selected is not null && ActionCatalog.ByKey(key) is { } spec
                    && _pane is not null) await _pane.Press(spec);
                break;
        }
        StateHasChanged();
    }

    public async ValueTask DisposeAsync()
    {
        nav.LocationChanged -= Moved;
        if (_keys is not null) await _keys.DisposeAsync();
        if (_feed is not null) await _feed.DisposeAsync();
    }

    protected override void OnInitialized() => nav.LocationChanged += Moved;

    protected override async Task OnParametersSetAsync()
    {
        _lines = await session.ServiceLines();
        _byRoles = (await session.Session()).Actions;
        await session.AskNames();
        if (ServiceLine is null)
        {
            if (_lines.Count > 0) nav.NavigateTo($"/triage/{_lines[0].Id}", replace: true);
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
        (_lineName, _zone) = (settings?.Name ?? ServiceLine, Zone.Of(settings?.TimeZone));
        _queue.Unselect();
        _queue.Show([]);
        _wanted = _address["referral"];
        _feed = new BoardFeed(watch, board, time, status, InvokeAsync, Draw);
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
        if (follower.State.Kind == LiveKind.Refused) _queue.Unselect();
        _queue.Show(follower.Rows.Values);
        NoteAlarm();
        if (_wanted is { } wanted && follower.State.Kind == LiveKind.Live)
        {
            _wanted = null;
            Select(wanted);
            _reveal = _queue.SelectedKey;
        }
        Tell();
        StateHasChanged();
    }

    /// <summary>Since when another one is named in the banner: see <see cref="TakeAlarmed"/>.</summary>
    private void NoteAlarm()
    {
        var first = _queue.Alarms is [var alarm, ..] ? alarm.Key : null;
        if (first != _alarm.Key) _alarm = (first, _alarm.Key is null ? null : time.GetTimestamp());
    }

    /// <summary>What became of the selected one that left is read once and then drawn.</summary>
    private void Tell() => _ = InvokeAsync(async () =>
    {
        if (await _story.Follow(_queue.Gone, session.Names, _zone)) StateHasChanged();
    });

    private void Move(int by)
    {
        _queue.Move(by);
        _reveal = _queue.SelectedKey;
        Chosen();
    }

    private void Select(string id)
    {
        _queue.Select(id);
        Chosen();
    }

    private void Unselect()
    {
        _queue.Unselect();
        Chosen();
    }

    private void Chosen()
    {
        Tell();
        _address.Write(("referral", _queue.SelectedKey));
    }

    private void Moved(object? sender, LocationChangedEventArgs e)
    {
        if (Place.Of(nav.ToBaseRelativePath(e.Location)) != new Place(Place.Triage, ServiceLine)
            || !_address.IsNews(e.Location)) return;
        _ = InvokeAsync(() =>
        {
            if (_address["referral"] is { } id) _queue.Select(id);
            else _queue.Unselect();
            Tell();
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
        // The one that was read there has just been taken by somebody else, or a more pressing one has come: read
        // first.
        if (_alarm.ReplacedAt is { } at && time.GetElapsedTime(at) < FollowerLimits.Reaction) return;
        _queue.Select(first.Key);
        _reveal = first.Key;
        Chosen();
        if (await _runner.Send(first.Key, first.Version, new Claim()) is { } taken && _pane is not null
            && _queue.SelectedKey == taken.Id) await _pane.Show(taken);
        StateHasChanged();
    }
}
