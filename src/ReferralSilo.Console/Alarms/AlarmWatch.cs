using NodaTime;
using ReferralSilo.Console.Layout;
using ReferralSilo.Console.Live;
using ReferralSilo.Contracts.Boards;
using ReferralSilo.Contracts.Screens;
using ReferralSilo.Contracts.ServiceLines;

namespace ReferralSilo.Console.Alarms;

/// <summary>
/// The alarms of all service lines that the signed-in person covers, for as long as the circuit lives: they do not
/// depend on the page that is open. One <c>alarms/{line}</c> board each, which changes only when an alarm does.
/// </summary>
public sealed class AlarmWatch(IBoardWatch watch, SessionState session, TimeProvider time, IClock clock)
    : IAsyncDisposable
{
    private readonly List<(ServiceLineView Line, BoardFeed Feed)> _feeds = [];
    private Func<Action, Task>? _dispatch;

    /// <summary>Raised on the screen's renderer.</summary>
    public event Action? Changed;

    public AlarmList List { get; private set; } = AlarmList.None;

    /// <summary>Follows the boards; does nothing when called again.</summary>
    /// <param name="dispatch">Runs work on the screen's renderer (<c>InvokeAsync</c>).</param>
    public async Task Start(Func<Action, Task> dispatch)
    {
        if (_dispatch is not null) return;
        _dispatch = dispatch;
        session.SettingsChanged += FollowNew;
        await Follow(dispatch);
    }

    public async ValueTask DisposeAsync()
    {
        session.SettingsChanged -= FollowNew;
        foreach (var (_, feed) in _feeds) await feed.DisposeAsync();
    }

    private void FollowNew() => _ = _dispatch!(() => _ = Follow(_dispatch!));

    /// <summary>Follows the lines that are not followed yet.</summary>
    private async Task Follow(Func<Action, Task> dispatch)
    {
        var boards = (await session.Session()).Boards;
        if (!boards.Any(IsWork)) return;
        foreach (var line in await session.ServiceLines())
        {
            if (!boards.Contains("alarms/*") && !boards.Contains($"alarms/{line.Id}")) continue;
            if (_feeds.Exists(f => f.Line.Id == line.Id)) continue;
            _feeds.Add((line, new BoardFeed(watch, $"alarms/{line.Id}", time, clock, null, dispatch, _ => Draw())));
        }
    }

    private static bool IsWork(string board) =>
        board.StartsWith("alarms/", StringComparison.Ordinal) || board.StartsWith("desk/", StringComparison.Ordinal);

    private void Draw()
    {
        List = AlarmList.Of(
            _feeds.SelectMany(f => f.Feed.Follower.Rows.Values.OfType<AlarmRow>()
                .Select(row => new LineAlarm(row, f.Line.Id, f.Line.Settings.Name))),
            _feeds.Where(f => f.Feed.Follower.State.Kind is LiveKind.NotLive or LiveKind.Refused)
                .Select(f => f.Line.Settings.Name));
        Changed?.Invoke();
    }
}
