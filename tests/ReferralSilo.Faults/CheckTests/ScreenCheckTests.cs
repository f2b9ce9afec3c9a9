using ReferralSilo.Faults.Histories;
using ReferralSilo.Grains.Boards;
using static ReferralSilo.Faults.CheckTests.AHistory;

namespace ReferralSilo.Faults.CheckTests;

/// <summary>I8, I9, I13, I16: the content, the live state and the cost of screens.</summary>
public sealed class ScreenCheckTests
{
    private const string Triage = "triage/behavioral-health";

    [Fact]
    public void A_screen_that_shows_what_is_stored_is_good() =>
        AnIntake().Watches(5, Triage).Sees(11, Triage, 1, 2, [], new RowShown("r1", 1)).IsValid();

    [Fact]
    public void A_gap_between_frames_is_detected() =>
        AnIntake().Watches(5, Triage).Sees(11, Triage, 2, 3, [], new RowShown("r1", 1)).Violates("I8");

    [Fact]
    public void A_screen_that_goes_on_from_its_cursor_is_good() =>
        AnIntake().Watches(5, Triage).Sees(11, Triage, 1, 2, [], new RowShown("r1", 1))
        .Add(new BoardEnded(Ticks(20), "w1", Triage, "silo-draining"),
            new BoardRequested(Ticks(21), "w1", Triage, "silo-2", "nurse", true, "e1", 2))
        .Sees(22, Triage, 2, 3, []).IsValid();

    [Fact]
    public void A_missing_row_is_detected() =>
        AnIntake(answeredAt: 10.5).Watches(5, Triage).Add(new LiveChanged(Ticks(12), "w1", Triage, false))
            .Violates("I8");

    [Fact]
    public void A_row_of_a_long_queue_may_be_counted_instead() => ALongQueue(BoardLimits.QueueRows, more: 1).IsValid();

    [Fact]
    public void A_count_that_is_too_small_is_detected() =>
        ALongQueue(BoardLimits.QueueRows, more: 1).Referral("r2", 10, "k2", Received("r2", 10)).Violates("I8");

    [Fact]
    public void A_count_that_is_too_large_is_detected() => ALongQueue(BoardLimits.QueueRows, more: 2).Violates("I8");

    [Fact]
    public void A_count_of_a_board_that_has_rows_left_is_detected() =>
        ALongQueue(BoardLimits.QueueRows - 1, more: 1).Violates("I8");

    [Fact]
    public void A_count_that_changes_after_the_store_was_read_is_good() =>
        ALongQueue(BoardLimits.QueueRows, more: 1).Add(new FrameReceived(Ticks(101), "w1", Triage, "silo-1", "e1", 2, 3,
            false, [new RowShown("new", 1)], ["q0"], More: 2)).IsValid();

    [Fact]
    public void A_row_left_over_is_detected() => AnIntake().Referral("r1", 30, "k2", Accepted(30))
        .Watches(5, Triage).Sees(11, Triage, 1, 2, [], new RowShown("r1", 1)).Violates("I8");

    [Fact]
    public void A_row_that_is_old_is_detected() => AnIntake().Referral("r1", 30, "k2", Contacted("k2", 30))
        .Watches(5, Triage).Sees(11, Triage, 1, 2, [], new RowShown("r1", 1)).Violates("I8");

    [Fact]
    public void A_row_that_is_newer_than_the_store_as_it_was_read_is_good() => AnIntake()
        .Watches(5, Triage).Sees(11, Triage, 1, 2, [], new RowShown("r1", 1))
            .Sees(101, Triage, 2, 3, [], new RowShown("r1", 2)).IsValid();

    [Fact]
    public void A_live_screen_that_counts_a_referral_of_a_long_queue_is_not_behind() =>
        ALongQueue(BoardLimits.QueueRows, more: 1, isLive: true).IsValid();

