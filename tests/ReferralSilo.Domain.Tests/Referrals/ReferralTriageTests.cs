using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Domain.Boards;
using ReferralSilo.Domain.Referrals;
using ReferralSilo.Domain.ServiceLines;
using static ReferralSilo.Domain.Tests.Referrals.AReferral;
using E = ReferralSilo.Domain.Referrals.ReferralEvent;

namespace ReferralSilo.Domain.Tests.Referrals;

public sealed class ReferralTriageTests
{
    [Fact]
    public void A_referral_is_received_with_its_review_clock_and_what_is_missing()
    {
        var referral = Received();

        Assert.Equal(Stage.Received, referral.Stage);
        Assert.Equal(Clock.Start(ClockKind.Review, Now, Now + Duration.FromHours(24)), referral.Clock);
        Assert.Equal([new MissingInformation("document:medication-list", "source")], referral.Case.Missing);
        Assert.Equal(EligibilityOutcome.Eligible, referral.Case.Eligibility.Outcome);
    }

    [Fact]
    public void An_urgent_referral_is_to_be_reviewed_sooner() =>
        Assert.Equal(In(Duration.FromHours(2)), Received(Submission(priority: Priority.Urgent)).Clock!.DueAt);

    [Fact]
    public void Without_a_service_line_it_goes_where_all_rules_pass() =>
        Assert.Equal(Dermatology,
            Received(Submission(line: null, born: new LocalDate(2022, 1, 1),
            reason: "An itching rash")).Case.ServiceLine);

    [Fact]
    public void Without_a_line_that_fits_it_waits_unassigned() =>
        Assert.Equal(ServiceLineId.Unassigned,
            Received(Submission(line: null, born: new LocalDate(2022, 1, 1))).Case.ServiceLine);

    [Fact]
    public void A_referral_that_no_line_takes_is_not_eligible_yet_and_says_why()
    {
        var unassigned = Unassigned();

        Assert.Equal((EligibilityOutcome.Unknown, "service-line", (bool?)null),
            (unassigned.Case.Eligibility.Outcome, unassigned.Case.Eligibility.Rules[0].Rule,
            unassigned.Case.Eligibility.Rules[0].Passed));
        Assert.Equal([new IntakeWarning("/serviceLine", "no-service-line")],
            ReferralViews.View(unassigned, 1, Now).Warnings);
        Assert.Equal(Clock.Start(ClockKind.Review, Now, Now + Duration.FromHours(24)), unassigned.Clock);
    }

    [Fact]
    public void A_stat_referral_that_no_line_takes_alarms_and_is_due_in_minutes()
    {
        var stat = Received(Submission(line: null, born: new LocalDate(2022, 1, 1), priority: Priority.Stat));

        Assert.Equal(ServiceLineId.Unassigned, stat.Case.ServiceLine);
        Assert.True(QueueEntry.From(stat, 1).Alarm);
        Assert.Equal(Minutes(10), stat.Clock!.DueAt);
    }

    [Fact]
    public void A_referral_without_a_line_is_routed_before_it_is_accepted_or_booked()
    {
        Assert.Equal("not-routed", Unassigned().Refusal(new Accept("overruled")));
        Assert.Equal("not-routed", Unassigned().Refusal(new Book("a")));

        var routed = Unassigned().After(new Route("dermatology"));

        Assert.Equal((Dermatology, EligibilityOutcome.Ineligible),
            (routed.Case.ServiceLine, routed.Case.Eligibility.Outcome));
        Assert.Empty(ReferralViews.View(routed, 2, Now).Warnings);
        Assert.Null(routed.Refusal(new Accept("overruled")));
    }

    [Fact]
    public void A_referral_without_a_line_can_be_claimed_declined_redirected_and_asked_about()
    {
        foreach (ReferralCommand command in (ReferralCommand[])[new Claim(), new Decline("not ours"),
            new Redirect("911", "x"), new RequestInformation(["reason"]), new Withdraw("x")])
            Assert.Null(Unassigned().Refusal(command));
    }

