using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Domain.Boards;
using ReferralSilo.Domain.Referrals;
using static ReferralSilo.Domain.Tests.Referrals.AReferral;
using E = ReferralSilo.Domain.Referrals.ReferralEvent;

namespace ReferralSilo.Domain.Tests.Referrals;

public sealed class ReferralReopeningTests
{
    private static readonly Reopen ByStaff = new("The patient called back");

    public static TheoryData<string> Ends => ["declined", "redirected", "withdrawn", "unreachable"];

    [Theory]
    [MemberData(nameof(Ends))]
    public void What_ended_without_a_visit_is_opened_again_closed_or_not(string how)
    {
        var (ended, stage, clock) = how switch
        {
            "declined" => (Declined(), Stage.Received, ClockKind.Review),
            "redirected" => (Redirected(), Stage.Received, ClockKind.Review),
            "withdrawn" => (Withdrawn(), Stage.Received, ClockKind.Review),
            _ => (Unreachable(), Stage.Contacting, ClockKind.NextContact),
        };
        foreach (var over in (Referral[])[ended, Close(ended)])
        {
            var open = over.After(ByStaff, In(Duration.FromDays(3)));

            Assert.Equal((stage, clock, In(Duration.FromDays(3))),
                (open.Stage, open.Clock!.Kind, open.Clock.StartedAt));
            Assert.True(open.Clock.DueAt > open.Clock.StartedAt);
        }
    }

    [Fact]
    public void An_emergency_that_was_redirected_is_one_again_until_a_nurse_decides()
    {
        var emergency = Received(Submission(reason: "suicide plan"));
        Assert.Equal(EmergencyConcern.Emergency, emergency.Case.Eligibility.Concern);

        var open = emergency.After(new Redirect("911", "danger")).After(ByStaff);

        Assert.Equal((Stage.Received, EmergencyConcern.Emergency), (open.Stage, open.Case.Eligibility.Concern));
    }

    [Theory]
    [MemberData(nameof(Ends))]
    public void After_ninety_days_it_is_too_late(string how)
    {
        var ended = how switch
        {
            "declined" => Declined(), "redirected" => Redirected(), "withdrawn" => Withdrawn(), _ => Unreachable(),
        };
        foreach (var over in (Referral[])[ended, Close(ended, Minutes(600))])
        {
            Assert.Null(over.Refusal(ByStaff, In(ReferralReopening.Within)));
            Assert.Equal("reopen-too-late", over.Refusal(ByStaff, In(ReferralReopening.Within + Duration.Epsilon)));
            Assert.Contains("reopen", ReferralViews.View(over, 1, In(ReferralReopening.Within)).Actions);
            Assert.DoesNotContain("reopen",
                ReferralViews.View(over, 1, In(ReferralReopening.Within + Duration.Epsilon)).Actions);
        }
    }

    [Fact]
    public void A_visit_that_took_place_and_an_open_referral_are_not_opened_again()
    {
        Assert.Equal("not-reopenable", Closed().Refusal(ByStaff));
        Assert.Equal("not-allowed-in-stage", Completed().Refusal(ByStaff));
        Assert.Equal("not-allowed-in-stage", Contacting().Refusal(ByStaff));
        Assert.DoesNotContain("reopen", ReferralViews.View(Closed(), 1, Now).Actions);
    }

    [Fact]
    public void A_call_that_reaches_the_patient_after_all_opens_it_again()
    {
        var reached = Unreachable().Events(Tried(ContactOutcome.Reached), In(Duration.FromDays(90)));
        Assert.Equal(["reopened", "patient-contacted", "patient-reached"], reached.Select(ReferralJson.WireName));
        Assert.Equal(Stage.Waiting, reached.Aggregate(Unreachable(), ReferralEvolver.Evolve).Stage);

        Assert.Equal("reopen-too-late", Unreachable().Refusal(Tried(ContactOutcome.Reached),
            In(Duration.FromDays(91))));
        Assert.Equal(Stage.Unreachable, Unreachable().After(Tried(ContactOutcome.NoAnswer), Minutes(60)).Stage);
    }

