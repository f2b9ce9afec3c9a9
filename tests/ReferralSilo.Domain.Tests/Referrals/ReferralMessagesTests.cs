using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Domain.Messages;
using ReferralSilo.Domain.Messages.Hours;
using ReferralSilo.Domain.Referrals;
using static ReferralSilo.Domain.Tests.Referrals.AReferral;

namespace ReferralSilo.Domain.Tests.Referrals;

public sealed class ReferralMessagesTests
{
    [Fact]
    public void Each_step_that_the_patient_must_know_plans_a_message()
    {
        Assert.Equal([MessageOccasion.ReachOut], Planned(Received(), new Accept()));
        Assert.Equal([MessageOccasion.Booked], Planned(Waiting(), new Book("c")));
        Assert.Equal([MessageOccasion.Moved], Planned(Booked(), new Reschedule("b")));
        Assert.Equal([MessageOccasion.Cancelled], Planned(Booked(), new CancelAppointment("ill")));
        Assert.Equal([MessageOccasion.Cancelled], Planned(Booked(), new Withdraw("no")));
        Assert.Equal([MessageOccasion.Declined], Planned(Received(), new Decline("full")));
        Assert.Equal([MessageOccasion.Redirected], Planned(Received(), new Redirect("988", "danger")));
        Assert.Equal([MessageOccasion.MissedCall], Planned(Accepted(), Tried(ContactOutcome.NoAnswer)));
        Assert.Equal([], Planned(Accepted(), Tried(ContactOutcome.Reached)));
        Assert.Equal([MessageOccasion.MissedVisit], Planned(Booked(), new NoShow(), VisitStart));
        Assert.Equal([MessageOccasion.AfterVisit], Planned(Booked(), new Complete("seen")));
        Assert.Equal([MessageOccasion.AfterVisit], Planned(Arrived(), new Complete("seen")));
        Assert.Equal([MessageOccasion.Unreachable],
            Planned(Contacting().After(Tried(ContactOutcome.NoAnswer)), Tried(ContactOutcome.NoAnswer)));
    }

    [Fact]
    public void A_booking_in_the_same_step_as_the_accept_plans_only_the_booking() =>
        Assert.Equal([MessageOccasion.Booked], Planned(Received(), new Book("c")));

    [Fact]
    public void A_decision_that_can_be_taken_back_waits_for_it()
    {
        var plan = Change(Received(), new Accept())!.Plans.Single();

        Assert.True(plan.DueAt > plan.At + ReferralUndo.Window);
    }

    [Fact]
    public void Work_on_a_referral_in_triage_plans_and_judges_nothing()
    {
        Assert.Null(Change(Received(), new Claim()));
        Assert.Null(Change(Received(), new RecordConsent(ConsentKind.Sms, true, "verbal")));
        Assert.NotNull(Change(Accepted(), new RecordConsent(ConsentKind.Sms, true, "verbal")));
    }

    [Fact]
    public void A_message_is_needed_only_while_its_step_stands()
    {
        var visit = ((Referral.Booked)Booked()).Appointment.Id;

        Assert.True(ReferralMessages.IsNeeded(Booked(), MessageOccasion.Booked, visit));
        Assert.False(ReferralMessages.IsNeeded(Booked(), MessageOccasion.Booked, "another"));
        Assert.False(ReferralMessages.IsNeeded(Booked(), MessageOccasion.ReachOut, null));
        Assert.False(ReferralMessages.IsNeeded(Booked(), MessageOccasion.Cancelled, visit));
        Assert.False(ReferralMessages.IsNeeded(Received(), MessageOccasion.ReachOut, null));
        Assert.False(ReferralMessages.IsNeeded(Waiting(), MessageOccasion.MissedCall, null));
    }

    [Fact]
    public void A_message_about_a_visit_within_twelve_hours_leaves_at_any_hour()
    {
        var visit = Now + Duration.FromHours(12);
        var about = new MessageCase("m", null, MessageOccasion.Moved, 1, null, Now, Now, visit, null, "en", 0, []);

        Assert.True(ReferralMessages.LeavesAtAnyHour(about, Now));
        Assert.False(ReferralMessages.LeavesAtAnyHour(about, Now - Duration.Epsilon));
        Assert.False(ReferralMessages.LeavesAtAnyHour(about with { Occasion = MessageOccasion.Reminder }, Now));
    }

    [Fact]
    public void A_decision_that_is_taken_back_plans_again_what_the_restored_state_needs()
    {
        Assert.Equal([MessageOccasion.Booked, MessageOccasion.Moved, MessageOccasion.Reminder], Restored(Booked()));
        Assert.Equal([MessageOccasion.ReachOut, MessageOccasion.Cancelled, MessageOccasion.MissedVisit],
            Restored(Accepted()));
        Assert.Null(Change(Received(), new Accept())!.Restores);

        static IEnumerable<MessageOccasion>? Restored(Referral state) =>
            ReferralMessages.Change(state, [new ReferralEvent.Undone(7, state)], state, 8)?.Restores;
    }