    [Fact]
    public void An_unknown_service_line_is_bad_input() =>
        Assert.Equal("service-line-unknown", ((Referral?)null)
            .Refusal(new Submit(new ReferralId("r1"), Submission(line: "cardiology"), Number)));

    [Fact]
    public void The_same_referral_submitted_twice_is_one() =>
        Assert.Empty(Received().Events(new Submit(new ReferralId("r1"), Submission(), Number)));

    [Fact]
    public void Commands_to_an_unknown_referral_are_refused() =>
        Assert.Equal("referral-unknown", ((Referral?)null).Refusal(new Claim()));

    [Fact]
    public void Two_nurses_never_work_the_same_referral_unknowingly()
    {
        var taken = Received().After(new Claim());

        Assert.Equal(new StaffClaim(Nurse, Minutes(15)), taken.Case.Claim);
        foreach (ReferralCommand command in (ReferralCommand[])[new Claim(), new Release(), new Accept(),
            new Decline("x"), new Redirect("911", "x"),
            new Route("dermatology"), new RequestInformation(["x"]), new Book("a")])
            Assert.Equal("claimed-by-another", taken.Refusal(command, actor: Other));
        Assert.Null(taken.Refusal(new Accept()));
    }

    [Fact]
    public void A_repeated_claim_changes_nothing() => Assert.Empty(Received().After(new Claim()).Events(new Claim()));

    [Fact]
    public void A_released_referral_can_be_claimed_by_another() =>
        Assert.Equal(Other, Received().After(new Claim()).After(new Release())
            .After(new Claim(), actor: Other).Case.Claim!.By);

    [Fact]
    public void A_claim_ends_without_an_event()
    {
        var taken = Received().After(new Claim());

        Assert.Equal("claimed-by-another", taken.Refusal(new Claim(), Minutes(15) - Duration.FromTicks(1), Other));
        Assert.Equal([new E.ClaimEnded(Nurse, "expired"), new E.Claimed(new StaffClaim(Other, Minutes(30)))],
            taken.Events(new Claim(), Minutes(15), Other));
        Assert.Null(taken.Refusal(new Accept(), Minutes(15), Other));
    }

    [Fact]
    public void A_failed_rule_can_be_overruled_only_with_a_reason()
    {
        Assert.Equal("not-eligible", Ineligible().Refusal(new Accept()));
        Assert.Equal("not-eligible", Ineligible().Refusal(new Accept("  ")));
        Assert.Equal("Seen before.", Ineligible().After(new Accept("Seen before.")).Case.Eligibility.OverruledBecause);
    }

    [Fact]
    public void An_ineligible_referral_gets_suggestions() =>
        Assert.Equal([new ServiceLineId("dermatology")],
            Received(Submission(born: new LocalDate(2022, 1, 1), reason: "rash")).Case.Eligibility.Suggestions);

    [Theory]
    [InlineData(BuiltInText.EmergencyInOrder)]
    [InlineData("@" + BuiltInText.EmergencyInOrder)]
    [InlineData("Ask info@danger.org first.")]
    public void A_reason_is_in_the_history_as_it_was_typed(string typed)
    {
        var routed = Assert.IsType<E.Routed>(
            Assert.Single(Received().Events(new Route("dermatology", typed))));
        var stored = ReferralJson.Form.ReadEvent(ReferralJson.Form.WriteEvent(routed));

        Assert.Equal(typed, ReferralHistory.Entry(2, Now, Nurse, "routed", stored).Why);
    }

    [Fact]
    public void A_routed_referral_is_evaluated_again_with_a_new_clock_and_no_claim()
    {
        var routed = Received().After(new Claim()).After(new Route("dermatology", "a rash"), Minutes(5));

        Assert.Equal((Stage.Received, Dermatology), (routed.Stage, routed.Case.ServiceLine));
        Assert.Null(routed.Case.Claim);
        Assert.Equal(EligibilityOutcome.Ineligible, routed.Case.Eligibility.Outcome);
        Assert.Empty(routed.Case.Missing);
        Assert.Equal(Minutes(5) + Duration.FromHours(24), routed.Clock!.DueAt);
    }

