using NodaTime;
using ReferralSilo.Contracts.Boards;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Contracts.Screens;
using ReferralSilo.Domain.Referrals;
using ReferralSilo.Grains.Boards;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Grains.Interfaces;
using ReferralSilo.Grains.Referrals;
using ReferralSilo.Grains.Tests.Silos;
using ReferralSilo.Testing;

namespace ReferralSilo.Grains.Tests.Boards;

public sealed class SqliteBoardFreshnessTests(SqliteSilos silos) : BoardFreshnessSuite(silos),
    IClassFixture<SqliteSilos>;

public sealed class PostgresBoardFreshnessTests(PostgresSilos silos) : BoardFreshnessSuite(silos),
    IClassFixture<PostgresSilos>;

/// <summary>A board whose grain is behind or does not answer, or whose watchers died (I8, I9).</summary>
public abstract class BoardFreshnessSuite(SiloFixture silos)
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task A_change_that_another_activation_received_is_found_in_the_ledger()
    {
        var line = await silos.ServiceLine();
        var (changed, closed) = (await silos.Received(line), await silos.Received(line));
        await using var triage = Follow($"triage/{line}");
        await triage.Shows<TriageRow>(changed, _ => true, "at once");
        await triage.Shows<TriageRow>(closed, _ => true, "at once");
        silos.Calls.SwallowsFor = line;
        await silos.Do(changed, new Claim());
        await silos.Do(closed, new Withdraw("changed her mind"), new Acknowledge(), new Close());
        var created = await silos.Received(line);
        await Eventually.Is("another activation received all of it", () =>
            silos.Calls.Delivered.Any(h =>
                h.Receiver == line && h.Item.Sender.EndsWith(created, StringComparison.Ordinal)));
        silos.Calls.SwallowsFor = null;

        await silos.Until("the board shows the missed changes", () => Task.FromResult(
            triage.Row<TriageRow>(changed) is { ClaimedBy: "nora" } && triage.Row<TriageRow>(closed) is null
                && triage.Row<TriageRow>(created) is not null), Soon);
    }

    [Fact]
    public async Task A_schedule_change_that_another_activation_received_is_found_in_the_ledger()
    {
        var line = await silos.ServiceLine();
        var (booked, waiting) = (await silos.Clinician(line), await silos.Waiting(line));
        await using var desk = Follow($"desk/{line}");
        await desk.Shows<ClinicianRow>($"clinician:{booked}", _ => true, "at once");
        silos.Calls.SwallowsFor = line;
        await silos.Do(waiting, new Book(silos.Slot(booked)));
        var late = await silos.Clinician(line);
        await Eventually.Is("another activation received all of it", () => silos.Calls.Delivered
            .Where(h => h.Receiver == line && h.Item.Sender.EndsWith(late, StringComparison.Ordinal))
                .Select(h => h.Item.Version).Distinct().Count() == 2);
        silos.Calls.SwallowsFor = null;

        await silos.Until("the desk shows the missed changes", () => Task.FromResult(
            desk.Row<ClinicianRow>($"clinician:{late}") is not null
            && desk.Row<ClinicianRow>($"clinician:{booked}") is { } row && row.Slots.Any(s => s.Referral == waiting)),
                Soon);
    }

    [Fact]
    public async Task A_referrals_board_shows_what_another_activation_wrote()
    {
        var id = await silos.Received(await silos.ServiceLine());
        await using var board = Follow($"referral/{id}");
        await board.Shows<ReferralRow>(id, r => r.Referral.Version == 1, "at once");
        var other = new Aggregate<Referral, ReferralEvent>(silos.Real, silos.Of<ReferralMapper>(), id);
        await other.Load(TestContext.Current.CancellationToken);
        ReferralEvent[] claimed =
            [new ReferralEvent.Claimed(new StaffClaim("nora", silos.Now + Duration.FromMinutes(10)))];
        Assert.Equal(CommitOutcome.Committed,
            await other.Commit(claimed, other.Preview(claimed), [], null, "nora", silos.Now));

        await silos.Until("the board shows it", () =>
            Task.FromResult(board.Row<ReferralRow>(id) is { Referral.ClaimedBy: "nora" }), Soon);
    }

    [Fact]
    public async Task A_board_whose_grain_does_not_answer_ends_only_its_own_streams()
    {
        var (line, other) = (await silos.ServiceLine(), await silos.ServiceLine());
        var id = await silos.Received(line);
        await using var alive = Follow($"triage/{other}");
        await Eventually.Is("the other board is shown", () => alive.Frames.Count > 0);
        await using var frames = silos.Feed().Watch($"triage/{line}", null, TestContext.Current.CancellationToken)
            .GetAsyncEnumerator(TestContext.Current.CancellationToken);
        Assert.True(await frames.MoveNextAsync());
        var answers = new TaskCompletionSource();
        silos.Calls.Blocked = (line, answers.Task);
        var refused = Assert.ThrowsAsync<BoardRefusedException>(async () =>
        {
            while (await frames.MoveNextAsync()) { }
        });
        await silos.Until("the stream has ended", () =>
            Task.FromResult(refused.IsCompleted), Soon, TimeSpan.FromMilliseconds(50));
        answers.SetResult();

        Assert.Equal("board-unavailable", (await refused).Code);
        Assert.Equal(0, alive.Ended);
        await using var again = Follow($"triage/{line}");
        await again.Shows<TriageRow>(id, _ => true, "again");
    }

    [Fact]
    public async Task The_wallboard_is_not_live_while_its_lines_cannot_read_the_events_of_the_ledger()
    {
        var line = await silos.ServiceLine();
        await using var frames = silos.Feed().Watch("wallboard", null, TestContext.Current.CancellationToken)
            .GetAsyncEnumerator(TestContext.Current.CancellationToken);
        Assert.True(await frames.MoveNextAsync());
        silos.Ledger.FailsReadAll = true;
        var refused = Assert.ThrowsAsync<BoardRefusedException>(async () =>
        {
            while (await frames.MoveNextAsync()) { }
        });
        await silos.Until("the stream has ended", () =>
            Task.FromResult(refused.IsCompleted), Soon, TimeSpan.FromMilliseconds(50));
        Assert.Equal("board-unavailable", (await refused).Code);

        silos.Ledger.FailsReadAll = false;
        await using var again = Follow("wallboard");
        await silos.Until("it is live again", () => Task.FromResult(again.Row<WallboardRow>(line) is not null), Soon);
    }

    [Fact]
    public async Task A_watcher_that_does_not_renew_is_removed_when_its_lease_ends()
    {
        var line = await silos.ServiceLine();
        var host = silos.Grains.GetGrain<IServiceLineGrain>(line);
        var (died, stays) = (new CountingObserver(), new CountingObserver());
        var dead = silos.Grains.CreateObjectReference<IBoardObserver>(died);
        var alive = silos.Grains.CreateObjectReference<IBoardObserver>(stays);
        await host.Watch($"triage/{line}", dead, null);
        await host.Watch($"triage/{line}", alive, null);
        await silos.Received(line);
        await Eventually.Is("both got the change", () => died.Changes == 1 && stays.Changes == 1);

        silos.Time.Advance(BoardLimits.Lease + TimeSpan.FromSeconds(1));
        await host.Watch($"triage/{line}", alive, null);
        await silos.Received(line);
        await Eventually.Is("the renewed watcher got the change", () => stays.Changes == 2);
        Assert.Equal(1, died.Changes);
    }

    [Fact]
    public async Task An_unwatched_board_is_released_although_the_clock_was_set_back()
    {
        var line = await silos.ServiceLine();
        await using (var triage = Follow($"triage/{line}"))
            await Eventually.Is("the board is shown", () => triage.Frames.Count > 0);

        // Not by more: Orleans activates no grain after the time of day goes back by more than the collection age.
        silos.Time.SetBack(TimeSpan.FromMinutes(5));

        await silos.Until("the silo no longer watches it", () =>
            Task.FromResult(silos.Calls.Unwatched.Contains(line)), BoardLimits.UnwatchDelay + Soon);
    }

    private BoardReader Follow(string board) => new(silos.Feed(silos.Silos - 1), board);

    private sealed class CountingObserver : IBoardObserver
    {
        private int _changes;

        public int Changes => _changes;

        public Task Changed(BoardChange change)
        {
            Interlocked.Increment(ref _changes);
            return Task.CompletedTask;
        }
    }
}
