using ReferralSilo.Faults.Histories;
using static ReferralSilo.Faults.CheckTests.AHistory;

namespace ReferralSilo.Faults.CheckTests;

/// <summary>I8, I9, I13, I16: what screens show, say and cost.</summary>
public sealed class ScreenCheckTests
{
    private const string Triage = "triage/behavioral-health";

    [Fact]
    public void A_screen_that_shows_what_is_stored_is_good() => AnIntake().Watches(5, Triage).Sees(11, Triage, 1, 2, [], new RowShown("r1", 1)).IsGood();

    [Fact]
    public void A_gap_between_frames_is_seen() => AnIntake().Watches(5, Triage).Sees(11, Triage, 2, 3, [], new RowShown("r1", 1)).Breaks("I8");

    [Fact]
    public void A_screen_that_goes_on_from_its_cursor_is_good() => AnIntake().Watches(5, Triage).Sees(11, Triage, 1, 2, [], new RowShown("r1", 1))
        .Add(new BoardEnded(Ticks(20), "w1", Triage, "silo-draining"), new BoardAsked(Ticks(21), "w1", Triage, "silo-2", "nurse", true, "e1", 2))
        .Sees(22, Triage, 2, 3, []).IsGood();

    [Fact]
    public void A_row_that_never_came_is_seen() => AnIntake(told: 10.5).Watches(5, Triage).Add(new ScreenTurned(Ticks(12), "w1", Triage, false)).Breaks("I8");

    [Fact]
    public void A_row_that_stayed_is_seen() => AnIntake().Referral("r1", 30, "k2", Accepted(30))
        .Watches(5, Triage).Sees(11, Triage, 1, 2, [], new RowShown("r1", 1)).Breaks("I8");

    [Fact]
    public void A_row_that_is_old_is_seen() => AnIntake().Referral("r1", 30, "k2", Contacted("k2", 30))
        .Watches(5, Triage).Sees(11, Triage, 1, 2, [], new RowShown("r1", 1)).Breaks("I8");

    [Fact]
    public void A_row_that_is_newer_than_the_store_as_it_was_read_is_good() => AnIntake()
        .Watches(5, Triage).Sees(11, Triage, 1, 2, [], new RowShown("r1", 1)).Sees(101, Triage, 2, 3, [], new RowShown("r1", 2)).IsGood();

    [Fact]
    public void A_screen_that_says_live_and_is_six_seconds_behind_is_seen() =>
        AnIntake().Watches(5, Triage).Sees(16.6, Triage, 1, 2, [], new RowShown("r1", 1)).Breaks("I9");

    [Fact]
    public void A_screen_that_is_behind_and_says_so_is_good() => AnIntake().Watches(5, Triage)
        .Add(new ScreenTurned(Ticks(14), "w1", Triage, false)).Sees(20, Triage, 1, 2, [], new RowShown("r1", 1))
        .Add(new ScreenTurned(Ticks(20), "w1", Triage, true)).IsGood();

    [Fact]
    public void A_row_that_came_and_went_is_no_lie() => AnIntake().Referral("r1", 12, "k2", Accepted(12)).Watches(5, Triage).Sees(30, Triage, 1, 1, []).IsGood();

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
    public void Silos_that_all_grow_faster_than_before_are_good() => Stalled(Growing("silo-1", 2, 8), Growing("silo-2", 1, 4)).IsGood();

    [Fact]
    public void A_silo_that_grows_on_when_the_others_do_not_is_seen() => Stalled(Growing("silo-1", 8, 8), Growing("silo-2", 8, 0)).Breaks("I16");

    private static AHistory AnIntake(double told = 10.5) => new AHistory().Intake(10, "r1", "k1", told).Referral("r1", 10.2, "k1", Received("r1", 10.2));

    private static AHistory Stalled(params HistoryLine[][] silos) => new AHistory().Add([.. silos.SelectMany(s => s)])
        .Add(new ClientsStalled(Ticks(29.5), "silo-1", 100), new ClientsStalled(Ticks(80), "silo-1", 0));

    /// <summary>A silo that grows by so many MiB a second for 30 s before a stall and 45 s in it.</summary>
    private static HistoryLine[] Growing(string silo, long before, long during) => [.. Enumerable.Range(0, 75).Select(s =>
        new SiloSeen(Ticks(s), silo, 1, "memory", (200 + (Math.Min(s, 30) * before) + (Math.Max(s - 30, 0) * during)) << 20))];

    /// <summary>A silo at 200 MiB, then with so many clients stalled at so many MiB.</summary>
    private static AHistory Stalled(int clients, long mebibytes) => new AHistory()
        .Add([.. Enumerable.Range(1, 5).Select(s => new SiloSeen(Ticks(s), "silo-1", 1, "memory", 200L << 20))])
        .Add(new ClientsStalled(Ticks(6), "silo-1", clients))
        .Add([.. Enumerable.Range(7, 10).Select(s => new SiloSeen(Ticks(s), "silo-1", 1, "memory", mebibytes << 20))])
        .Add(new ClientsStalled(Ticks(18), "silo-1", 0));
}