    [Fact]
    public void Routing_to_the_same_line_changes_nothing_and_to_an_unknown_line_is_refused()
    {
        Assert.Empty(Received().Events(new Route("behavioral-health")));
        Assert.Equal("service-line-unknown", Received().Refusal(new Route("cardiology")));
    }

    [Fact]
    public void A_new_priority_recalculates_the_clock_from_its_start()
    {
        var urgent = Received().After(new Prioritize(Priority.Stat), Minutes(5));

        Assert.Equal((Priority.Stat, Minutes(10)), (urgent.Case.Priority, urgent.Clock!.DueAt));
        Assert.Empty(urgent.Events(new Prioritize(Priority.Stat), Minutes(6)));
    }

    [Fact]
    public void A_new_priority_moves_neither_the_end_of_an_offer_nor_the_start_of_a_visit()
    {
        Assert.Equal(Offered().Clock, Offered().After(new Prioritize(Priority.Stat), Minutes(1)).Clock);
        Assert.Equal(Booked().Clock, Booked().After(new Prioritize(Priority.Stat), Minutes(1)).Clock);
    }

    [Fact]
    public void An_information_request_waits_for_the_source_and_its_answer_returns_to_review()
    {
        var asked = Received().After(new Claim())
            .After(new RequestInformation(["document:medication-list"], "Please send it."));
        var answered = asked.After(new SupplyInformation(["document:medication-list"]), Minutes(60));

        Assert.Equal((ClockKind.Information, In(Duration.FromHours(72))), (asked.Clock!.Kind, asked.Clock.DueAt));
        Assert.Null(asked.Case.Claim);
        Assert.Equal((Stage.Received, Minutes(60)), (answered.Stage, answered.Clock!.StartedAt));
        Assert.Empty(answered.Case.Missing);
    }

    [Fact]
    public void A_decline_a_redirect_and_a_withdrawal_end_it_with_a_reason_and_the_loop_open()
    {
        Assert.Equal((Stage.Declined, ClockKind.LoopClosure), (Declined().Stage, Declined().Clock!.Kind));
        Assert.Equal("911: emergency", ((Referral.Ended)Redirected()).Reason);
        Assert.Equal(Stage.Withdrawn, Withdrawn().Stage);
        Assert.Equal("invalid-input", Received().Refusal(new Decline(" ")));
        Assert.Equal("invalid-input", Received().Refusal(new Redirect("", "x")));
        Assert.Equal("invalid-input", Received().Refusal(new Withdraw("")));
    }

    [Fact]
    public void A_withdrawal_by_the_source_ignores_the_claim_of_another()
    {
        var taken = Received().After(new Claim());

        Assert.IsType<Decision<ReferralEvent>.Accepted>(taken.Decide(new Withdraw("no longer needed"),
            At(actor: "source", mayAccept: false) with { BySource = true }));
        Assert.Equal("claimed-by-another", taken.Refusal(new Withdraw("no longer needed"), actor: Other));
    }

    [Fact]
    public void An_assignment_is_made_once_and_can_be_removed()
    {
        var assigned = Accepted().After(new Assign("sam"));

        Assert.Equal("sam", assigned.Case.AssignedTo);
        Assert.Empty(assigned.Events(new Assign("sam")));
        Assert.Null(assigned.After(new Assign(null)).Case.AssignedTo);
    }

    [Fact]
    public void Too_long_a_text_and_too_many_items_are_bad_input_that_names_its_field()
    {
        var refused =
            Assert.IsType<Decision<ReferralEvent>.Refused>(Received().Decide(new Decline(new string('x', 2001))));

        Assert.Equal(("invalid-input", "/reason"), (refused.Refusal.Code, refused.Refusal.Field));
        Assert.Equal("invalid-input", Received().Refusal(new RequestInformation([])));
        Assert.Equal("invalid-input", Received().Refusal(new RequestInformation([.. Enumerable.Repeat("x", 21)])));
        Assert.Null(Received().Refusal(new Decline(new string('x', 2000))));
    }
}