    [Fact]
    public void News_of_a_visit_leaves_twelve_hours_before_it_rather_than_never()
    {
        // 22:00 in Denver; the visit starts at 15:30 the next day, permitted hours begin at 08:00.
        var (evening, visit) = (Instant.FromUtc(2026, 3, 3, 5, 0), Instant.FromUtc(2026, 3, 3, 22, 30));
        var about = News(evening, visit);
        Assert.Equal(Instant.FromUtc(2026, 3, 3, 10, 30), Permitted(about, evening));

        var soon = about with { UsefulUntil = evening + Duration.FromHours(3) };
        Assert.Equal(evening, Permitted(soon, evening));
        Assert.Equal(Instant.FromUtc(2026, 3, 3, 15, 0),
            Permitted(about with { Occasion = MessageOccasion.Reminder }, evening));
    }

    [Fact]
    public void Of_a_moved_visit_the_earlier_start_decides_when_the_news_leaves()
    {
        var evening = Instant.FromUtc(2026, 3, 3, 5, 0);
        var about = News(evening, evening + Duration.FromDays(7)) with
        {
            FormerVisit = new VisitTime(evening + Duration.FromHours(11), VisitType.Video),
        };
        Assert.Equal(evening, Permitted(about, evening));

        var wasMissed = about with { FormerVisit = new VisitTime(evening - Duration.FromHours(1), VisitType.Video) };
        Assert.Equal(Instant.FromUtc(2026, 3, 3, 15, 0), Permitted(wasMissed, evening));
        var former = ((Referral.Booked)Booked()).Appointment;
        Assert.Equal(new VisitTime(former.Start, former.VisitType),
            Change(Booked(), new Reschedule("b"))!.Plans.Single().FormerVisit);
        Assert.Equal(former.Start, Change(Booked(), new CancelAppointment("ill"))!.Plans.Single().FormerVisit!.Start);
    }

    [Fact]
    public void A_message_that_could_not_leave_before_the_quiet_hours_waits_for_the_morning()
    {
        var lastSecond = Instant.FromUtc(2026, 3, 3, 3, 59, 59);
        var about = News(lastSecond, lastSecond + Duration.FromDays(7));

        Assert.Equal(Instant.FromUtc(2026, 3, 3, 15, 0), Permitted(about, lastSecond));
        var inTime = lastSecond - MessageLimits.LeaveWithin;
        Assert.Equal(inTime, Permitted(about, inTime));
    }

    private static MessageCase News(Instant now, Instant visit) =>
        new("m", null, MessageOccasion.Moved, 1, null, now, now, visit, null, "en", 0, []);

    private static Instant? Permitted(MessageCase about, Instant now) => ReferralMessages.PermittedAt(about,
        SendingHours.Default, [DateTimeZoneProviders.Tzdb["America/Denver"]], now);

    [Fact]
    public void A_refusal_older_than_the_newest_consent_changes_nothing()
    {
        var given = Accepted().After(new RecordConsent(ConsentKind.Sms, true, "verbal"));

        Assert.Empty(given.Events(new ConsentEnded(ConsentKind.Sms, Now - Duration.FromDays(1), "stop")));
        var ended = given.After(new ConsentEnded(ConsentKind.Sms, Now + Duration.FromDays(1), "stop"));
        Assert.Equal([(false, "stop")],
            ended.Case.Consents.Where(c => c.Kind == ConsentKind.Sms).Select(c => (c.Given, c.How!)));
    }

    [Fact]
    public void An_offer_for_the_phone_is_not_texted_and_a_longer_one_is()
    {
        Assert.Equal([], Planned(Waiting(), new Offer(["a"])));
        var plan = Change(Waiting(), new Offer(["a"], Minutes(120).ToDateTimeOffset()))!.Plans.Single();

        Assert.Equal((MessageOccasion.Offer, Minutes(120)), (plan.Occasion, plan.UsefulUntil));
        Assert.False(ReferralMessages.IsNeeded(Waiting(), MessageOccasion.Offer, null));
    }

    private static IEnumerable<MessageOccasion> Planned(Referral before, ReferralCommand command, Instant? at = null) =>
        (Change(before, command, at)?.Plans ?? []).Select(p => p.Occasion);

    private static OutreachChange? Change(Referral before, ReferralCommand command, Instant? at = null)
    {
        var events = before.Events(command, at);
        return ReferralMessages.Change(before, events, events.Aggregate(before, ReferralEvolver.Evolve), 7);
    }
}
