using NodaTime;
using ReferralSilo.Console.Layout;
using ReferralSilo.Console.Live;
using ReferralSilo.Contracts.Boards;
using ReferralSilo.Contracts.Screens;

namespace ReferralSilo.Console.Conversations;

/// <summary>A conversation in which staff must act, and the lines that see it.</summary>
public sealed record LineConversation(ConversationRow Row, IReadOnlyList<string> Lines);

/// <summary>
/// The conversations of all service lines that the signed-in person covers, for as long as the circuit lives: the alarm
/// of an emergency does not depend on the page that is open. One <c>conversations/{line}</c> board each.
/// </summary>
public sealed class ConversationWatch(IBoardWatch watch, SessionState session, TimeProvider time, IClock clock)
    : IAsyncDisposable
{
    private readonly List<(string Line, string Name, BoardFeed Feed)> _feeds = [];
    private Func<Action, Task>? _dispatch;

    /// <summary>Raised on the screen's renderer.</summary>
    public event Action? Changed;

    /// <summary>The one that is due first comes first; one of several lines is there once.</summary>
    public IReadOnlyList<LineConversation> All { get; private set; } = [];

    /// <summary>Those with words of an emergency that no nurse has taken.</summary>
    public IReadOnlyList<LineConversation> Alarms => [.. All.Where(c => c.Row.Alarm)];

    /// <summary>Names of the lines that cannot be watched at the moment.</summary>
    public IReadOnlyList<string> NotLive { get; private set; } = [];

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
        foreach (var (_, _, feed) in _feeds) await feed.DisposeAsync();
    }

    private void FollowNew() => _ = _dispatch!(() => _ = Follow(_dispatch!));

    /// <summary>Follows the lines that are not followed yet.</summary>
    private async Task Follow(Func<Action, Task> dispatch)
    {
        var boards = (await session.Session()).Boards;
        if (!boards.Any(b => b.StartsWith("conversations/", StringComparison.Ordinal))) return;
        foreach (var line in await session.ServiceLines())
        {
            var board = $"conversations/{line.Id}";
            if (!boards.Contains("conversations/*") && !boards.Contains(board)
                || _feeds.Exists(f => f.Line == line.Id)) continue;
            _feeds.Add((line.Id, line.Settings.Name,
                new BoardFeed(watch, board, time, clock, null, dispatch, _ => Draw())));
        }
    }

    private void Draw()
    {
        All = [.. _feeds.SelectMany(f => f.Feed.Follower.Rows.Values.OfType<ConversationRow>()
                .Select(row => (Row: row, f.Line)))
            .GroupBy(c => c.Row.Key)
            .Select(same => new LineConversation(same.MaxBy(c => c.Row.Version).Row, [.. same.Select(c => c.Line)]))
            .OrderByDescending(c => c.Row.Emergency).ThenBy(c => c.Row.DueAt)
            .ThenBy(c => c.Row.Key, StringComparer.Ordinal)];
        NotLive = [.. _feeds.Where(f => f.Feed.Follower.State.Kind is LiveKind.NotLive or LiveKind.Refused)
            .Select(f => f.Name)];
        Changed?.Invoke();
    }
}