    [Fact]
    public void A_screen_that_says_live_and_is_six_seconds_behind_is_detected() =>
        AnIntake().Watches(5, Triage).Sees(16.6, Triage, 1, 2, [], new RowShown("r1", 1)).Violates("I9");

    [Fact]
    public void A_screen_that_is_behind_and_says_so_is_good() => AnIntake().Watches(5, Triage)
        .Add(new LiveChanged(Ticks(14), "w1", Triage, false)).Sees(20, Triage, 1, 2, [], new RowShown("r1", 1))
        .Add(new LiveChanged(Ticks(20), "w1", Triage, true)).IsValid();

    [Fact]
    public void A_row_that_came_and_went_is_valid() =>
        AnIntake().Referral("r1", 12, "k2", Accepted(12)).Watches(5, Triage).Sees(30, Triage, 1, 1, []).IsValid();

    [Fact]
    public void A_board_shown_to_an_account_without_the_right_is_detected() => new AHistory()
        .Add(new BoardRequested(Ticks(5), "w1", "desk/dermatology", "silo-1", "source", Allowed: false))
        .Add(new FrameReceived(Ticks(6), "w1", "desk/dermatology", "silo-1", "e1", 0, 1, true, [], [])).Violates("I13");

    [Fact]
    public void A_board_refused_to_an_account_without_the_right_is_good() => new AHistory()
        .Add(new BoardRequested(Ticks(5), "w1", "desk/dermatology", "silo-1", "source", Allowed: false))
        .Add(new BoardEnded(Ticks(6), "w1", "desk/dermatology", "board-forbidden")).IsValid();

    [Fact]
    public void Stalled_clients_that_cost_half_a_mebibyte_are_good() => Stalled(10, 205).IsValid();

    [Fact]
    public void Stalled_clients_that_cost_two_mebibytes_are_detected() => Stalled(10, 220).Violates("I16");

    [Fact]
    public void A_silo_that_grows_as_it_did_before_is_good() => Stalled(Growing("silo-1", 8, 8)).IsValid();

    [Fact]
    public void A_silo_that_grows_much_faster_than_before_is_detected() =>
        Stalled(Growing("silo-1", 2, 8)).Violates("I16");

    [Fact]
    public void Silos_that_all_grow_faster_than_before_are_good() =>
        Stalled(Growing("silo-1", 2, 8), Growing("silo-2", 1, 4)).IsValid();

    [Fact]
    public void A_silo_that_grows_on_when_the_others_do_not_is_detected() =>
        Stalled(Growing("silo-1", 8, 8), Growing("silo-2", 8, 0)).Violates("I16");

    [Fact]
    public void Answers_as_quick_beside_stalled_clients_as_without_are_good() =>
        Answers(n => n % 10 == 0 ? 0.19 : 0.1).IsValid();

    [Fact]
    public void One_in_twenty_answers_three_times_as_late_is_detected() =>
        Answers(n => n % 20 == 0 ? 0.3 : 0.1).Violates("I16");

    [Fact]
    public void A_few_late_answers_are_chance() => Answers(n => n % 60 == 0 ? 0.3 : 0.1).IsValid();

    [Fact]
    public void Changes_shown_as_soon_beside_stalled_clients_as_without_are_good() =>
        Changes(shownAfter: 0.15).IsValid();

    [Fact]
    public void Changes_shown_three_times_as_late_beside_stalled_clients_are_detected() =>
        Changes(shownAfter: 0.3).Violates("I16");

    [Fact]
    public void A_screen_that_shows_nothing_beside_stalled_clients_is_detected() =>
        Changes(shownAfter: null).Violates("I16");

    /// <summary>
    /// Two hundred answers without and two hundred beside stalled clients; the parameter gives the seconds of the n-th
    /// answer beside them.
    /// </summary>
    private static AHistory Answers(Func<int, double> beside)
    {
        var history = new AHistory()
            .Add(new LoadPeriod(Ticks(0), Ticks(20), 0), new LoadPeriod(Ticks(20), Ticks(40), 100));
        foreach (var n in Enumerable.Range(0, 200))
        {
            history.Call(n * 0.1, (n * 0.1) + 0.1, "GET", "/api/capacity", null, CallOutcome.Ok, 200, null);
            history.Call(20 + (n * 0.1), 20 + (n * 0.1) + beside(n), "GET", "/api/capacity", null, CallOutcome.Ok, 200,
                null);
        }

        return history;
    }

