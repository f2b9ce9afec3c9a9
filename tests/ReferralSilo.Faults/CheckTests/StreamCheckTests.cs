using System.Text.Json;
using ReferralSilo.Contracts;
using ReferralSilo.Domain.Referrals;
using ReferralSilo.Faults.Histories;
using static ReferralSilo.Faults.CheckTests.AHistory;

namespace ReferralSilo.Faults.CheckTests;

/// <summary>I6, I7, I10: the events of a stream, its reads and its deadlines.</summary>
public sealed class StreamCheckTests
{
    [Fact]
    public void Reads_that_go_forward_are_good() =>
        AnAccepted().Reads(3, "r1", 1, "received").Reads(8, "r1", 2, "accepted").IsValid();

    [Fact]
    public void A_gap_in_the_events_is_detected() => AnAccepted().Add(ClosedAs(4)).Violates("I6");

    [Fact]
    public void An_impossible_step_is_detected() => AnAccepted().Add(ClosedAs(3)).Violates("I6");

    [Fact]
    public void A_state_that_differs_from_its_events_is_detected()
    {
        var history = AnAccepted().Build();
        var state = history.FinalStates[0];
        var other = JsonSerializer.SerializeToElement(new { });
        Assert.Contains(
            Checks.Checkers.Check(new([.. history.Lines.Where(l => l != state), state with { Body = other }])), v =>
            v.Invariant == "I6");
    }

    [Fact]
    public void A_read_of_an_uncommitted_state_is_detected() =>
        AnAccepted().Reads(8, "r1", 2, "received").Violates("I6");

    [Fact]
    public void A_read_older_than_what_its_client_was_shown_is_detected() =>
        AnAccepted().Reads(8, "r1", 2, "accepted").Reads(9, "r1", 1, "received").Violates("I6");

    [Fact]
    public void A_read_older_than_an_acknowledged_write_is_detected() =>
        AnAccepted().Command(5, "r1", "accept", "k2", 2, "accepted").Reads(9, "r1", 1, "received", client: "c2")
            .Violates("I6");

    [Fact]
    public void A_read_that_began_before_another_was_answered_may_be_older() =>
        AnAccepted().Reads(8, "r1", 2, "accepted")
            .Call(8, 8.3, "GET", "/api/referrals/r1", null, CallOutcome.Ok, 200,
                new("r1", 1, "received", Content("r1")))
            .IsValid();

    [Fact]
    public void Another_client_may_get_an_older_state_while_a_silo_is_frozen() =>
        ReadsOlder("freeze-5s", "c2").IsValid();

    [Theory]
    [InlineData("freeze-5s", "c1")]
    [InlineData("kill-one", "c2")]
    public void A_read_older_than_an_earlier_answer_is_detected_during_these_faults(string fault, string client) =>
        ReadsOlder(fault, client).Violates("I6");

    [Theory]
    [InlineData(null, true)]
    [InlineData("behavioral-health", false)]
    public void An_open_referral_without_owner_or_clock_is_detected(string? owner, bool clock) => AnAccepted()
        .Add(new StoreRead(Ticks(50), 0, At(50), false))
        .Add(new StateStored(Ticks(50), 0, "referral", "r1", 2, "accepted", true, owner, At(5), clock ? At(7200)
            : null)).Violates("I7");

    [Fact]
    public void An_open_referral_without_an_owner_for_a_moment_is_good() => AnAccepted()
        .Add(new StoreRead(Ticks(14), 0, At(14), false),
            new StateStored(Ticks(14), 0, "referral", "r1", 2, "accepted", true, null, At(5), At(7200))).IsValid();

    [Fact]
    public void A_deadline_that_fires_in_time_is_good() =>
        Due(30).Referral("r1", 30.2, null, Breached(1, 30, 1000)).IsValid();

    [Fact]
    public void A_deadline_that_fires_early_is_detected() =>
        Due(30).Referral("r1", 28, null, Breached(1, 30, 1000)).Violates("I10");

    [Fact]
    public void A_deadline_that_fires_twice_is_detected() =>
        Due(30).Referral("r1", 30, null, Breached(1, 30, 31)).Referral("r1", 31, null, Breached(1, 30, 1000))
        .Violates("I10");

    [Fact]
    public void A_deadline_that_does_not_fire_is_detected() => Due(30).Violates("I10");

    [Fact]
    public void A_deadline_after_the_last_reading_of_the_store_is_good() => Due(90).IsValid();

    private static AHistory ReadsOlder(string fault, string client) => AnAccepted()
        .Add(new FaultBegan(Ticks(7), fault, "silo-2"), new FaultEnded(Ticks(12), fault, "silo-2"))
        .Reads(8, "r1", 2, "accepted").Reads(9, "r1", 1, "received", client: client);

    private static EventStored ClosedAs(long version) =>
        new(Ticks(Read), 1, "referral", "r1", version, "closed", "x", At(9), null,
        JsonSerializer.SerializeToElement<ReferralEvent>(new ReferralEvent.Closed(null), ReferralJson.Options));

    private static AHistory AnAccepted() =>
        new AHistory().Referral("r1", 1, "k1", Received("r1", 1)).Referral("r1", 5, "k2", Accepted(5));

    private static AHistory Due(double due) => new AHistory().Referral("r1", 1, "k1", Received("r1", 1, due));

    private static ReferralEvent.TargetBreached Breached(int number, double due, double next) =>
        new(ClockKind.Review, At(due), number, At(next));
}
