using ReferralSilo.Faults.Histories;
using static ReferralSilo.Faults.CheckTests.AHistory;

namespace ReferralSilo.Faults.CheckTests;

/// <summary>I1, I2, I3: what clients were told against what is stored.</summary>
public sealed class CallCheckTests
{
    [Fact]
    public void An_acknowledged_referral_that_is_stored_and_shown_is_good() =>
        AnIntake().Reads(5, "r1", 1, "received").IsGood();

    [Fact]
    public void An_acknowledged_referral_that_is_not_stored_is_lost() =>
        new AHistory().Intake(1, "r1", "k1").Breaks("I1");

    [Theory]
    [InlineData(500, "internal-error", null)]
    [InlineData(502, null, null)]
    [InlineData(503, null, null)]
    [InlineData(503, "outcome-unknown", null)]
    public void An_answer_that_leaks_what_broke_is_seen(int status, string? code, string? operation) =>
        AnIntake().Call(5, 6, "POST", "/api/referrals/r1/accept", "k2", Told.Unknown, status, null, code,
            operation: operation).Breaks("answers");

    [Theory]
    [InlineData("unavailable", null)]
    [InlineData("draining", null)]
    [InlineData("outcome-unknown", "/api/operations/k2")]
    public void A_503_that_says_why_is_good(string code, string? operation) =>
        AnIntake().Call(5, 6, "POST", "/api/referrals/r1/accept", "k2", Told.Unknown, 503, null, code,
            operation: operation).IsGood();

    [Fact]
    public void An_acknowledged_command_that_is_not_stored_is_lost() =>
        AnIntake().Command(5, "r1", "accept", "k2", 2, "accepted").Breaks("I1");

    [Fact]
    public void An_acknowledged_referral_that_is_not_found_is_lost() =>
        AnIntake().Call(5, 5.1, "GET", "/api/referrals/r1", null, Told.Refused, 404, null, "not-found").Breaks("I1");

    [Fact]
    public void A_referral_that_is_shown_with_other_content_is_lost() =>
        AnIntake().Reads(5, "r1", 1, "received", content: "r1|Rivera||Sleepless|").Breaks("I1");

    [Fact]
    public void A_repetition_with_the_same_answer_is_good() => AnIntake()
        .Referral("r1", 5, "k2", Accepted(5, "k2")).Command(5, "r1", "accept", "k2", 2, "accepted")
        .Command(6, "r1", "accept", "k2", 2, "accepted", replayed: true).IsGood();

    [Fact]
    public void A_repetition_with_another_answer_is_seen() => AnIntake()
        .Referral("r1", 5, "k2", Accepted(5)).Referral("r1", 6, "k3", Contacted("k3", 6))
        .Command(5, "r1", "accept", "k2", 2, "accepted").Command(6, "r1", "accept", "k2", 3, "accepted").Breaks("I2");

    [Fact]
    public void A_key_that_took_effect_twice_is_seen_even_where_its_id_is_on_no_event() => AnIntake()
        .Unknown(5, "r1", "contact-attempts", "k2").Command(15, "r1", "contact-attempts", "k2", 3, "received")
        .Referral("r1", 6, null, Contacted("k2", 6)).Referral("r1", 15, null, Contacted("k2", 15)).Breaks("I2");

    [Fact]
    public void A_refused_command_without_effect_is_good() =>
        AnIntake().Command(5, "r1", "close", "k2", 0, "", code: "stage-wrong").IsGood();

    [Fact]
    public void A_refused_command_that_took_effect_is_seen() => AnIntake()
        .Command(5, "r1", "accept", "k2", 0, "", code: "claimed-by-another").Referral("r1", 7, "k2", Accepted(7))
            .Breaks("I3");

    [Fact]
    public void What_was_called_not_applied_and_took_effect_is_seen() => AnIntake()
        .Unknown(5, "r1", "accept", "k2").AsksFor(14, "k2", "not-applied").Referral("r1", 20, "k2", Accepted(20))
            .Breaks("I3");

    [Fact]
    public void What_was_called_not_applied_and_sent_anew_may_take_effect() => AnIntake()
        .Unknown(5, "r1", "accept", "k2").AsksFor(14, "k2", "not-applied")
        .Command(20, "r1", "accept", "k2", 2, "accepted").Referral("r1", 20, "k2", Accepted(20)).IsGood();

    [Fact]
    public void An_outcome_that_stays_unknown_is_seen() => AnIntake()
        .Add(new FaultBegan(Ticks(4), "kill", "silo-1"), new FaultEnded(Ticks(10), "kill", "silo-1"))
        .Unknown(5, "r1", "accept", "k2").AsksFor(80, "k2", "unknown").Breaks("I3");

    [Fact]
    public void An_outcome_that_is_unknown_while_recovery_lasts_is_good() => AnIntake()
        .Add(new FaultBegan(Ticks(4), "kill", "silo-1"), new FaultEnded(Ticks(10), "kill", "silo-1"))
        .Unknown(5, "r1", "accept", "k2").AsksFor(60, "k2", "unknown").IsGood();

    private static AHistory AnIntake() =>
        new AHistory().Intake(1, "r1", "k1").Referral("r1", 1.2, "k1", Received("r1", 1.2));
}
