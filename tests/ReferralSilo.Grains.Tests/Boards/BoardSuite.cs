using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Boards;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Contracts.Screens;
using ReferralSilo.Domain;
using ReferralSilo.Domain.Boards;
using ReferralSilo.Grains.Boards;
using ReferralSilo.Grains.Interfaces;
using ReferralSilo.Grains.Outbox;
using ReferralSilo.Grains.Tests.Silos;
using ReferralSilo.Testing;
using static ReferralSilo.Grains.Tests.Silos.TestData;

namespace ReferralSilo.Grains.Tests.Boards;

public sealed class SqliteBoardTests(SqliteSilos silos) : BoardSuite(silos), IClassFixture<SqliteSilos>;

public sealed class PostgresBoardTests(PostgresSilos silos) : BoardSuite(silos), IClassFixture<PostgresSilos>;

/// <summary>Every change reaches every screen, or the screen gets a new snapshot (I8, I9). With several silos, each
/// screen reads from its own silo.</summary>
public abstract class BoardSuite(SiloFixture silos)
{
    [Fact]
    public async Task A_board_starts_with_a_snapshot_and_continues_with_gapless_changes()
    {
        var line = await silos.ServiceLine();
        var first = await silos.Received(line);
        await using var triage = Follow($"triage/{line}");
        await triage.Shows<TriageRow>(first, _ => true, "at once");
        var second = await silos.Received(line);
        await silos.Do(first, new Claim());
        await silos.Do(second, new Prioritize(Priority.Stat));

        await triage.Shows<TriageRow>(first, r =>
            r is { ClaimedBy: "nora", Patient: { Name: "Okafor, Dana" }, Reason: "Panic attacks" }, "as claimed");
        await triage.Shows<TriageRow>(second, r => r is { Alarm: true, Priority: Priority.Stat }, "as an alarm");
        Assert.True(triage.Frames[0] is { Snapshot: true, From: 0 });
        Assert.All(triage.Frames.Skip(1), f => Assert.False(f.Snapshot));
    }

    [Fact]
    public async Task A_referral_is_on_the_board_of_alarms_until_someone_takes_it()
    {
        var line = await silos.ServiceLine();
        var (calm, urgent) = (await silos.Received(line), await silos.Received(line));
        await using var alarms = Follow($"alarms/{line}");
        await silos.Do(urgent, new Prioritize(Priority.Stat));
        await alarms.Shows<AlarmRow>(urgent, r => r.Priority == Priority.Stat && r.DueAt is not null, "as an alarm");
        await alarms.ShowsNo(calm);

        await silos.Do(urgent, new Claim());
        await alarms.ShowsNo(urgent);
        await silos.Do(urgent, new Release());
        await alarms.Shows<AlarmRow>(urgent, r => r.Version == 4, "as an alarm again");
    }

    [Fact]
    public async Task A_late_reader_gets_a_frame_with_a_recent_time()
    {
        var line = await silos.ServiceLine();
        var id = await silos.Received(line);
        await using var first = Follow($"triage/{line}");
        await first.Shows<TriageRow>(id, _ => true, "at once");
        silos.Time.Advance(TimeSpan.FromMinutes(1));
        var asked = silos.Time.GetUtcNow();
        await using var late = Follow($"triage/{line}");
        await late.Shows<TriageRow>(id, _ => true, "at once");

        Assert.InRange(late.Frames[0].At, asked - BoardLimits.FrameReuse, DateTimeOffset.MaxValue);
    }

    [Fact]
    public async Task An_accepted_referral_moves_from_triage_to_the_desk_and_a_routed_one_to_the_other_line()
    {
        var (line, other) = (await silos.ServiceLine(), await silos.ServiceLine());
        var (accepted, routed) = (await silos.Received(line), await silos.Received(line));
        await using var triage = Follow($"triage/{line}");
        await using var desk = Follow($"desk/{line}");
        await using var there = Follow($"triage/{other}");
        await silos.Do(accepted, new Accept());
        await silos.Do(routed, new Contracts.Referrals.Route(other));

        await triage.ShowsNo(accepted);
        await triage.ShowsNo(routed);
        await desk.Shows<DeskRow>(accepted, r => r.Stage == Stage.Accepted, "as accepted");
        await there.Shows<TriageRow>(routed, _ => true, "after the routing");
    }

