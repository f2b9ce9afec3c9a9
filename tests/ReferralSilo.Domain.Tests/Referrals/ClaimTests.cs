using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Domain.Boards;
using ReferralSilo.Domain.Referrals;
using static ReferralSilo.Domain.Tests.Referrals.AReferral;
using E = ReferralSilo.Domain.Referrals.ReferralEvent;

namespace ReferralSilo.Domain.Tests.Referrals;

/// <summary>Whom a claim binds, what ends it, and which claims stop an alarm.</summary>
public sealed class ClaimTests
{
    [Fact]
    public void A_claim_binds_the_work_of_others_on_the_desk_too()
    {
        var taken = Waiting().After(new Claim());

        foreach (ReferralCommand work in (ReferralCommand[])[Tried(ContactOutcome.Reached), new Offer(["a"]),
            new Book("a"), new Route("dermatology"), new Redirect("911", "x")])
        {
            Assert.Equal("claimed-by-another", taken.Refusal(work, actor: Other));
            Assert.Null(taken.Refusal(work));
        }
    }

    [Fact]
    public void A_claim_binds_neither_the_patient_nor_the_source_nor_an_answer_to_an_offer_nor_a_clock()
    {
        var offered = Offered().After(new Claim());

        foreach (ReferralCommand command in (ReferralCommand[])[new AcceptOffer("a"), new DeclineOffer("too early"),
            new RecordConsent(ConsentKind.Sms, false), new Prioritize(Priority.Stat)])
            Assert.Null(offered.Refusal(command, actor: Other));
        Assert.IsType<Decision<ReferralEvent>.Accepted>(offered.Decide(new Withdraw("no longer needed"),
            At(actor: "source", mayAccept: false) with { BySource = true }));
        Assert.Equal(Stage.Waiting, offered.After(new TimeUp(), Minutes(10), "system").Stage);
        Assert.Null(InformationRequested().After(new Claim())
            .Refusal(new SuppliedInformation([], "Sent by fax", ByStaff: false), actor: "source"));
    }

    [Fact]
    public void Nobody_else_withdraws_or_lowers_what_a_nurse_is_deciding()
    {
        var taken = Received(Submission(priority: Priority.Urgent) with { NeedBy = Minutes(90) }).After(new Claim());

        foreach (ReferralCommand less in (ReferralCommand[])[new Withdraw("a mistake"),
            new Prioritize(Priority.Routine), NeedBy(120), NeedBy(null)])
        {
            Assert.Equal("claimed-by-another", taken.Refusal(less, actor: Other));
            Assert.Null(taken.Refusal(less));
        }

        foreach (ReferralCommand more in (ReferralCommand[])[new Prioritize(Priority.Stat), NeedBy(60)])
            Assert.Null(taken.Refusal(more, actor: Other, mayAccept: false));
    }

    [Fact]
    public void Before_triage_has_decided_only_triage_lowers()
    {
        var urgent = Submission(priority: Priority.Urgent) with { NeedBy = Minutes(90) };

        foreach (ReferralCommand less in (ReferralCommand[])[new Prioritize(Priority.Routine), NeedBy(120)])
        {
            Assert.Equal("not-accepted", Received(urgent).Refusal(less, mayAccept: false));
            Assert.Null(Received(urgent).Refusal(less));
            Assert.Null(Received(urgent).After(new Accept()).Refusal(less, mayAccept: false));
        }
    }

    [Fact]
    public void Accepting_routing_declining_and_redirecting_end_the_claim()
    {
        var taken = Received().After(new Claim());

        foreach (ReferralCommand decision in (ReferralCommand[])[new Accept(), new Route("dermatology"),
            new Decline("x"), new Redirect("911", "x")])
            Assert.Null(taken.After(decision).Case.Claim);
    }

    [Fact]
    public void A_claim_is_taken_over_only_with_a_reason_and_names_both_people()
    {
        var taken = Received().After(new Claim());

        var refused = Assert.IsType<Decision<ReferralEvent>.Refused>(
            taken.Decide(new Claim(TakeOver: true), At(actor: Other)));
        Assert.Equal(("invalid-input", "/reason"), (refused.Refusal.Code, refused.Refusal.Field));

        var happened = Assert.IsType<E.Claimed>(
            Assert.Single(taken.Events(new Claim(TakeOver: true, "Nora went home."), Minutes(1), Other)));
        Assert.Equal(new StaffClaim(Other, Minutes(16), Nurse), happened.Claim);
        var entry = ReferralHistory.Entry(3, Minutes(1), Other, "claimed", happened);
        Assert.Equal(("Nora went home.", Nurse), (entry.Why, entry.Facts["takenOverFrom"]));
        var row = QueueEntry.From(ReferralEvolver.Evolve(taken, happened), 3);
        Assert.Equal((Other, Nurse), (row.ClaimedBy, row.TakenOverFrom));
    }

    [Fact]
    public void Taking_over_what_nobody_has_is_a_plain_claim()
    {
        Assert.Equal(new E.Claimed(new StaffClaim(Nurse, Minutes(15))),
            Assert.Single(Received().Events(new Claim(TakeOver: true, "x"))));
        Assert.Empty(Received().After(new Claim()).Events(new Claim(TakeOver: true, "x")));
    }

    [Fact]
    public void A_schedulers_claim_does_not_stop_the_alarm_and_a_nurses_does()
    {
        var urgent = Received(Submission(priority: Priority.Urgent));

        var byDesk = ClaimedBy("scheduler", mayTriage: false, urgent);
        Assert.True(Alarms(byDesk));
        Assert.True(ReferralViews.View(byDesk, 2, Now).ClaimedByDesk);
        Assert.False(Alarms(ClaimedBy(Nurse, mayTriage: true, urgent)));
        Assert.True(Alarms(ClaimedBy("scheduler", mayTriage: false, urgent.After(new Claim()))));
    }

    [Fact]
    public void The_alarm_starts_again_when_a_claim_ends_undecided()
    {
        var taken = Received(Submission(priority: Priority.Urgent)).After(new Claim());

        Assert.False(Alarms(taken));
        Assert.True(Alarms(taken.After(new Release())));
        Assert.True(Alarms(taken.After(new TimeUp(), Minutes(15), "system")));
    }

    [Fact]
    public void Asking_the_source_does_not_silence_an_emergency()
    {
        var emergency = Received(Submission(reason: "Suicide plan"));

        var asked = emergency.After(new Claim()).After(new RequestInformation(["reason"]));

        Assert.True(Alarms(asked));
        Assert.False(Alarms(asked.After(new Claim())));
    }

    private static Prioritize NeedBy(int? minutes) => new(Priority.Urgent)
    {
        NeedBy = minutes is { } n ? Minutes(n).ToDateTimeOffset() : null,
    };

    private static Referral ClaimedBy(string actor, bool mayTriage, Referral state) =>
        ((Decision<ReferralEvent>.Accepted)state.Decide(new Claim(TakeOver: true, "x"), At(null, actor, mayTriage)))
        .Events.Aggregate(state, ReferralEvolver.Evolve)!;

    private static bool Alarms(Referral state)
    {
        var entry = QueueEntry.From(state, 2);
        var row = QueueBoards.Triage(entry, Now, DateTimeZone.Utc);
        Assert.True(row is null || row.Alarm == entry.Alarm);
        return entry.Alarm;
    }
}
