using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Referrals;
using static ReferralSilo.Domain.Tests.Referrals.AReferral;

namespace ReferralSilo.Domain.Tests.Referrals;

public sealed class ReferralOutreachTests
{
    [Fact]
    public void A_reached_patient_waits_for_a_slot() =>
        Assert.Equal((Stage.Waiting, ClockKind.Booking), (Waiting().Stage, Waiting().Clock!.Kind));

    [Fact]
    public void A_missed_call_is_repeated_after_the_retry_time_of_the_line()
    {
        var tried = Accepted().After(Tried(ContactOutcome.VoicemailLeft, "left word"), Minutes(5));

        Assert.Equal((Stage.Contacting, Minutes(5) + Duration.FromHours(24)), (tried.Stage, tried.Clock!.DueAt));
        Assert.Equal(("left word", Nurse, ContactOutcome.VoicemailLeft),
            tried.Case.ContactAttempts.Select(a => (a.Note, a.By, a.Outcome)).Single());
    }

    [Fact]
    public void After_the_last_failed_attempt_the_patient_is_unreachable() =>
        Assert.Equal(Stage.Unreachable, Unreachable().Stage);

    [Fact]
    public void Attempts_count_from_the_last_time_the_patient_was_reached() =>
        Assert.Equal(Stage.Contacting, Contacting().After(Tried(ContactOutcome.NoAnswer))
            .After(Tried(ContactOutcome.Reached))
            .After(Tried(ContactOutcome.NoAnswer)).After(Tried(ContactOutcome.NoAnswer)).Stage);

    [Fact]
    public void A_refusal_of_the_patient_ends_the_referral() =>
        Assert.Equal(Stage.Withdrawn, Accepted().After(Tried(ContactOutcome.Refused)).Stage);

    [Theory]
    [InlineData(ContactOutcome.Reached)]
    [InlineData(ContactOutcome.NoAnswer)]
    [InlineData(ContactOutcome.Refused)]
    public void A_call_about_an_offer_or_a_visit_is_recorded_and_changes_no_stage(ContactOutcome outcome)
    {
        Assert.Equal(Stage.Offered, Offered().After(Tried(outcome)).Stage);
        Assert.Equal(Stage.Booked, Booked().After(Tried(outcome)).Stage);
    }

    [Fact]
    public void The_last_consent_of_a_kind_counts()
    {
        var refused = Received().After(new RecordConsent(ConsentKind.Sms, false, "by phone"), Minutes(5));

        var consent = Assert.Single(refused.Case.Consents);
        Assert.Equal((ConsentKind.Sms, false, "by phone", Minutes(5)),
            (consent.Kind, consent.Given, consent.How, consent.At));
    }
}
