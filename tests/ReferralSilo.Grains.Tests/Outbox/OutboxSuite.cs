using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Boards;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Domain.Boards;
using ReferralSilo.Domain.Referrals;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Grains.Interfaces;
using ReferralSilo.Grains.Outbox;
using ReferralSilo.Grains.Referrals;
using ReferralSilo.Grains.Settings;
using ReferralSilo.Grains.Tests.Silos;
using ReferralSilo.Storage;
using ReferralSilo.Testing;
using static ReferralSilo.Grains.Tests.Silos.TestData;

namespace ReferralSilo.Grains.Tests.Outbox;

public sealed class SqliteOutboxTests(SqliteSilos silos) : OutboxSuite(silos), IClassFixture<SqliteSilos>;

public sealed class PostgresOutboxTests(PostgresSilos silos) : OutboxSuite(silos), IClassFixture<PostgresSilos>;

/// <summary>Outbox messages are delivered in order and at least once; a second delivery does no harm.</summary>
public abstract class OutboxSuite(SiloFixture silos)
{
    /// <summary>In the silos' time, which passes faster than a busy machine works: room for many more sweeps.</summary>
    private static readonly TimeSpan SweepTimeout = TimeSpan.FromMinutes(10);

    [Fact]
    public async Task Delivered_rows_leave_the_outbox()
    {
        var line = await silos.ServiceLine();
        await silos.Do(await silos.Waiting(line), new Book(silos.Slot(await silos.Clinician(line))));

        await Eventually.Is("the outbox is empty", Empty);
    }

    [Fact]
    public async Task Rows_delivered_within_a_moment_are_removed_in_one_statement()
    {
        var time = new FrozenTime();
        var batcher = new AcknowledgementBatcher(silos.Ledger, time, NullLogger<AcknowledgementBatcher>.Instance);
        OutboxId[] ids =
            [.. Enumerable.Range(0, 3).Select(n => new OutboxId(new StreamId("referral", New("gone")), 1, n))];
        batcher.Add([ids[0]]);
        await Eventually.Is("it waits for others", () => Task.FromResult(time.Waiting == 1));
        batcher.Add([ids[1], ids[2]]);
        Assert.Empty(Removals());

        time.Pass();
        await Eventually.Is("it looks again and ends", () =>
            Task.FromResult(time.Waiting == 1 && Removals().Count == 1));
        Assert.Equal(ids, Assert.Single(Removals()));

        List<IReadOnlyCollection<OutboxId>> Removals() => [.. silos.Ledger.Removals.Where(r => r.Intersect(ids).Any())];
    }

