using Microsoft.Extensions.Time.Testing;
using ReferralSilo.Console.Live;
using ReferralSilo.Console.Tests.Support;
using ReferralSilo.Contracts.Boards;
using ReferralSilo.Contracts.Screens;

namespace ReferralSilo.Console.Tests.Live;

public sealed class BoardFollowerTests : IAsyncDisposable
{
    private const string Board = "triage/behavioral-health";
    private readonly ScriptedWatch _watch = new();
    private readonly CancellationTokenSource _stop = new();
    private BoardFollower _follower = null!;
    private Task _run = Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _run;
        _stop.Dispose();
    }

    [Fact]
    public async Task First_request_has_no_cursor_and_a_snapshot_makes_it_live()
    {
        Start(new QuickTime(ARow.Now));
        var stream = await _watch.NextRequest();
        Assert.Null(stream.Cursor);
        Assert.Equal(LiveKind.Connecting, _follower.State.Kind);
        stream.Send(ARow.Snapshot(Board, 41, ARow.Triage("a")));
        await Live();
        Assert.Contains("a", _follower.Drain().Keys);
        Assert.Equal(new BoardCursor("e1", 41), _follower.Cursor);
    }

    [Fact]
    public async Task Changes_are_coalesced_per_key_and_named_once()
    {
        var stream = await Opened();
        _follower.Drain();
        stream.Send(ARow.Change(Board, 1, ARow.Triage("b")));
        stream.Send(ARow.Change(Board, 2, ARow.Triage("b", claimedBy: "nurse")));
        stream.Send(new BoardFrame(Board, "e1", 3, 4, false, [], ["a"], ARow.Now));
        await At(4);
        Assert.Equal(["a", "b"], _follower.Drain().Keys.Order());
        Assert.Equal("nurse", Assert.IsType<TriageRow>(Assert.Single(_follower.Rows).Value).ClaimedBy);
        Assert.Empty(_follower.Drain().Keys);
    }

    [Fact]
    public async Task Gap_is_not_live_and_reconnects_from_the_cursor()
    {
        var stream = await Opened();
        stream.Send(ARow.Change(Board, 2, ARow.Triage("late")));
        await NotLive("gap");
        var again = await NextRetry();
        Assert.Equal(new BoardCursor("e1", 1), again.Cursor);
        again.Send(ARow.Change(Board, 1, ARow.Triage("b")));
        await Live();
        Assert.DoesNotContain("late", Drained());
    }

    [Fact]
    public async Task New_epoch_without_a_snapshot_drops_the_cursor()
    {
        var stream = await Opened();
        stream.Send(new BoardFrame(Board, "e2", 1, 2, false, [], [], ARow.Now));
        await NotLive("new-epoch");
        Assert.Null((await NextRetry()).Cursor);
    }

    [Fact]
    public async Task Snapshot_of_a_new_epoch_replaces_all_rows()
    {
        var stream = await Opened();
        _follower.Drain();
        stream.Send(new BoardFrame(Board, "e2", 0, 1, true, [ARow.Triage("z")], [], ARow.Now));
        await Eventually.True(() => _follower.Cursor?.Epoch == "e2", "the new epoch was applied");
        var change = _follower.Drain();
        Assert.True(change.Replaced);
        Assert.Equal(["a", "z"], change.Keys.Order());
        Assert.Equal(["z"], _follower.Rows.Keys);
    }

    [Fact]
    public async Task Older_snapshot_is_never_shown()
    {
        var stream = await Opened(version: 9);
        stream.Send(ARow.Snapshot(Board, 8));
        await NotLive("older-snapshot");
        Assert.Equal(["a"], Drained());
    }

    [Fact]
    public async Task Five_silent_seconds_are_not_live_since_the_last_frame()
    {
        var time = new FakeTimeProvider(ARow.Now);
        await Opened(time: time);
        await Eventually.True(() => _follower.State.Kind == LiveKind.NotLive, "silence was noticed", () =>
            time.Advance(TimeSpan.FromMilliseconds(500)));
        Assert.Equal("silence", _follower.State.Why);
        Assert.Equal(ARow.Now, _follower.State.Since);
        var again = _watch.NextRequest();
        await Eventually.True(() => again.IsCompleted, "it reconnected", () => time.Advance(FollowerLimits.FirstRetry));
        Assert.Equal(new BoardCursor("e1", 1), (await again).Cursor);
    }

    [Fact]
    public async Task Heartbeats_alone_keep_it_live_and_change_no_row()
    {
        var time = new FakeTimeProvider(ARow.Now);
        var stream = await Opened(time: time);
        _follower.Drain();
        for (var i = 0; i < 5; i++)
        {
            var beat = _follower.Beat;
            time.Advance(TimeSpan.FromSeconds(2));
            stream.Send(ARow.Heartbeat(Board, 1));
            await Eventually.True(() => _follower.Beat > beat, "the heartbeat was applied");
        }
        Assert.Equal(LiveKind.Live, _follower.State.Kind);
        Assert.Empty(_follower.Drain().Keys);
    }

    [Fact]
    public async Task Heartbeat_of_another_version_is_a_gap()
    {
        var stream = await Opened();
        stream.Send(ARow.Heartbeat(Board, 2));
        await NotLive("gap");
    }

    [Fact]
    public async Task Ended_stream_is_opened_again()
    {
        var stream = await Opened();
        stream.End();
        await NotLive("stream-ended");
        (await NextRetry()).Send(ARow.Heartbeat(Board, 1));
        await Live();
    }

    [Fact]
    public async Task Broken_stream_is_opened_again()
    {
        var stream = await Opened();
        stream.End(new IOException("gone"));
        await NotLive("stream-broken");
        await NextRetry();
    }

    [Fact]
    public async Task Revoked_rights_clear_the_screen()
    {
        var stream = await Opened();
        _follower.Drain();
        _watch.Refusal = new BoardRefusedException("board-forbidden", "Your roles do not include it.");
        stream.End();
        await Eventually.True(() => _follower.State.Kind == LiveKind.Refused, "the refusal was applied");
        _follower.Drain();
        Assert.Empty(_follower.Rows);
        Assert.Equal("board-forbidden", _follower.State.Why);
    }

    [Fact]
    public async Task Unavailable_board_is_not_a_refusal()
    {
        var stream = await Opened();
        stream.End(new BoardRefusedException("board-unavailable", "Starting."));
        await NotLive("board-unavailable");
        await NextRetry();
    }

    private void Start(TimeProvider time)
    {
        _follower = new BoardFollower(_watch, Board, time, new TimeProviderClock(time));
        _run = Task.Run(() => _follower.Run(_stop.Token));
    }

    private async Task<ScriptedWatch.Stream> Opened(long version = 1, TimeProvider? time = null)
    {
        Start(time ?? new QuickTime(ARow.Now));
        var stream = await _watch.NextRequest();
        stream.Send(ARow.Snapshot(Board, version, ARow.Triage("a")));
        await Live();
        return stream;
    }

    private Task<ScriptedWatch.Stream> NextRetry() => _watch.NextRequest();

    private IEnumerable<string> Drained()
    {
        _follower.Drain();
        return _follower.Rows.Keys;
    }

    private Task At(long version) => Eventually.True(() => _follower.Cursor?.Version == version, $"version {version}");

    private Task Live() => Eventually.True(() => _follower.State.Kind == LiveKind.Live, "live");

    private Task NotLive(string why) =>
        Eventually.True(() => _follower.State is { Kind: LiveKind.NotLive } state && state.Why == why,
            $"not live because of {why}");
}