    [Fact]
    public async Task Of_two_changes_received_together_the_newer_counts()
    {
        var (line, elsewhere) = (await silos.ServiceLine(), await silos.ServiceLine());
        var id = await silos.Received(elsewhere);
        await using var triage = Follow($"triage/{line}");
        await using var desk = Follow($"desk/{line}");
        var received = QueueEntry.From(await silos.State(id), 1);
        var accepted = QueueEntry.From((await silos.Do(id, new Accept())).State, 2);
        var entries = new[] { received, accepted }.Select(e => e with { ServiceLine = new ServiceLineId(line) });
        await silos.Grains.GetGrain<IServiceLineGrain>(line)
            .Receive([.. entries.Select(e => new OutboxItem($"referral/{id}", e.Version, 0, "queue-changed", e))]);

        await desk.Shows<DeskRow>(id, r => r is { Version: 2, Stage: Stage.Accepted }, "as accepted");
        await triage.ShowsNo(id);
    }

    [Fact]
    public async Task A_long_queue_has_rows_for_the_most_urgent_and_counts_the_rest()
    {
        var line = await silos.ServiceLine();
        var first = await silos.Received(line);
        var pattern = QueueEntry.From(await silos.State(first), 1);
        var others = Enumerable.Range(0, BoardLimits.QueueRows + 9).Select(n => pattern with
        {
            Id = new ReferralId($"{first}-{n:000}"), DueAt = pattern.DueAt - NodaTime.Duration.FromSeconds(n + 1),
        }).ToList();
        await using var followed = Follow($"triage/{line}");
        await followed.Shows<TriageRow>(first, _ => true, "at once");
        await Receive(others);
        await followed.ShowsNo(first);
        Assert.Equal(new MoreRows(10), followed.More);
        var cursor = followed.Cursor;

        await Receive([others[^1] with { Version = 2, Stage = Stage.Closed }, others[^2] with
        {
            Version = 2, Stage = Stage.Accepted,
        }]);
        await Eventually.Is("the next two have rows", () => followed.More == new MoreRows(8));
        await using var resumed = Follow($"triage/{line}", cursor);
        await using var started = Follow($"triage/{line}");
        await using var desk = Follow($"desk/{line}");
        await Eventually.Is("all have read", () =>
            new[] { resumed, started, desk }.All(reader => reader.Frames.Count > 0));

        Assert.False(resumed.Frames[0].Snapshot);
        Assert.Equal([others[8].Id.Value, others[7].Id.Value],
            resumed.Frames[0].Upserts.Select(r => r.Key).OrderDescending());
        Assert.Equal(started.Text(), followed.Text());
        Assert.Equal(BoardLimits.QueueRows, started.Frames[0].Upserts.Count);
        Assert.Equal(new MoreRows(8), started.More);
        Assert.Equal(new MoreRows(8), resumed.More);
        Assert.Equal(new MoreRows(0), desk.More);

        Task Receive(IEnumerable<QueueEntry> entries) => silos.Grains.GetGrain<IServiceLineGrain>(line)
            .Receive([.. entries.Select(e => new OutboxItem($"referral/{e.Id}", e.Version, 0, "queue-changed", e))]);
    }

    [Fact]
    public async Task The_desk_sees_a_slot_held_booked_and_free_again()
    {
        var line = await silos.ServiceLine();
        var clinician = await silos.Clinician(line);
        var slot = silos.Slot(clinician);
        var id = await silos.Waiting(line);
        await using var desk = Follow($"desk/{line}");
        await using var schedule = Follow($"schedule/{clinician}");
        await silos.Do(id, new Offer([slot]));
        await Both(SlotStatus.BusyTentative);
        await silos.Do(id, new AcceptOffer(slot));
        await Both(SlotStatus.Busy);
        await silos.Do(id, new CancelAppointment("ill"));
        await Both(SlotStatus.Free);

        async Task Both(SlotStatus status)
        {
            await desk.Shows<ClinicianRow>($"clinician:{clinician}", r =>
                r.Slots.Any(s => s.Slot == slot && s.Status == status), $"with the slot {status}");
            await schedule.Shows<ScheduleRow>(slot, r => r.Status == status, $"{status}");
        }
    }

