using System.Collections.Immutable;
using CsCheck;
using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Boards;
using ReferralSilo.Domain;
using ReferralSilo.Domain.Boards;
using ReferralSilo.Domain.Referrals;
using ReferralSilo.Grains.Boards;
using ReferralSilo.Grains.ServiceLines;

namespace ReferralSilo.Grains.Tests.ServiceLines;

/// <summary>Which referrals have rows on the boards of a queue, and how many are counted.</summary>
public sealed class QueueWindowsTests
{
    private static readonly ServiceLineId Line = new("cardiology");
    private static readonly Instant Morning = Instant.FromUtc(2031, 3, 3, 6, 0);

    /// <summary>Each change sets one referral. Stages and priorities repeat, so that many places are near.</summary>
    private static readonly Gen<QueueEntry[]> Worlds = Gen.Select(
        Gen.Int[0, 1_500], OneOf([.. Enumerable.Repeat(Stage.Received, 12), .. Enum.GetValues<Stage>()]),
        Gen.Enum<Priority>(), Gen.Enum<EmergencyConcern>(), Gen.Int[-600, 600], Gen.Int[0, 3])
        .Select((id, stage, priority, concern, due, other) => Entry(id) with
    {
        Stage = stage,
        Priority = priority,
        Concern = stage is Stage.Received or Stage.InformationRequested ? concern : EmergencyConcern.None,
        DueAt = due % 7 == 0 ? null : Morning + Duration.FromMinutes(due),
        ClaimedBy = other == 0 ? "nora" : null,
        Appointment = DeskStages.HasVisit(stage) ? Visit(due) : null,
        ServiceLine = other == 3 && id % 5 == 0 ? ServiceLineId.Unassigned : Line,
    }).Array[0, 4_000];

    [Fact]
    public void The_worlds_are_longer_than_the_boards()
    {
        var (triage, alarms, visits) = (0, 0, 0);
        Worlds.Sample(world =>
        {
            var queue = Received(world);
            var (inTriage, onDesk) = (queue.Windows.MoreTriage, queue.Windows.MoreDesk);
            if (inTriage.Count > 0) triage++;
            if (queue.Tally.Alarms > BoardLimits.QueueRows) alarms++;
            if (onDesk.Visits > 0 && onDesk.Count > onDesk.Visits) visits++;
        }, iter: 50, threads: 1);

        Assert.All([triage, alarms, visits], worlds => Assert.InRange(worlds, 5, 50));
    }

    [Fact]
    public void The_rows_of_triage_are_the_first_of_a_full_sort() => Worlds.Sample(world =>
    {
        var queue = Received(world);
        var sorted = Sorted(queue.Entries.Where(e => e.InTriage), QueueOrder.Triage);
        var alarms = sorted.Count(e => e.Alarm);
        var limit = Math.Max(BoardLimits.QueueRows, alarms);

        Assert.Equal(Keys(sorted.Take(limit)), Rows(queue.Windows.TakeTriage()));
        Assert.Equal(new MoreRows(Math.Max(0, sorted.Count - limit)), queue.Windows.MoreTriage);
    }, iter: 100);

    [Fact]
    public void The_rows_of_the_desk_are_the_first_of_both_its_lists() => Worlds.Sample(world =>
    {
        var queue = Received(world);
        var onDesk = queue.Entries.Where(e => e.OnDesk).ToLookup(e => DeskStages.HasVisit(e.Stage));
        var (toDo, visits) = (Sorted(onDesk[false], QueueOrder.ToDo), Sorted(onDesk[true], QueueOrder.Visits));
        var shownToDo = BoardLimits.QueueRows - Math.Min(visits.Count, BoardLimits.VisitRows);
        var shownVisits = BoardLimits.QueueRows
            - Math.Min(toDo.Count, BoardLimits.QueueRows - BoardLimits.VisitRows);

        var rows = Rows(queue.Windows.TakeDesk());
        Assert.Equal(Keys(toDo.Take(shownToDo).Concat(visits.Take(shownVisits))), rows);
        Assert.InRange(rows.Count, 0, BoardLimits.QueueRows);
        Assert.Equal(toDo.Count + visits.Count - rows.Count, queue.Windows.MoreDesk.Count);
        Assert.Equal(Math.Max(0, visits.Count - shownVisits), queue.Windows.MoreDesk.Visits);
    }, iter: 100);