    /// <summary>
    /// The same for two hundred changes of a referral on a screen, shown after 0.1 s without stalled clients; null: the
    /// changes beside stalled clients are shown only when those are gone.
    /// </summary>
    private static AHistory Changes(double? shownAfter)
    {
        var history = AnIntake().Watches(11, Triage, new RowShown("r1", 1))
            .Add(new LoadPeriod(Ticks(12), Ticks(52), 0), new LoadPeriod(Ticks(52), Ticks(92), 100));
        foreach (var n in Enumerable.Range(0, 400))
        {
            var (at, version) = (12 + (n * 0.2), n + 2);
            history.Command(at, "r1", "contact-attempts", $"c{n}", version, "received")
                .Referral("r1", at, $"c{n}", Contacted($"c{n}", at));
            if (n < 200 || shownAfter is not null)
                history.Sees(at + (n < 200 ? 0.1 : shownAfter!.Value), Triage, n + 1, n + 2, [],
                    new RowShown("r1", version));
        }

        return shownAfter is not null ? history : history.Add(new LiveChanged(Ticks(53), "w1", Triage, false))
            .Sees(93, Triage, 201, 202, [], new RowShown("r1", 401));
    }

    /// <summary>A queue of which one referral has no row.</summary>
    private static AHistory ALongQueue(int rows, int more, bool isLive = false)
    {
        var history = AnIntake();
        var ids = Enumerable.Range(0, rows).Select(n => $"q{n}").ToList();
        foreach (var id in ids) history.Referral(id, 10, "k" + id, Received(id, 10));
        history.Watches(5, Triage);
        if (!isLive) history.Add(new LiveChanged(Ticks(12), "w1", Triage, false));
        return history.Add(new FrameReceived(Ticks(13), "w1", Triage, "silo-1", "e1", 1, 2, false,
                [.. ids.Select(id => new RowShown(id, 1))], [], more),
            new FrameReceived(Ticks(20), "w1", Triage, "silo-1", "e1", 2, 2, false, [], [], more));
    }

    private static AHistory AnIntake(double answeredAt = 10.5) =>
        new AHistory().Intake(10, "r1", "k1", answeredAt).Referral("r1", 10.2, "k1", Received("r1", 10.2));

    private static AHistory Stalled(params HistoryLine[][] silos) => new AHistory().Add([.. silos.SelectMany(s => s)])
        .Add(new ClientsStalled(Ticks(29.5), "silo-1", 100), new ClientsStalled(Ticks(80), "silo-1", 0));

    /// <summary>A silo that grows by this many MiB per second for 30 s before a stall and 45 s during it.</summary>
    private static HistoryLine[] Growing(string silo, long before, long during) =>
        [.. Enumerable.Range(0, 75).Select(s =>
        new SiloObserved(Ticks(s), silo, 1, "memory",
            (200 + (Math.Min(s, 30) * before) + (Math.Max(s - 30, 0) * during)) << 20))];

    /// <summary>A silo at 200 MiB, then at another size while clients are stalled.</summary>
    private static AHistory Stalled(int clients, long mebibytes) => new AHistory()
        .Add([.. Enumerable.Range(1, 5).Select(s => new SiloObserved(Ticks(s), "silo-1", 1, "memory", 200L << 20))])
        .Add(new ClientsStalled(Ticks(6), "silo-1", clients))
        .Add([.. Enumerable.Range(7, 10)
            .Select(s => new SiloObserved(Ticks(s), "silo-1", 1, "memory", mebibytes << 20))])
        .Add(new ClientsStalled(Ticks(18), "silo-1", 0));
}