    [Fact]
    public async Task A_schedule_board_sends_only_the_changed_slots()
    {
        var line = await silos.ServiceLine();
        var clinician = await silos.Clinician(line);
        var slot = silos.Slot(clinician);
        var id = await silos.Waiting(line);
        await using var schedule = Follow($"schedule/{clinician}");
        await schedule.Shows<ScheduleRow>(slot, r => r.Status == SlotStatus.Free, "at once");
        await silos.Do(id, new Offer([slot]));
        await schedule.Shows<ScheduleRow>(slot, r => r.Status == SlotStatus.BusyTentative, "held");

        var before = schedule.Frames[0].Upserts.Select(r => r.Key).ToHashSet();
        Assert.Equal([slot], schedule.Frames.Skip(1).SelectMany(f => f.Upserts).Select(r => r.Key)
            .Where(before.Contains));
    }

    [Fact]
    public async Task A_reader_that_reconnects_with_its_cursor_gets_only_missed_changes()
    {
        var line = await silos.ServiceLine();
        var id = await silos.Received(line);
        await using var stays = Follow($"triage/{line}");
        await stays.Shows<TriageRow>(id, _ => true, "at once");
        BoardCursor cursor;
        await using (var leaves = Follow($"triage/{line}"))
        {
            await leaves.Shows<TriageRow>(id, _ => true, "at once");
            cursor = leaves.Cursor;
        }

        var missed = await silos.Received(line);
        await stays.Shows<TriageRow>(missed, _ => true, "to the connected reader");
        await using var back = Follow($"triage/{line}", cursor);
        await back.Shows<TriageRow>(missed, _ => true, "to the reconnected reader");
        Assert.False(back.Frames[0].Snapshot);
        Assert.Equal(cursor.Version, back.Frames[0].From);
        Assert.Equal([missed], back.Frames[0].Upserts.Select(r => r.Key));
    }

    [Theory]
    [InlineData("another-epoch", 1)]
    [InlineData(null, 1_000_000)]
    public async Task An_unknown_cursor_gets_a_snapshot(string? epoch, long version)
    {
        var line = await silos.ServiceLine();
        var id = await silos.Received(line);
        await using var first = Follow($"triage/{line}");
        await first.Shows<TriageRow>(id, _ => true, "at once");
        await using var odd = Follow($"triage/{line}", new BoardCursor(epoch ?? first.Cursor.Epoch, version));
        await odd.Shows<TriageRow>(id, _ => true, "whatever the cursor");

        Assert.True(odd.Frames[0].Snapshot);
    }

    [Fact]
    public async Task A_restarted_board_has_a_new_epoch_and_the_same_rows()
    {
        var line = await silos.ServiceLine();
        var clinician = await silos.Clinician(line);
        var (triaged, booked) = (await silos.Received(line, new Claim()), await silos.Waiting(line));
        await silos.Do(booked, new Book(silos.Slot(clinician)));
        await using var triage = Follow($"triage/{line}");
        await using var desk = Follow($"desk/{line}");
        await triage.Shows<TriageRow>(triaged, r => r.ClaimedBy is not null, "as claimed");
        await desk.Shows<DeskRow>(booked, r => r.Stage == Stage.Booked, "as booked");
        await desk.Shows<ClinicianRow>($"clinician:{clinician}", r =>
            r.Slots.Any(s => s.Status == SlotStatus.Busy), "with a booked slot");
        var (triageBefore, deskBefore, epoch) = (triage.Text(), desk.Text(), triage.Cursor.Epoch);
        await silos.Deactivate(silos.Grains.GetGrain<IServiceLineGrain>(line));

        await silos.Until("the board has a new epoch", () =>
            Task.FromResult(triage.Cursor.Epoch != epoch && desk.Frames.Count(f => f.Snapshot) > 1),
            TimeSpan.FromMinutes(1));
        Assert.True(triage.Frames[^1].Snapshot);
        Assert.Equal(triageBefore, triage.Text());
        Assert.Equal(deskBefore, desk.Text());
    }

