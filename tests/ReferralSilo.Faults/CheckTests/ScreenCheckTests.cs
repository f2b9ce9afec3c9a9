using ReferralSilo.Faults.Histories;
using static ReferralSilo.Faults.CheckTests.AHistory;

namespace ReferralSilo.Faults.CheckTests;

/// <summary>I8, I9, I13, I16: what screens show, say and cost.</summary>
public sealed class ScreenCheckTests
{
    private const string Triage = "triage/behavioral-health";

    [Fact]
    public void A_screen_that_shows_what_is_stored_is_good() =>
        AnIntake().Watches(5, Triage).Sees(11, Triage, 1, 2, [], new RowShown("r1", 1)).IsGood();

    [Fact]
    public void A_gap_between_frames_is_seen() =>
        AnIntake().Watches(5, Triage).Sees(11, Triage, 2, 3, [], new RowShown("r1", 1)).Breaks("I8");

    [Fact]
    public void A_screen_that_goes_on_from_its_cursor_is_good() =>
        AnIntake().Watches(5, Triage).Sees(11, Triage, 1, 2, [], new RowShown("r1", 1))
        .Add(new BoardEnded(Ticks(20), "w1", Triage, "silo-draining"),
            new BoardAsked(Ticks(21), "w1", Triage, "silo-2", "nurse", true, "e1", 2))
        .Sees(22, Triage, 2, 3, []).IsGood();

    [Fact]
    public void A_row_that_never_came_is_seen() =>
        AnIntake(told: 10.5).Watches(5, Triage).Add(new ScreenTurned(Ticks(12), "w1", Triage, false)).Breaks("I8");

    [Fact]
    public void A_row_that_stayed_is_seen() => AnIntake().Referral("r1", 30, "k2", Accepted(30))
        .Watches(5, Triage).Sees(11, Triage, 1, 2, [], new RowShown("r1", 1)).Breaks("I8");

    [Fact]
    public void A_row_that_is_old_is_seen() => AnIntake().Referral("r1", 30, "k2", Contacted("k2", 30))
        .Watches(5, Triage).Sees(11, Triage, 1, 2, [], new RowShown("r1", 1)).Breaks("I8");

    [Fact]
    public void A_row_that_is_newer_than_the_store_as_it_was_read_is_good() => AnIntake()
        .Watches(5, Triage).Sees(11, Triage, 1, 2, [], new RowShown("r1", 1))
            .Sees(101, Triage, 2, 3, [], new RowShown("r1", 2)).IsGood();

    [Fact]
    public void A_screen_that_says_live_and_is_six_seconds_behind_is_seen() =>
        AnIntake().Watches(5, Triage).Sees(16.6, Triage, 1, 2, [], new RowShown("r1", 1)).Breaks("I9");

    [Fact]
    public void A_screen_that_is_behind_and_says_so_is_good() => AnIntake().Watches(5, Triage)
        .Add(new ScreenTurned(Ticks(14), "w1", Triage, false)).Sees(20, Triage, 1, 2, [], new RowShown("r1", 1))
        .Add(new ScreenTurned(Ticks(20), "w1", Triage, true)).IsGood();

    [Fact]
    public void A_row_that_came_and_went_is_no_lie() =>
        AnIntake().Referral("r1", 12, "k2", Accepted(12)).Watches(5, Triage).Sees(30, Triage, 1, 1, []).IsGood();

    [Fact]
    public void A_board_shown_to_whoever_may_not_see_it_is_seen() => new AHistory()
        .Add(new BoardAsked(Ticks(5), "w1", "desk/dermatology", "silo-1", "source", Allowed: false))
        .Add(new BoardShown(Ticks(6), "w1", "desk/dermatology", "silo-1", "e1", 0, 1, true, [], [])).Breaks("I13");

    [Fact]
    public void A_board_refused_to_whoever_may_not_see_it_is_good() => new AHistory()
        .Add(new BoardAsked(Ticks(5), "w1", "desk/dermatology", "silo-1", "source", Allowed: false))
        .Add(new BoardEnded(Ticks(6), "w1", "desk/dermatology", "board-forbidden")).IsGood();

    [Fact]
    public void Stalled_clients_that_cost_half_a_mebibyte_are_good() => Stalled(10, 205).IsGood();

    [Fact]
    public void Stalled_clients_that_cost_two_mebibytes_are_seen() => Stalled(10, 220).Breaks("I16");

    [Fact]
    public void A_silo_that_grows_as_it_did_before_is_good() => Stalled(Growing("silo-1", 8, 8)).IsGood();

    [Fact]
    public void A_silo_that_grows_much_faster_than_before_is_seen() => Stalled(Growing("silo-1", 2, 8)).Breaks("I16");