    [Fact]
    public void Changes_lead_to_the_same_rows_as_a_start_with_the_last_state() =>
        Gen.Select(Worlds, Gen.Int[1, 50]).Sample((world, step) =>
        {
            var followed = new Queue(Line);
            var (triage, desk) = (ImmutableDictionary<string, QueueEntry>.Empty,
                ImmutableDictionary<string, QueueEntry>.Empty);
            foreach (var some in Versioned(world).Chunk(step))
            {
                foreach (var entry in some) followed.Receive(entry);
                triage = Applied(triage, followed.Windows.TakeTriage());
                desk = Applied(desk, followed.Windows.TakeDesk());
            }

            var started = new Queue(Line);
            foreach (var entry in followed.Entries) started.Receive(entry);
            Assert.Equal(Texts(Applied([], started.Windows.TakeTriage())), Texts(triage));
            Assert.Equal(Texts(Applied([], started.Windows.TakeDesk())), Texts(desk));
            Assert.Equal(started.Windows.MoreTriage, followed.Windows.MoreTriage);
            Assert.Equal(started.Windows.MoreDesk, followed.Windows.MoreDesk);
        }, iter: 50);

    [Fact]
    public void A_referral_that_leaves_is_replaced_by_the_next_one()
    {
        var queue = Received([.. Enumerable.Range(0, BoardLimits.QueueRows + 5).Select(Entry)]);
        queue.Windows.TakeTriage();
        queue.Receive(Entry(10) with { Version = 100_000, Stage = Stage.Closed });

        Assert.Equal([("r00010", false), ("r00300", true)],
            queue.Windows.TakeTriage().Select(c => (c.Id.Value, c.Shown is not null)).Order());
        Assert.Equal(4, queue.Windows.MoreTriage.Count);
    }

    [Fact]
    public void Routine_referrals_do_not_displace_one_that_alarms()
    {
        var late = Entry(9_999) with { NeedBy = Morning - Duration.FromDays(1), ClaimedBy = null };
        var queue = Received([late, .. Enumerable.Range(0, 2_000)
            .Select(n => Entry(n) with { Priority = Priority.Stat })]);

        Assert.True(late.Alarm);
        Assert.Contains(late.Id.Value, Rows(queue.Windows.TakeTriage()));
        Assert.Equal(new MoreRows(1_701), queue.Windows.MoreTriage);
    }

    [Theory]
    [InlineData(299, 300)]
    [InlineData(450, 450)]
    [InlineData(5_000, 5_000)]
    public void Every_referral_that_alarms_has_a_row(int alarms, int rows)
    {
        var queue = Received([.. Enumerable.Range(0, 1_000).Select(Entry), .. Enumerable.Range(1_000, alarms)
            .Select(n => Entry(n) with { Priority = Priority.Urgent, ClaimedBy = null })]);

        Assert.Equal(rows, Rows(queue.Windows.TakeTriage()).Count);
        Assert.Equal(new MoreRows(1_000 + alarms - rows), queue.Windows.MoreTriage);
    }

    [Fact]
    public void A_claimed_referral_loses_its_row_while_more_alarm_than_the_board_has_rows()
    {
        var alarms = Enumerable.Range(0, BoardLimits.QueueRows + 200)
            .Select(n => Entry(n) with { Priority = Priority.Urgent, ClaimedBy = null }).ToArray();
        var queue = Received(alarms);
        queue.Windows.TakeTriage();
        queue.Receive(alarms[0] with { Version = 100_000, ClaimedBy = "nora" });

        Assert.Equal([(alarms[0].Id, null)], queue.Windows.TakeTriage());
        Assert.Equal(new MoreRows(1), queue.Windows.MoreTriage);
    }

