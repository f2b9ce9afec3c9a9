using NodaTime;
using NodaTime.Text;
using ReferralSilo.Contracts;
using ReferralSilo.Domain.Messages;
using ReferralSilo.Domain.Referrals;
using static ReferralSilo.Domain.Tests.Referrals.AReferral;
using E = ReferralSilo.Domain.Referrals.ReferralEvent;

namespace ReferralSilo.Domain.Tests.Referrals;

/// <summary>Reminders leave on calendar days before the visit, at a time of day where the patient is.</summary>
public sealed class RemindersTests
{
    // The vectors of outreach.md 1.6, and both changes of daylight-saving time.
    [Theory]
    [InlineData("America/New_York", "2026-03-09T14:00:00Z", "2026-03-06T15:00:00Z", "2026-03-08T14:00:00Z")]
    [InlineData("America/New_York", "2026-11-02T15:00:00Z", "2026-10-30T14:00:00Z", "2026-11-01T15:00:00Z")]
    [InlineData("America/Denver", "2026-06-10T15:30:00Z", "2026-06-07T16:00:00Z", "2026-06-09T16:00:00Z")]
    [InlineData("Pacific/Honolulu", "2026-06-10T19:00:00Z", "2026-06-07T20:00:00Z", "2026-06-09T20:00:00Z")]
    // Half past midnight there: the day before is that of the patient's calendar.
    [InlineData("America/Phoenix", "2026-06-10T07:30:00Z", "2026-06-07T17:00:00Z", "2026-06-09T17:00:00Z")]
    public void They_leave_three_days_and_one_day_before(string zone, string visit, string first, string second)
    {
        var plans = Reminders(zone, visit, "2026-01-05T15:00:00Z");

        Assert.Equal([(3, At(first)), (1, At(second))], plans.Select(p => (p.DaysBefore!.Value, p.DueAt)));
        // A late first one ends when the second is due.
        Assert.Equal([At(second), At(visit) - Duration.FromHours(1)], plans.Select(p => p.UsefulUntil));
    }

    [Theory]
    [InlineData("2026-06-05T12:00:00Z", "3 1")]
    // The first would leave eleven hours after the booking.
    [InlineData("2026-06-07T05:00:00Z", "1")]
    [InlineData("2026-06-09T03:00:00Z", "1")]
    [InlineData("2026-06-09T05:00:00Z", "")]
    public void One_that_would_only_repeat_the_confirmation_is_left_out(string booked, string days) =>
        Assert.Equal(days, string.Join(' ',
            Reminders("America/Denver", "2026-06-10T15:30:00Z", booked).Select(p => p.DaysBefore)));

    [Fact]
    public void A_year_of_visits_in_all_zones_has_its_reminders_at_ten_in_the_morning()
    {
        foreach (var id in (string[])["America/New_York", "America/Chicago", "America/Denver", "America/Phoenix",
            "America/Los_Angeles", "America/Anchorage", "Pacific/Honolulu", "America/Puerto_Rico"])
        {
            var zone = DateTimeZoneProviders.Tzdb[id];
            for (var day = new LocalDate(2026, 1, 10); day.Year == 2026; day = day.PlusDays(1))
            {
                var visit = day.At(new LocalTime(9, 30)).InZoneLeniently(zone).ToInstant();
                var plans = Reminders(id, visit, visit - Duration.FromDays(8));
                Assert.Equal([day.PlusDays(-3), day.PlusDays(-1)], plans.Select(p => p.DueAt.InZone(zone).Date));
                Assert.All(plans, p => Assert.Equal(new LocalTime(10, 0), p.DueAt.InZone(zone).TimeOfDay));
            }
        }
    }

    [Fact]
    public void They_are_needed_only_for_the_visit_that_is_booked()
    {
        var visit = ((Referral.Booked)Booked()).Appointment.Id;

        Assert.True(ReferralMessages.IsNeeded(Booked(), MessageOccasion.Reminder, visit));
        Assert.False(ReferralMessages.IsNeeded(Booked(), MessageOccasion.Reminder, "the visit before the move"));
        Assert.False(ReferralMessages.IsNeeded(Contacting(), MessageOccasion.Reminder, visit));
        Assert.False(ReferralMessages.IsNeeded(Arrived(), MessageOccasion.Reminder, visit));
    }

    [Fact]
    public void The_reminders_of_one_visit_are_two_messages_and_those_of_a_move_replace_both()
    {
        Assert.Equal(2, new[] { 3, 1 }.Select(days =>
            MessageIds.Of("r1", MessageOccasion.Reminder, 7, daysBefore: days)).Distinct().Count());
        Assert.True(MessageFamilies.Replaces(MessageOccasion.Reminder, MessageOccasion.Reminder));
    }

    [Fact]
    public void Messages_of_earlier_programs_keep_their_ids() => Assert.Equal("1c7061a8460de7050297bbc4be3e2417",
        MessageIds.Of("r1", MessageOccasion.ReachOut, 2));

    private static List<PlannedOccasion> Reminders(string zone, string visit, string booked) =>
        Reminders(zone, At(visit), At(booked));

    private static List<PlannedOccasion> Reminders(string zone, Instant visit, Instant booked)
    {
        var submission = Submission();
        var before = Received(submission with { Patient = submission.Patient with { TimeZone = zone } });
        var slot = Grant("a") with { Start = visit, End = visit + Duration.FromMinutes(30) };
        var events = new ReferralEvent[]
        {
            new E.AppointmentBooked(slot, booked, Clock.Start(ClockKind.Visit, booked, visit)),
        };
        var after = events.Aggregate(before, ReferralEvolver.Evolve);
        return [.. ReferralMessages.Change(before, events, after, 7)!.Plans
            .Where(p => p.Occasion == MessageOccasion.Reminder)];
    }

    private static Instant At(string text) => InstantPattern.General.Parse(text).Value;
}