    [Fact]
    public void Silos_that_all_grow_faster_than_before_are_good() =>
        Stalled(Growing("silo-1", 2, 8), Growing("silo-2", 1, 4)).IsGood();

    [Fact]
    public void A_silo_that_grows_on_when_the_others_do_not_is_seen() =>
        Stalled(Growing("silo-1", 8, 8), Growing("silo-2", 8, 0)).Breaks("I16");

    [Fact]
    public void Answers_as_quick_beside_stalled_clients_as_without_are_good() =>
        Answers(n => n % 10 == 0 ? 0.19 : 0.1).IsGood();

    [Fact]
    public void One_in_twenty_answers_three_times_as_late_is_seen() =>
        Answers(n => n % 20 == 0 ? 0.3 : 0.1).Breaks("I16");

    [Fact]
    public void A_few_late_answers_are_chance() => Answers(n => n % 60 == 0 ? 0.3 : 0.1).IsGood();

    [Fact]
    public void Changes_shown_as_soon_beside_stalled_clients_as_without_are_good() =>
        Changes(shownAfter: 0.15).IsGood();

    [Fact]
    public void Changes_shown_three_times_as_late_beside_stalled_clients_are_seen() =>
        Changes(shownAfter: 0.3).Breaks("I16");

    [Fact]
    public void A_screen_that_shows_nothing_beside_stalled_clients_is_seen() => Changes(shownAfter: null).Breaks("I16");

    /// <summary>A while without and one beside stalled clients, of two hundred answers; what those beside took,
    /// seconds, by number.</summary>
    private static AHistory Answers(Func<int, double> beside)
    {
        var history = new AHistory()
            .Add(new PaceTaken(Ticks(0), Ticks(20), 0), new PaceTaken(Ticks(20), Ticks(40), 100));
        foreach (var n in Enumerable.Range(0, 200))
        {
            history.Call(n * 0.1, (n * 0.1) + 0.1, "GET", "/api/capacity", null, Told.Ok, 200, null);
            history.Call(20 + (n * 0.1), 20 + (n * 0.1) + beside(n), "GET", "/api/capacity", null, Told.Ok, 200, null);
        }

        return history;
    }

    /// <summary>
    /// The same of two hundred changes of a referral that a screen shows, those without after 0.1 s; null: what was
    /// changed beside stalled clients is shown when they are gone.
    /// </summary>
    private static AHistory Changes(double? shownAfter)
    {
        var history = AnIntake().Watches(11, Triage, new RowShown("r1", 1))
            .Add(new PaceTaken(Ticks(12), Ticks(52), 0), new PaceTaken(Ticks(52), Ticks(92), 100));
        foreach (var n in Enumerable.Range(0, 400))
        {
            var (at, version) = (12 + (n * 0.2), n + 2);
            history.Command(at, "r1", "contact-attempts", $"c{n}", version, "received")
                .Referral("r1", at, $"c{n}", Contacted($"c{n}", at));
            if (n < 200 || shownAfter is not null)
                history.Sees(at + (n < 200 ? 0.1 : shownAfter!.Value), Triage, n + 1, n + 2, [],
                    new RowShown("r1", version));
        }

        return shownAfter is not null ? history : history.Add(new ScreenTurned(Ticks(53), "w1", Triage, false))
            .Sees(93, Triage, 201, 202, [], new RowShown("r1", 401));
    }

    private static AHistory AnIntake(double told = 10.5) =>
        new AHistory().Intake(10, "r1", "k1", told).Referral("r1", 10.2, "k1", Received("r1", 10.2));

    private static AHistory Stalled(params HistoryLine[][] silos) => new AHistory().Add([.. silos.SelectMany(s => s)])
        .Add(new ClientsStalled(Ticks(29.5), "silo-1", 100), new ClientsStalled(Ticks(80), "silo-1", 0));

    /// <summary>A silo that grows by so many MiB a second for 30 s before a stall and 45 s in it.</summary>
    private static HistoryLine[] Growing(string silo, long before, long during) =>
        [.. Enumerable.Range(0, 75).Select(s =>
        new SiloSeen(Ticks(s), silo, 1, "memory",
            (200 + (Math.Min(s, 30) * before) + (Math.Max(s - 30, 0) * during)) << 20))];

    /// <summary>A silo at 200 MiB, then with so many clients stalled at so many MiB.</summary>
    private static AHistory Stalled(int clients, long mebibytes) => new AHistory()
        .Add([.. Enumerable.Range(1, 5).Select(s => new SiloSeen(Ticks(s), "silo-1", 1, "memory", 200L << 20))])
        .Add(new ClientsStalled(Ticks(6), "silo-1", clients))
        .Add([.. Enumerable.Range(7, 10).Select(s => new SiloSeen(Ticks(s), "silo-1", 1, "memory", mebibytes << 20))])
        .Add(new ClientsStalled(Ticks(18), "silo-1", 0));
}