    [Fact]
    public async Task A_receiver_gets_the_messages_of_each_sender_in_order()
    {
        var line = await silos.ServiceLine();
        var senders = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => silos.Received(line)));
        Priority[] priorities = [Priority.Urgent, Priority.Asap, Priority.Stat, Priority.Routine, Priority.Urgent];
        foreach (var priority in priorities)
            await Task.WhenAll(senders.Select(id => silos.Do(id, new Prioritize(priority))));

        await Eventually.Is("all messages are delivered", Empty);
        foreach (var sender in senders)
            Assert.Equal([1, 2, 3, 4, 5, 6],
                silos.Calls.Delivered.Where(h => h.Receiver == line && h.Item.Sender == $"referral/{sender}")
                .Select(h => h.Item.Version));
    }

    [Fact]
    public async Task Messages_not_delivered_directly_are_delivered_by_the_sweeper()
    {
        var line = await silos.ServiceLine();
        await silos.Grains.GetGrain<IServiceLineGrain>(line).Clinicians();
        var id = New("r");
        await CommitWithoutDelivery(id, line);
        await using var triage = new BoardReader(silos.Feed(), $"triage/{line}");
        Assert.Null(triage.Row<TriageRow>(id));

        await silos.Until("the sweeper delivered to the line", () =>
            Task.FromResult(triage.Row<TriageRow>(id) is not null), SweepTimeout);
        await Eventually.Is("the outbox is empty", Empty);
    }

    [Fact]
    public async Task Undeliverable_rows_block_only_their_own_stream()
    {
        var line = await silos.ServiceLine();
        var (unreadable, hold) = (Stream(New("unreadable")), "\"h\""u8.ToArray());
        silos.Ledger.UnreadableStream = unreadable;
        StreamId[] bad =
        [
            new("nobody", New("n")), Stream(New("unknown")), Stream(New("garbled")),
            new("schedule", await silos.Clinician(line)), unreadable,
        ];
        OutboxMessage[] rows =
        [
            To("hold-released", hold), To("no-such", hold), To("hold-released", "{"u8.ToArray()), To("no-such", hold),
            To("hold-released", hold),
        ];
        await Eventually.Is("the line received its clinician", Empty);
        for (var n = 0; n < bad.Length; n++) await Leave(bad[n], rows[n], To("hold-released", hold));
        try
        {
            var id = New("r");
            await CommitWithoutDelivery(id, line);
            await silos.Until("the sweeper delivered to the line", () =>
                Task.FromResult(Delivered(id, line)), SweepTimeout);
            Assert.Equal(bad.Length * 2, (await Left()).Count);
        }
        finally
        {
            silos.Ledger.UnreadableStream = null;
            await silos.Real.Acknowledge(await Left());
        }

        async Task<List<OutboxId>> Left() =>
            [.. (await silos.Real.PendingOutbox(silos.Now, 100)).Select(r => r.Id).Where(r => bad.Contains(r.Sender))];

        OutboxMessage To(string kind, byte[] body) => new(Routes.Schedule.Destination("nobody"), kind, body);
    }

    [Fact]
    public async Task A_sender_that_a_newer_program_stored_blocks_only_itself_and_is_logged_once()
    {
        var (line, newer) = (await silos.ServiceLine(), Stream(New("newer")));
        var log = new LogLines<OutboxSweeper>();
        await using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var meters = services.GetRequiredService<IMeterFactory>();
        using var reader = new MeterReader(m => m.Scope == meters);
        var sweeper = new OutboxSweeper(silos.Ledger, silos.Of<OutboxDispatcher>(), silos.Of<AcknowledgementBatcher>(),
            silos.Of<IEnumerable<IOutboxRebuilder>>(), new(meters, silos.Of<OutboxDispatcher>(), silos.Time),
            silos.Time, silos.Time, log);
        var at = silos.Now - Duration.FromHours(1);
        await silos.Real.Commit(new Commit(newer, 0, "{\"form\":9,\"form\":9}"u8.ToArray(),
            [new EventToStore("received", "newer", "{}"u8.ToArray())],
            [new OutboxMessage(Routes.ServiceLine.Destination(line), ReferralOutbox.QueueChanged, default)],
            null, null, null, at));
        var id = New("r");
        await CommitWithoutDelivery(id, line, at);

        await sweeper.Sweep(TestContext.Current.CancellationToken);
        await sweeper.Sweep(TestContext.Current.CancellationToken);

        await Eventually.Is("the message behind it is delivered", () => Task.FromResult(Delivered(id, line)));
        var left = (await silos.Real.PendingOutbox(silos.Now, 100)).Select(r => r.Id).Where(r => r.Sender == newer);
        Assert.Contains("NewerFormException", Assert.Single(log.Take()), StringComparison.Ordinal);
        Assert.True(reader.Observe("referralsilo.outbox.overdue") >= 1);
        Assert.True(reader.Observe("referralsilo.outbox.oldest") >= 3_600);
        await silos.Real.Acknowledge([.. left]);
    }

    [Fact]
    public async Task Pages_of_failing_rows_do_not_block_later_ones()
    {
        var line = await silos.ServiceLine();
        var away = silos.Calls.Unreachable = New("away");
        OutboxMessage message = new(Routes.Schedule.Destination(away), "hold-released", "\"h\""u8.ToArray());
        const int Rows = OutboxLimits.SweepRows / 8;
        for (var sender = 0; sender < 20; sender++)
            await Leave(Stream(New("stuck")), [.. Enumerable.Repeat(message, Rows)]);
        var id = New("r");
        await CommitWithoutDelivery(id, line);

        await silos.Until("the sweeper delivered to the line", () =>
                Task.FromResult(Delivered(id, line)), SweepTimeout);
        Assert.DoesNotContain(silos.Calls.Delivered, h => h.Receiver == away);
        silos.Calls.Unreachable = null;
        await silos.Until("they are delivered once they can be", Empty, SweepTimeout);
        Assert.Equal(20 * Rows, silos.Calls.Delivered.Where(h => h.Receiver == away)
            .Select(h => (h.Item.Sender, h.Item.Ordinal)).Distinct().Count());
    }

    [Fact]
    public async Task An_unavailable_receiver_gets_its_messages_later()
    {
        var line = await silos.ServiceLine();
        var clinician = await silos.Clinician(line);
        var id = await silos.Waiting(line);
        await silos.Do(id, new Book(silos.Slot(clinician)));
        silos.Calls.Unreachable = clinician;
        await silos.Do(id, new CancelAppointment("ill"));
        Assert.Single((await silos.ScheduleOf(clinician)).Bookings);
        silos.Calls.Unreachable = null;

        await silos.Until("the schedule freed the slot", async () =>
            (await silos.ScheduleOf(clinician)).Bookings.Count == 0, SweepTimeout);
    }

    [Fact]
    public async Task A_cancelled_booking_stays_cancelled_when_its_message_is_delivered_again()
    {
        var line = await silos.ServiceLine();
        var clinician = await silos.Clinician(line);
        var id = await silos.Waiting(line);
        silos.Ledger.FailsAcknowledge = true;
        await silos.Do(id, new Book(silos.Slot(clinician)), new CancelAppointment("ill"));

        await silos.Until("the referral received its booking again", () =>
            Task.FromResult(Delivered(id) >= 2), SweepTimeout);
        silos.Ledger.FailsAcknowledge = false;
        Assert.Equal(Stage.Contacting, (await silos.State(id)).Stage);
        await silos.Until("the outbox is empty", Empty, SweepTimeout);
        Assert.Empty((await silos.ScheduleOf(clinician)).Bookings);
    }

    [Fact]
    public async Task Old_and_repeated_messages_change_nothing()
    {
        var line = await silos.ServiceLine();
        var id = await silos.Received(line, new Claim());
        var stored = (await silos.Real.Read(Stream(id)))!;
        var old = QueueEntry.From(silos.Of<ReferralMapper>().Read(stored.State.Span), 1);
        await using var triage = new BoardReader(silos.Feed(), $"triage/{line}");
        await triage.Shows<TriageRow>(id, r => r.ClaimedBy == "nora", "as claimed");
        var version = triage.Cursor.Version;

        var receiver = silos.Grains.GetGrain<IServiceLineGrain>(line);
        await receiver.Receive([Item(old with { ClaimedBy = null }), Item(old with { ClaimedBy = null, Version = 2 })]);
        await silos.Do(id, new Release());
        await triage.Shows<TriageRow>(id, r => r.ClaimedBy is null && r.Version == 3, "as released");
        Assert.Equal(version + 1, triage.Cursor.Version);
    }

    private int Delivered(string id) =>
        silos.Calls.Delivered.Count(h => h.Receiver == id && h.Item.Kind == "slot-booked");

    private bool Delivered(string id, string line) =>
        silos.Calls.Delivered.Any(h => h.Receiver == line && h.Item.Sender == $"referral/{id}");

    private async Task<bool> Empty() =>
        (await silos.Real.PendingOutbox(silos.Now + Duration.FromHours(1), 100)).Count == 0;

    private static OutboxItem Item(QueueEntry entry) =>
        new($"referral/{entry.Id}", entry.Version, 0, "queue-changed", entry);

    /// <summary>Commits outbox rows dated an hour ago on a stream that has no other changes.</summary>
    private async Task Leave(StreamId sender, params OutboxMessage[] outbox)
    {
        var (version, state) = await silos.Real.Read(sender) is { } stored
            ? (stored.Version, stored.State)
            : (0, "{}"u8.ToArray());
        await silos.Real.Commit(new Commit(
            sender, version, state, [new EventToStore("left", "staff-1", "{}"u8.ToArray())], outbox, null, null, null,
                silos.Now - Duration.FromHours(1)));
    }

    /// <summary>Commits like a silo that died before it delivered the messages.</summary>
    private async Task CommitWithoutDelivery(string id, string line, Instant? at = null)
    {
        var mapper = silos.Of<ReferralMapper>();
        var context = new ReferralContext(silos.Now, Actors.System, await silos.Of<ServiceLineCatalog>().All());
        var decision = ReferralDecider.Decide(null, Submission(id, line), context);
        var events = ((Domain.Decision<ReferralEvent>.Accepted)decision).Events;
        var state = events.Aggregate((Referral?)null, ReferralEvolver.Evolve)!;
        await silos.Real.Commit(
            new Commit(Stream(id), 0, mapper.Write(state), [.. events.Select(e => mapper.Write(e, Actors.System))],
            [.. ReferralOutbox.For(null, events, state, 1).Select(o => o.Message)], mapper.DueAt(state),
                mapper.Row(null, state), null, at ?? silos.Now));
    }
}