    [Fact]
    public void Claimed_emergencies_and_those_to_review_first_stay_first_among_what_does_not_alarm()
    {
        var emergency = Entry(9_998) with { Concern = EmergencyConcern.Emergency };
        var reviewFirst = Entry(9_999) with { Priority = Priority.Stat, Concern = EmergencyConcern.ReviewFirst };
        var queue = Received([emergency, reviewFirst, .. Enumerable.Range(0, 2_000)
            .Select(n => Entry(n) with { Priority = Priority.Stat })]);

        Assert.False(emergency.Alarm || reviewFirst.Alarm);
        Assert.Equal([emergency, reviewFirst],
            queue.Entries.OrderBy(QueueOrder.Triage).Take(2).Select(e => e with { Version = 1 }));
        Assert.Subset(Rows(queue.Windows.TakeTriage()).ToHashSet(),
            new HashSet<string> { emergency.Id.Value, reviewFirst.Id.Value });
    }

    private static Gen<T> OneOf<T>(T[] values) => Gen.Int[0, values.Length - 1].Select(n => values[n]);

    private static List<QueueEntry> Sorted(IEnumerable<QueueEntry> entries, Func<QueueEntry, QueuePlace> place) =>
        [.. entries.OrderBy(place).ThenBy(e => e.Id.Value, StringComparer.Ordinal)];

    private static Queue Received(IEnumerable<QueueEntry> world)
    {
        // Windows that are read before the entries arrive follow each of them.
        var queue = new Queue(Line);
        Assert.Empty(queue.Windows.TakeTriage());
        foreach (var entry in Versioned(world)) queue.Receive(entry);
        return queue;
    }

    private static IEnumerable<QueueEntry> Versioned(IEnumerable<QueueEntry> world) =>
        world.Select((entry, n) => entry with { Version = n + 1 });

    private static ImmutableDictionary<string, QueueEntry> Applied(ImmutableDictionary<string, QueueEntry> rows,
        IReadOnlyList<(ReferralId Id, QueueEntry? Shown)> changes)
    {
        foreach (var (id, shown) in changes)
            rows = shown is null ? rows.Remove(id.Value) : rows.SetItem(id.Value, shown);
        return rows;
    }

    private static List<string> Rows(IReadOnlyList<(ReferralId Id, QueueEntry? Shown)> changes) =>
        Keys(Applied([], changes).Values);

    private static List<string> Keys(IEnumerable<QueueEntry> entries) =>
        [.. entries.Select(e => e.Id.Value).Order(StringComparer.Ordinal)];

    private static IEnumerable<string> Texts(ImmutableDictionary<string, QueueEntry> rows) =>
        rows.Values.Select(e => e.ToString()).Order(StringComparer.Ordinal);

    private static SlotGrant Visit(int minutes)
    {
        var start = Morning + Duration.FromMinutes(minutes);
        return new SlotGrant($"b{minutes}", "slot", new ClinicianId("ames"), start, start + Duration.FromMinutes(30),
            VisitType.Video);
    }

    /// <summary>A routine referral in review that a nurse has taken; later numbers are due later.</summary>
    private static QueueEntry Entry(int number) => new(
        new ReferralId($"r{number:00000}"), 1, $"RS-{number:00000}", Line, Stage.Received, Priority.Routine, null,
        new Patient(new PatientName("Dana", "Okafor"), null, null, null, null, [], null, null), "Panic attacks", null,
        Morning, Morning + Duration.FromSeconds(number), false, "nora", null, EligibilityOutcome.Eligible, 0, null,
        null, null);
}