    [Fact]
    public async Task A_lost_change_is_found_by_the_renewal()
    {
        var line = await silos.ServiceLine();
        var id = await silos.Received(line);
        await using var triage = Follow($"triage/{line}");
        await triage.Shows<TriageRow>(id, _ => true, "at once");
        silos.Calls.DropsChanges = true;
        await silos.Do(id, new Claim());
        await Eventually.Is("the line received the claim", () =>
            silos.Calls.Delivered.Any(h => h.Receiver == line && h.Item.Version == 2));
        silos.Calls.DropsChanges = false;

        await silos.Until("the renewal found the change", () =>
            Task.FromResult(triage.Row<TriageRow>(id) is { ClaimedBy: "nora" }), TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task A_slow_reader_gets_fewer_and_larger_frames()
    {
        var line = await silos.ServiceLine();
        var id = await silos.Received(line);
        await using var quick = Follow($"triage/{line}");
        await quick.Shows<TriageRow>(id, _ => true, "at once");
        await using var slow = silos.Feed().Watch($"triage/{line}", null, TestContext.Current.CancellationToken)
            .GetAsyncEnumerator(TestContext.Current.CancellationToken);
        Assert.True(await slow.MoveNextAsync());
        var from = slow.Current.To;
        foreach (var priority in (Priority[])[Priority.Urgent, Priority.Asap, Priority.Stat])
            await silos.Do(id, new Prioritize(priority));
        await quick.Shows<TriageRow>(id, r => r.Version == 4, "at its last version");

        await Eventually.Is("the silo of the slow reader has all changes", async () =>
            await SeenBy(silos.Feed(), line) == from + 3);
        Assert.True(await slow.MoveNextAsync());
        Assert.Equal((from, from + 3), (slow.Current.From, slow.Current.To));
        Assert.Equal(Priority.Stat, Assert.IsType<TriageRow>(Assert.Single(slow.Current.Upserts)).Priority);
    }

    [Fact]
    public async Task Readers_of_one_silo_share_their_frames()
    {
        var line = await silos.ServiceLine();
        var id = await silos.Received(line);
        await using var one = Follow($"triage/{line}");
        await using var two = Follow($"triage/{line}");
        await one.Shows<TriageRow>(id, _ => true, "to one");
        await two.Shows<TriageRow>(id, _ => true, "to two");
        await silos.Do(id, new Claim());
        await one.Shows<TriageRow>(id, r => r.ClaimedBy is not null, "to one");
        await two.Shows<TriageRow>(id, r => r.ClaimedBy is not null, "to two");

        Assert.Same(one.Frames[^1], two.Frames[^1]);
    }

    [Fact]
    public async Task The_wallboard_shows_the_counts()
    {
        var line = await silos.ServiceLine();
        var clinician = await silos.Clinician(line);
        await using var wall = Follow("wallboard");
        await silos.Received(line, new Prioritize(Priority.Stat));
        await silos.Received(line);
        await silos.Do(await silos.Waiting(line), new Book(silos.Slot(clinician)));
        await silos.Do(await silos.Waiting(line), new Offer([silos.Slot(clinician, 1)]));
        // Closed again; it still counts as received today.
        await silos.Do(await silos.Received(line), new Withdraw("changed her mind"), new Acknowledge(), new Close());

        await wall.Shows<WallboardRow>(line, r =>
            r is { Alarms: 1, ReceivedToday: 5, HeldSlots: 1, Clinicians: 1, OpenSlotsWeek: > 0 }
            && r.Stages.GetValueOrDefault("received") == 2 && r.Stages.GetValueOrDefault("booked") == 1
                && r.Stages.GetValueOrDefault("offered") == 1, "with its numbers");
    }

    [Fact]
    public async Task A_referral_board_shows_each_change()
    {
        var id = await silos.Received(await silos.ServiceLine());
        await using var board = Follow($"referral/{id}");
        await board.Shows<ReferralRow>(id, r => r.Referral.Version == 1, "at once");
        await silos.Do(id, new Claim());

        await board.Shows<ReferralRow>(id, r => r.Referral is { Version: 2, ClaimedBy: "nora" }, "as claimed");
    }

    [Theory]
    [InlineData("triage/nowhere")]
    [InlineData("referral/none")]
    [InlineData("schedule/nobody")]
    [InlineData("nonsense")]
    [InlineData("triage/")]
    [InlineData("")]
    public async Task An_unknown_board_is_refused(string board)
    {
        var refused = await Assert.ThrowsAsync<BoardRefusedException>(async () =>
        {
            await foreach (var _ in silos.Feed().Watch(board, null, TestContext.Current.CancellationToken)) break;
        });

        Assert.Equal("board-unknown", refused.Code);
    }

    /// <summary>Reads from the last silo: changes published on the first one cross as bytes.</summary>
    private BoardReader Follow(string board, BoardCursor? cursor = null) =>
        new(silos.Feed(silos.Silos - 1), board, cursor);

    private static async Task<long> SeenBy(BoardFeed feed, string line)
    {
        await foreach (var frame in feed.Watch($"triage/{line}", null, TestContext.Current.CancellationToken))
            return frame.To;
        return -1;
    }
}
