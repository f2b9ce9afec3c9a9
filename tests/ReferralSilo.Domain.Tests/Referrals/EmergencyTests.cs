using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Domain.Boards;
using ReferralSilo.Domain.Referrals;
using static ReferralSilo.Domain.Tests.Referrals.AReferral;

namespace ReferralSilo.Domain.Tests.Referrals;

public sealed class EmergencyTests
{
    [Fact]
    public void Suicide_plan_without_a_priority_is_alarmed_and_due_in_minutes_around_the_clock()
    {
        var referral = Emergency();

        Assert.Equal((EmergencyConcern.Emergency, EligibilityOutcome.Redirect),
            (Entry(referral).Concern, referral.Case.Eligibility.Outcome));
        Assert.True(Entry(referral).Alarm);
        Assert.Equal(Now + EmergencyRules.EmergencyWithin, referral.Clock!.DueAt);
    }

    [Fact]
    public void The_code_R45851_beside_F41_1_is_an_emergency_of_a_line_that_excludes_nothing()
    {
        var referral = Received(Submission() with { Reason = new Reason(null, [Icd("F41.1"), Icd("R45851")]) });

        Assert.True(Entry(referral).Alarm);
        Assert.Equal("988", ReferralViews.View(referral, 1, Now).Emergency!.Phone);
    }

    [Theory]
    [InlineData("T39.1X2A", true)]
    [InlineData("T39.1X1A", false)]
    [InlineData("T43222A", true)]
    [InlineData("T43221A", false)]
    [InlineData("T65.92XA", true)]
    [InlineData("T71.112A", true)]
    [InlineData("T14.91XD", true)]
    [InlineData("x78.1xxa", true)]
    [InlineData("F32.2", false)]
    public void Intentional_self_harm_is_read_from_the_code(string code, bool alarms) =>
        Assert.Equal(alarms, Entry(Received(Submission() with { Reason = new Reason(null, [Icd(code)]) })).Alarm);

    [Fact]
    public void A_past_attempt_by_code_is_reviewed_first() =>
        Assert.Equal(EmergencyConcern.ReviewFirst,
            Entry(Received(Submission() with { Reason = new Reason(null, [Icd("Z91.51")]) })).Concern);

    [Fact]
    public void A_denied_mention_is_reviewed_within_half_an_hour_and_does_not_alarm()
    {
        var referral = Received(Submission(reason: "Anxiety. Denies suicidal ideation."));

        Assert.Equal(EmergencyConcern.ReviewFirst, Entry(referral).Concern);
        Assert.False(Entry(referral).Alarm);
        Assert.Equal(Minutes(30), referral.Clock!.DueAt);
        Assert.Equal(EligibilityOutcome.Eligible, referral.Case.Eligibility.Outcome);
        Assert.Null(ReferralViews.View(referral, 1, Now).Emergency);
    }

    [Fact]
    public void An_emergency_in_the_goal_or_a_display_alarms_too()
    {
        Assert.True(Entry(Received(Submission() with { VisitGoal = "Help with sui\u200Bcidal-thoughts" })).Alarm);
        Assert.True(Entry(Received(Submission() with
        {
            Reason = new Reason("Low mood", [new ConceptCode("http://snomed.info/sct", "1", "Suicide plan")]),
        })).Alarm);
    }

    [Fact]
    public void Priority_lowered_after_an_emergency_keeps_the_alarm_and_the_short_clock()
    {
        var lowered = Emergency(Priority.Stat).After(new Prioritize(Priority.Routine), Minutes(1));

        Assert.Equal(Now + EmergencyRules.EmergencyWithin, lowered.Clock!.DueAt);
        Assert.True(Entry(lowered).Alarm);
    }

    [Fact]
    public void A_claim_silences_the_alarm_until_it_ends_without_a_decision()
    {
        var taken = Emergency().After(new Claim());

        Assert.False(Entry(taken).Alarm);
        Assert.Equal(EmergencyConcern.Emergency, Entry(taken).Concern);
        Assert.True(Entry(taken.After(new Release())).Alarm);
    }

    [Fact]
    public void An_information_request_does_not_silence_an_emergency()
    {
        var asked = Emergency().After(new RequestInformation(["plan"]));

        Assert.True(Entry(asked).Alarm);
        Assert.Equal(Now + EmergencyRules.EmergencyWithin, asked.Clock!.DueAt);
    }

    [Fact]
    public void An_emergency_is_accepted_only_with_a_reason_which_ends_the_concern()
    {
        Assert.Equal("not-eligible", Emergency().Refusal(new Accept()));
        var accepted = Emergency().After(new Accept("Called; safe with her sister, seen today."));

        Assert.Equal(EmergencyConcern.None, Entry(accepted).Concern);
        Assert.False(Entry(accepted).Alarm);
        Assert.Null(ReferralViews.View(accepted, 2, Now).Emergency);
    }

    [Fact]
    public void A_routed_emergency_stays_an_emergency_in_the_next_line()
    {
        var routed = Emergency().After(new Route("dermatology"), Minutes(2));

        Assert.True(Entry(routed).Alarm);
        Assert.Equal(Minutes(2) + EmergencyRules.EmergencyWithin, routed.Clock!.DueAt);
    }

    [Fact]
    public void An_emergency_without_a_line_waits_where_all_but_the_exclusion_passes() =>
        Assert.Equal(Dermatology,
            Received(Submission(line: null, born: new LocalDate(2022, 1, 1),
            reason: "rash, wants to die")).Case.ServiceLine);

    [Fact]
    public void The_advice_has_the_number_of_the_redirect_and_the_patients_language()
    {
        var spanish = Submission(reason: "me quiero matar") with { Model = ReferralModel.Open };
        spanish = spanish with { Patient = spanish.Patient with { Language = "es" } };

        Assert.Contains("988", ReferralViews.View(Emergency(), 1, Now).Emergency!.Text);
        Assert.Equal("911",
            ReferralViews.View(Received(Submission(reason: "took an overdose last night")), 1, Now).Emergency!.Phone);
        Assert.StartsWith("Esto puede", ReferralViews.View(Received(spanish), 1, Now).Emergency!.Text);
        Assert.Equal("988", EmergencyPhone.Find("Lifeline 988 (24/7)"));
        Assert.Equal("303-988-1234", EmergencyPhone.Find("Crisis team 303-988-1234"));
        Assert.Equal("303 988 1234", EmergencyPhone.Find("Crisis team 303 988 1234"));
        Assert.Equal("(303) 555-0123", EmergencyPhone.Find("Crisis team, suite 1200, (303) 555-0123"));
        Assert.Equal("911", EmergencyPhone.Find("in-person care within 14 days"));
    }

    private static Referral Emergency(Priority priority = Priority.Routine) =>
        Received(Submission(priority: priority, reason: "suicide plan"));

    private static QueueEntry Entry(Referral state) => QueueEntry.From(state, 1);

    private static ConceptCode Icd(string code) => new("http://hl7.org/fhir/sid/icd-10-cm", code, null);
}
