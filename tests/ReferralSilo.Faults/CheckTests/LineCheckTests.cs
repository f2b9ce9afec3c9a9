using System.Text.Json;
using ReferralSilo.Contracts;
using ReferralSilo.Domain.Referrals;
using ReferralSilo.Faults.Histories;
using static ReferralSilo.Faults.CheckTests.AHistory;

namespace ReferralSilo.Faults.CheckTests;

/// <summary>I6, I7, I10: the line of events, its reads, its clocks.</summary>
public sealed class LineCheckTests
{
    [Fact]
    public void Reads_that_go_forward_are_good() =>
        AnAccepted().Reads(3, "r1", 1, "received").Reads(8, "r1", 2, "accepted").IsGood();

    [Fact]
    public void A_gap_in_the_line_is_seen() => AnAccepted().Add(ClosedAs(4)).Breaks("I6");

    [Fact]
    public void An_impossible_step_is_seen() => AnAccepted().Add(ClosedAs(3)).Breaks("I6");

    [Fact]
    public void A_state_that_is_not_what_its_events_say_is_seen()
    {
        var history = AnAccepted().Made();
        var state = history.FinalStates[0];
        var other = JsonSerializer.SerializeToElement(new { });
        Assert.Contains(
            Checks.Checkers.Check(new([.. history.Lines.Where(l => l != state), state with { Body = other }])), v =>
            v.Invariant == "I6");
    }

    [Fact]
    public void A_read_of_what_was_never_committed_is_seen() => AnAccepted().Reads(8, "r1", 2, "received").Breaks("I6");

    [Fact]
    public void A_read_older_than_what_its_client_was_shown_is_seen() =>
        AnAccepted().Reads(8, "r1", 2, "accepted").Reads(9, "r1", 1, "received").Breaks("I6");

    [Fact]
    public void A_read_older_than_an_acknowledged_write_is_seen() =>
        AnAccepted().Command(5, "r1", "accept", "k2", 2, "accepted").Reads(9, "r1", 1, "received", client: "c2")
            .Breaks("I6");

    [Fact]
    public void A_read_that_began_before_another_was_answered_may_show_less() =>
        AnAccepted().Reads(8, "r1", 2, "accepted")
            .Call(8, 8.3, "GET", "/api/referrals/r1", null, Told.Ok, 200, new("r1", 1, "received", Content("r1")))
            .IsGood();

    [Fact]
    public void Another_client_may_be_shown_less_while_a_silo_is_frozen() => ShowsLess("freeze-5s", "c2").IsGood();

    [Theory]
    [InlineData("freeze-5s", "c1")]
    [InlineData("kill-one", "c2")]
    public void A_read_older_than_what_was_shown_is_seen_whatever_happens_meanwhile(string fault, string client) =>
        ShowsLess(fault, client).Breaks("I6");

    [Theory]
    [InlineData(null, true)]
    [InlineData("behavioral-health", false)]
    public void An_open_referral_without_owner_or_clock_is_seen(string? owner, bool clock) => AnAccepted()
        .Add(new StoreRead(Ticks(50), 0, At(50), false))
        .Add(new StateStored(Ticks(50), 0, "referral", "r1", 2, "accepted", true, owner, At(5), clock ? At(7200)
            : null)).Breaks("I7");

    [Fact]
    public void An_open_referral_without_an_owner_for_a_moment_is_good() => AnAccepted()
        .Add(new StoreRead(Ticks(14), 0, At(14), false),
            new StateStored(Ticks(14), 0, "referral", "r1", 2, "accepted", true, null, At(5), At(7200))).IsGood();

    [Fact]
    public void A_clock_that_rings_in_its_time_is_good() =>
        Due(30).Referral("r1", 30.2, null, Breached(1, 30, 1000)).IsGood();

    [Fact]
    public void A_clock_that_rings_early_is_seen() =>
        Due(30).Referral("r1", 28, null, Breached(1, 30, 1000)).Breaks("I10");

    [Fact]
    public void A_clock_that_rings_twice_is_seen() =>
        Due(30).Referral("r1", 30, null, Breached(1, 30, 31)).Referral("r1", 31, null, Breached(1, 30, 1000))
        .Breaks("I10");

    [Fact]
    public void A_clock_that_does_not_ring_is_seen() => Due(30).Breaks("I10");

    [Fact]
    public void A_clock_that_has_not_rung_yet_when_the_store_is_read_is_good() => Due(90).IsGood();

    private static AHistory ShowsLess(string fault, string client) => AnAccepted()
        .Add(new FaultBegan(Ticks(7), fault, "silo-2"), new FaultEnded(Ticks(12), fault, "silo-2"))
        .Reads(8, "r1", 2, "accepted").Reads(9, "r1", 1, "received", client: client);

    private static EventStored ClosedAs(long version) =>
        new(Ticks(Read), 1, "referral", "r1", version, "closed", "x", At(9), null,
        JsonSerializer.SerializeToElement<ReferralEvent>(new ReferralEvent.Closed(null), ReferralJson.Options));

    private static AHistory AnAccepted() =>
        new AHistory().Referral("r1", 1, "k1", Received("r1", 1)).Referral("r1", 5, "k2", Accepted(5));

    private static AHistory Due(double due) => new AHistory().Referral("r1", 1, "k1", Received("r1", 1, due));

    private static ReferralEvent.TargetBreached Breached(int ring, double due, double next) =>
        new(ClockKind.Review, At(due), ring, At(next));
}