    [Theory]
    [InlineData(ReferralReopening.Reply)]
    [InlineData(ReferralReopening.Link)]
    public void What_the_patient_does_within_ninety_days_opens_only_an_unreachable_one_again(string how)
    {
        foreach (var over in (Referral[])[Unreachable(), Close(Unreachable())])
        {
            var reopened = Assert.IsType<E.Reopened>(Assert.Single(Events(over, how, Duration.FromDays(90))));
            Assert.Equal((Stage.Unreachable, how), (reopened.From, reopened.Reason));
            Assert.Empty(Events(over, how, Duration.FromDays(91)));
            // It came in before the end.
            Assert.Empty(Events(over, how, Duration.Zero));
        }

        foreach (var other in (Referral[])[Declined(), Redirected(), Withdrawn(), Closed(), Contacting(), Booked()])
            Assert.Empty(Events(other, how, Duration.FromDays(1)));
    }

    [Fact]
    public void Contact_attempts_are_counted_anew()
    {
        var open = Unreachable().After(ByStaff, Minutes(1));

        var second = open.After(Tried(ContactOutcome.NoAnswer), Minutes(2))
            .After(Tried(ContactOutcome.NoAnswer), Minutes(3));
        Assert.Equal(Stage.Contacting, second.Stage);
        Assert.Equal(Stage.Unreachable, second.After(Tried(ContactOutcome.NoAnswer), Minutes(4)).Stage);
    }

    [Fact]
    public void The_source_has_to_be_informed_anew()
    {
        var again = Close(Unreachable()).After(ByStaff, Minutes(1)).After(new Withdraw("moved away"), Minutes(2));

        Assert.Null(again.Case.SourceAcknowledgedAt);
        Assert.Equal("loop-open", again.Refusal(new Close()));
    }

    [Fact]
    public void The_history_says_who_opened_it_again_and_why()
    {
        var entry = Entry(Unreachable().Events(ByStaff).Single());

        Assert.Equal(("reopened", ByStaff.Reason, "unreachable"), (entry.What, entry.Why, entry.Facts["from"]));
        Assert.Equal("reply", Entry(Events(Unreachable(), "reply", Duration.FromDays(1)).Single()).Why);
        // The reason is a note of staff: the source learns only that it is open again.
        Assert.Null(HistoryLevels.Limit(entry, ViewLevel.Source, "someone")!.Why);
    }

    [Fact]
    public void A_message_that_says_unreachable_is_not_needed_any_more()
    {
        var events = Unreachable().Events(ByStaff);
        var open = events.Aggregate(Unreachable(), ReferralEvolver.Evolve);

        Assert.False(ReferralMessages.IsNeeded(open, MessageOccasion.Unreachable, null));
        Assert.NotNull(ReferralMessages.Change(Unreachable(), events, open, 9));
    }

    [Fact]
    public void What_an_older_program_closed_counts_from_what_is_known_of_it()
    {
        var old = (Referral.Closed)Close(Unreachable(), Minutes(60)) with { EndedAt = null };

        Assert.Null(old.Refusal(ByStaff, Minutes(60) + ReferralReopening.Within));
        Assert.Equal("reopen-too-late", old.Refusal(ByStaff, Minutes(61) + ReferralReopening.Within));
        var never = old with { Case = old.Case with { SourceAcknowledgedAt = null } };
        Assert.Equal("reopen-too-late", never.Refusal(ByStaff, In(Duration.FromDays(91))));
    }

    private static Referral Close(Referral ended, Instant? at = null) =>
        ended.After(new Acknowledge(), at).After(new Close(), at);

    private static IReadOnlyList<ReferralEvent> Events(Referral state, string how, Duration after) =>
        state.Events(new PatientResponded(how, In(after)), In(after));

    private static HistoryEntry Entry(ReferralEvent happened) =>
        ReferralHistory.Entry(9, Now, Nurse, ReferralJson.WireName(happened), happened);
}
