using ReferralSilo.Faults.Histories;
using static ReferralSilo.Faults.CheckTests.AHistory;

namespace ReferralSilo.Faults.CheckTests;

/// <summary>I1, I2, I3: answers to clients compared with the store.</summary>
public sealed class CallCheckTests
{
    [Fact]
    public void An_acknowledged_referral_that_is_stored_and_shown_is_good() =>
        AnIntake().Reads(5, "r1", 1, "received").IsValid();

    [Fact]
    public void An_acknowledged_referral_that_is_not_stored_is_lost() =>
        new AHistory().Intake(1, "r1", "k1").Violates("I1");

    [Theory]
    [InlineData(500, "internal-error", null)]
    [InlineData(502, null, null)]
    [InlineData(503, null, null)]
    [InlineData(503, "outcome-unknown", null)]
    public void An_error_without_the_required_fields_is_detected(int status, string? code, string? operation) =>
        AnIntake().Call(5, 6, "POST", "/api/referrals/r1/accept", "k2", CallOutcome.Unknown, status, null, code,
            operation: operation).Violates("answers");

    [Theory]
    [InlineData("unavailable", null)]
    [InlineData("draining", null)]
    [InlineData("outcome-unknown", "/api/operations/k2")]
    public void A_503_with_a_code_is_good(string code, string? operation) =>
        AnIntake().Call(5, 6, "POST", "/api/referrals/r1/accept", "k2", CallOutcome.Unknown, 503, null, code,
            operation: operation).IsValid();

    [Fact]
    public void An_acknowledged_command_that_is_not_stored_is_lost() =>
        AnIntake().Command(5, "r1", "accept", "k2", 2, "accepted").Violates("I1");

    [Fact]
    public void An_acknowledged_referral_that_is_not_found_is_lost() =>
        AnIntake().Call(5, 5.1, "GET", "/api/referrals/r1", null, CallOutcome.Refused, 404, null, "not-found")
            .Violates("I1");

    [Fact]
    public void A_referral_that_is_shown_with_other_content_is_lost() =>
        AnIntake().Reads(5, "r1", 1, "received", content: "r1|Rivera||Sleepless|").Violates("I1");

    [Fact]
    public void A_repetition_with_the_same_answer_is_good() => AnIntake()
        .Referral("r1", 5, "k2", Accepted(5, "k2")).Command(5, "r1", "accept", "k2", 2, "accepted")
        .Command(6, "r1", "accept", "k2", 2, "accepted", replayed: true).IsValid();

    [Fact]
    public void A_repetition_with_another_answer_is_detected() => AnIntake()
        .Referral("r1", 5, "k2", Accepted(5)).Referral("r1", 6, "k3", Contacted("k3", 6))
        .Command(5, "r1", "accept", "k2", 2, "accepted").Command(6, "r1", "accept", "k2", 3, "accepted").Violates("I2");

    [Fact]
    public void A_key_that_took_effect_twice_is_detected_even_where_its_id_is_on_no_event() => AnIntake()
        .Unknown(5, "r1", "contact-attempts", "k2").Command(15, "r1", "contact-attempts", "k2", 3, "received")
        .Referral("r1", 6, null, Contacted("k2", 6)).Referral("r1", 15, null, Contacted("k2", 15)).Violates("I2");

    [Fact]
    public void A_refused_command_without_effect_is_good() =>
        AnIntake().Command(5, "r1", "close", "k2", 0, "", code: "stage-wrong").IsValid();

    [Fact]
    public void A_refused_command_that_took_effect_is_detected() => AnIntake()
        .Command(5, "r1", "accept", "k2", 0, "", code: "claimed-by-another").Referral("r1", 7, "k2", Accepted(7))
            .Violates("I3");

    [Fact]
    public void An_operation_reported_not_applied_that_took_effect_is_detected() => AnIntake()
        .Unknown(5, "r1", "accept", "k2").AsksFor(14, "k2", "not-applied").Referral("r1", 20, "k2", Accepted(20))
            .Violates("I3");

    [Fact]
    public void An_operation_reported_not_applied_may_take_effect_when_sent_again() => AnIntake()
        .Unknown(5, "r1", "accept", "k2").AsksFor(14, "k2", "not-applied")
        .Command(20, "r1", "accept", "k2", 2, "accepted").Referral("r1", 20, "k2", Accepted(20)).IsValid();

    [Fact]
    public void An_outcome_that_stays_unknown_is_detected() => AnIntake()
        .Add(new FaultBegan(Ticks(4), "kill", "silo-1"), new FaultEnded(Ticks(10), "kill", "silo-1"))
        .Unknown(5, "r1", "accept", "k2").AsksFor(80, "k2", "unknown").Violates("I3");

    [Fact]
    public void An_outcome_that_is_unknown_while_recovery_lasts_is_good() => AnIntake()
        .Add(new FaultBegan(Ticks(4), "kill", "silo-1"), new FaultEnded(Ticks(10), "kill", "silo-1"))
        .Unknown(5, "r1", "accept", "k2").AsksFor(60, "k2", "unknown").IsValid();

    private static AHistory AnIntake() =>
        new AHistory().Intake(1, "r1", "k1").Referral("r1", 1.2, "k1", Received("r1", 1.2));
}
