using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Contracts.ServiceLines;
using ReferralSilo.Domain.Boards;
using ReferralSilo.Domain.Messages;
using ReferralSilo.Domain.Referrals;
using ReferralSilo.Domain.ServiceLines;
using ReferralSilo.Domain.Tests.ServiceLines;
using static ReferralSilo.Domain.Tests.Referrals.AReferral;

namespace ReferralSilo.Domain.Tests.Referrals;

/// <summary>Alerts to people on call. It is Monday, 02:00 in Denver: Ann and Cat are on call, Ben begins at 08:00; the
/// supervisor is Sue. The first alert is after 10 minutes, each next one after 5.</summary>
public sealed class OnCallTests
{
    private static readonly OnCallPersonInput Ann = new("Ann", "ann", "+13035550101", From: "20:00", To: "07:00");
    private static readonly OnCallPersonInput Ben = new("Ben", null, "+13035550102", From: "08:00", To: "20:00");
    private static readonly OnCallPersonInput Cat = new("Cat", null, null, "cat@example.org");
    private static readonly OnCallPersonInput Sue = new("Sue", "sue", "+13035550104");

    private static readonly OnCallInput Full = new()
    {
        After = TimeSpan.FromMinutes(10), Every = TimeSpan.FromMinutes(5), People = [Ann, Ben, Cat], Supervisor = Sue,
    };

    [Fact]
    public void People_are_alerted_in_order_when_their_hours_hold_and_the_supervisor_again_and_again()
    {
        var state = Urgent(Full);
        Assert.Equal(Minutes(10), state.DueAt);
        Assert.Empty(state.Case.OnCall!.Alerts);

        var alerts = new List<string>();
        for (var due = ReferralOnCall.DueAt(state); due is { } at; due = ReferralOnCall.DueAt(state))
        {
            Assert.DoesNotContain(Events(state, new TimeUp(), at - Duration.Epsilon, Full), IsAlert);
            state = After(state, new TimeUp(), at, Full);
            var last = state.Case.OnCall!.Alerts[^1];
            alerts.Add($"{last.Person} {last.Channel} {(int)(at - Now).TotalMinutes} {last.IsSupervisor}");
        }

        // Ben's hours begin six hours later; the supervisor is called each 15 minutes for three hours.
        Assert.Equal(["ann Sms 10 False", "cat Email 15 False", .. Enumerable.Range(0, OnCallRules.SupervisorAlerts)
            .Select(n => $"sue Sms {20 + 15 * n} True"), "ben Sms 360 False"], alerts);
        Assert.False(state.Case.OnCall!.NobodyReached);
    }

    [Theory]
    [InlineData(Priority.Routine, false)]
    [InlineData(Priority.Urgent, true)]
    [InlineData(Priority.Asap, true)]
    [InlineData(Priority.Stat, true)]
    public void Only_pressing_referrals_call_people(Priority priority, bool calls)
    {
        var state = After(null, Submit(priority), Now, Full);

        Assert.Equal(calls, state.Case.OnCall is not null);
    }

    [Fact]
    public void A_routine_emergency_calls_people_and_one_without_a_line_has_the_list_of_the_first_line()
    {
        Assert.NotNull(After(null, Submit(Priority.Routine, "suicide plan"), Now, Full).Case.OnCall);
        var state = After(null, Submit(Priority.Urgent, "nothing that a line takes", null, new(2022, 1, 1)), Now, Full);

        Assert.Equal(ServiceLineId.Unassigned, state.Case.ServiceLine);
        Assert.Equal("ann", Step(state, Full).Case.OnCall!.Alerts[0].Person);
    }

    [Fact]
    public void A_line_without_a_list_alerts_no_one_and_its_events_are_as_before()
    {
        Assert.Single(Events(null, Submit(Priority.Stat), Now, null));
        Assert.Null(Urgent(null).Case.OnCall);
    }

    [Fact]
    public void A_claim_by_someone_who_may_triage_stops_the_alerts_and_its_end_begins_them_anew()
    {
        var alerted = Step(Urgent(Full), Full);
        var taken = After(alerted, new Claim(), Minutes(11), Full);
        Assert.Null(ReferralOnCall.DueAt(taken));
        Assert.Empty(Events(taken, new TimeUp(), Minutes(16), Full));

        // The claim of 15 minutes ends.
        var freed = After(taken, new TimeUp(), Minutes(26), Full);
        Assert.Equal((2, Minutes(36), 0),
            (freed.Case.OnCall!.Number, freed.Case.OnCall.NextAt, freed.Case.OnCall.Alerts.Count));
        Assert.Equal("ann", Step(freed, Full).Case.OnCall!.Alerts[0].Person);
    }

    [Fact]
    public void A_claim_by_someone_who_may_not_triage_stops_nothing()
    {
        var claimed = After(Urgent(Full), new Claim(), Minutes(1), Full, mayAccept: false);

        Assert.Equal("ann", Step(claimed, Full).Case.OnCall!.Alerts[0].Person);
    }

    [Fact]
    public void A_decision_ends_the_alerts_and_undoing_it_begins_them_anew()
    {
        var alerted = Step(Urgent(Full), Full);
        var accepted = After(alerted, new Accept(), Minutes(11), Full);
        Assert.Null(ReferralOnCall.DueAt(accepted));

        var act = new LastAct(alerted, 9, Nurse, Minutes(11), Events(alerted, new Accept(), Minutes(11), Full));
        var undone = Events(accepted, new Undo(9), Minutes(11), Full, act).Aggregate(accepted, ReferralEvolver.Evolve);
        Assert.Equal((2, Minutes(21)), (undone.Case.OnCall!.Number, undone.Case.OnCall.NextAt));
    }

    [Fact]
    public void An_alert_that_cannot_be_delivered_is_followed_at_once_and_when_no_one_is_left_it_says_so()
    {
        var state = Step(Urgent(Full), Full);
        state = Fail(state, "ann", MessageChannel.Sms, Minutes(11));
        Assert.Equal(("suppressed", "cat"), (state.Case.OnCall!.Alerts[0].Failure, state.Case.OnCall.Alerts[1].Person));
        // A second report changes nothing.
        Assert.Empty(Events(state, Failed(state, "ann", MessageChannel.Sms), Minutes(11), Full));

        state = Fail(state, "cat", MessageChannel.Email, Minutes(12));
        Assert.Equal("sue", state.Case.OnCall!.Alerts[2].Person);
        state = Fail(state, "sue", MessageChannel.Sms, Minutes(13));
        Assert.True(state.Case.OnCall!.NobodyReached);
        Assert.True(ReferralViews.View(state, 9, Minutes(13)).OnCall!.NobodyReached);
        // The supervisor is tried again, not at once.
        Assert.Equal(Minutes(12 + 15), state.Case.OnCall!.NextAt);
        state = After(state, new TimeUp(), Minutes(27), Full);
        Assert.Equal(("sue", 4), (state.Case.OnCall!.Alerts[3].Person, state.Case.OnCall.Alerts.Count));
        Assert.False(state.Case.OnCall.NobodyReached);
        // A failure is that of the alert that it names.
        state = After(state, Report(state, 3, "30003", null), Minutes(28), Full);
        Assert.Equal(["suppressed", "suppressed", "suppressed", "30003"], state.Case.OnCall!.Alerts
            .Select(a => a.Failure));
    }

    [Fact]
    public void An_alert_counts_as_sent_when_the_provider_has_it()
    {
        var state = Step(Urgent(Full), Full);
        Assert.Equal((0, 1), Counts(state));

        var sent = After(state, Report(state, 0, null, null), Minutes(11), Full);
        Assert.Equal((1, 0), Counts(sent));
        Assert.Equal(Minutes(15), sent.Case.OnCall!.NextAt);
        Assert.Empty(Events(sent, Report(sent, 0, null, null), Minutes(11), Full));
        // After the alarm only a failure is recorded: undo needs the decision to be the last event.
        var taken = After(state, new Claim(), Minutes(11), Full);
        Assert.Empty(Events(taken, Report(state, 0, null, null), Minutes(12), Full));
    }

    [Theory]
    [InlineData(MessageReasons.SenderStopped)]
    [InlineData(MessageReasons.TransportClosed)]
    [InlineData(MessageReasons.Pace)]
    public void An_alert_that_something_keeps_back_is_followed_at_once_and_may_still_leave(string reason)
    {
        var state = Step(Urgent(Full), Full);
        state = After(state, Report(state, 0, null, reason), Minutes(11), Full);
        Assert.Equal((reason, "cat"), (state.Case.OnCall!.Alerts[0].Waits, state.Case.OnCall.Alerts[1].Person));
        Assert.Empty(Events(state, Report(state, 0, null, reason), Minutes(11), Full));
        Assert.False(state.Case.OnCall.NobodyReached);

        state = After(state, Report(state, 1, null, reason), Minutes(12), Full);
        state = After(state, Report(state, 2, null, reason), Minutes(13), Full);
        Assert.True(state.Case.OnCall!.NobodyReached);
        var row = QueueBoards.Alarm(QueueEntry.From(state, 9))!.OnCall!;
        Assert.Equal((0, 3, reason, true), (row.Sent, row.Waiting, row.Reason, row.NobodyReached));

        state = After(state, Report(state, 0, null, null), Minutes(14), Full);
        Assert.Equal((1, 2), Counts(state));
        Assert.False(state.Case.OnCall!.NobodyReached);
    }

    [Fact]
    public void An_alert_that_may_have_been_sent_does_not_call_the_next_one_before_the_time()
    {
        var state = Step(Urgent(Full), Full);
        state = After(state, Report(state, 0, null, MessageReasons.AnswerLost), Minutes(11), Full);

        Assert.Equal((Minutes(15), 0, false), (state.Case.OnCall!.NextAt, state.Case.OnCall.Reached,
            state.Case.OnCall.NobodyReached));
    }

    [Fact]
    public void An_alarm_that_begins_without_a_list_has_no_part_in_the_run_before_and_begins_with_the_list()
    {
        var alerted = Step(Urgent(Full), Full);
        var taken = After(alerted, new Claim(), Minutes(11), Full);
        var freed = After(taken, new TimeUp(), Minutes(26), null);
        Assert.Equal((2, Minutes(26), (Instant?)null, 0), (freed.Case.OnCall!.Number, freed.Case.OnCall.StartedAt,
            freed.Case.OnCall.NextAt, freed.Case.OnCall.Alerts.Count));
        Assert.Null(QueueBoards.Alarm(QueueEntry.From(freed, 9))!.OnCall);

        var listed = After(freed, new OnCallChanged(), Minutes(30), Full);
        Assert.Equal(Minutes(36), listed.Case.OnCall!.NextAt);
        Assert.Equal("ann", Step(listed, Full).Case.OnCall!.Alerts[0].Person);
    }

    [Fact]
    public void A_late_failure_of_an_earlier_alert_is_recorded_and_calls_no_one_twice()
    {
        var state = Step(Step(Urgent(Full), Full), Full);
        state = Fail(state, "ann", MessageChannel.Sms, Minutes(16));

        Assert.Equal(["ann", "cat"], state.Case.OnCall!.Alerts.Select(a => a.Person));
        Assert.Equal(Minutes(20), state.Case.OnCall.NextAt);
    }

    [Fact]
    public void Without_anyone_on_call_now_the_next_begin_of_hours_is_waited_for()
    {
        var onlyBen = Full with { People = [Ben], Supervisor = null };
        var state = Urgent(onlyBen);

        Assert.Equal(Minutes(360), state.Case.OnCall!.NextAt);
        Assert.Equal("ben", After(state, new TimeUp(), Minutes(360), onlyBen).Case.OnCall!.Alerts[0].Person);
    }

    [Fact]
    public void An_unseen_alarm_calls_the_first_person_before_the_time_and_only_once()
    {
        var state = Urgent(Full);
        Assert.Empty(Events(state, new AlarmUnseen(), Now + Duration.FromSeconds(29), Full));

        state = After(state, new AlarmUnseen(), Now + Duration.FromSeconds(30), Full);
        Assert.Equal("ann", Assert.Single(state.Case.OnCall!.Alerts).Person);
        Assert.Empty(Events(state, new AlarmUnseen(), Now + Duration.FromSeconds(35), Full));
        Assert.Equal(Now + Duration.FromSeconds(30) + Duration.FromMinutes(5), state.Case.OnCall.NextAt);
    }

    [Fact]
    public void A_changed_list_moves_the_running_clock_and_alerts_no_one_twice()
    {
        var sooner = Full with { After = TimeSpan.FromMinutes(2) };
        var state = After(Urgent(Full), new OnCallChanged(), Minutes(1), sooner);
        Assert.Equal(Minutes(2), state.Case.OnCall!.NextAt);
        Assert.Empty(Events(state, new OnCallChanged(), Minutes(1), sooner));
        // The time by the new list has passed already.
        Assert.Equal(Minutes(4), After(Urgent(Full), new OnCallChanged(), Minutes(4), sooner).Case.OnCall!.NextAt);

        state = After(state, new TimeUp(), Minutes(2), sooner);
        var turned = sooner with { People = [Cat, Ann], Supervisor = null };
        state = After(state, new TimeUp(), Minutes(7), turned);
        Assert.Equal(["ann", "cat"], state.Case.OnCall!.Alerts.Select(a => a.Person));
        Assert.Null(state.Case.OnCall.NextAt);
        // Someone is added after the end of the list.
        var longer = turned with { People = [Cat, Ann, new("Dan", null, "+13035550105")] };
        state = After(state, new OnCallChanged(), Minutes(30), longer);
        Assert.Equal(Minutes(30), state.Case.OnCall!.NextAt);
        Assert.Equal("dan", After(state, new TimeUp(), Minutes(30), longer).Case.OnCall!.Alerts[2].Person);
    }

    [Fact]
    public void A_list_that_is_made_while_an_alarm_is_on_begins_it_and_one_that_is_emptied_ends_it_at_the_next_step()
    {
        var state = After(Urgent(null), new OnCallChanged(), Minutes(30), Full);
        Assert.Equal((Minutes(30), Minutes(40)), (state.Case.OnCall!.StartedAt, state.Case.OnCall.NextAt));

        Assert.Empty(Events(state, new OnCallChanged(), Minutes(31), null));
        state = After(state, new TimeUp(), Minutes(40), null);
        Assert.True(state.Case.OnCall!.NobodyReached);
    }

    [Fact]
    public void An_alert_plans_one_message_that_is_needed_while_the_alarm_is_on()
    {
        var before = Urgent(Full);
        var events = Events(before, new TimeUp(), Minutes(10), Full);
        var state = events.Aggregate(before, ReferralEvolver.Evolve);
        var plan = Assert.Single(ReferralMessages.Change(before, events, state, 3)!.Plans);

        Assert.Equal((MessageOccasion.StaffAlarm, "1:ann", MessageChannel.Sms, Minutes(10)),
            (plan.Occasion, plan.Subject, plan.Channel, plan.DueAt));
        Assert.True(ReferralMessages.IsNeeded(state, plan.Occasion, plan.Subject));
        var taken = After(state, new Claim(), Minutes(11), Full);
        Assert.False(ReferralMessages.IsNeeded(taken, plan.Occasion, plan.Subject));
        var again = After(taken, new Release(), Minutes(12), Full);
        Assert.False(ReferralMessages.IsNeeded(again, plan.Occasion, plan.Subject));
    }

    [Fact]
    public void Alerts_to_two_people_do_not_replace_each_other() =>
        Assert.False(MessageFamilies.Replaces(MessageOccasion.StaffAlarm, MessageOccasion.StaffAlarm));

    [Fact]
    public void The_history_names_ids_and_times_and_the_board_counts()
    {
        var before = Urgent(Full);
        var events = Events(before, new TimeUp(), Minutes(10), Full);
        var entry = ReferralHistory.Entry(3, Minutes(10), "system", "on-call-alerted", events[0]);

        Assert.Equal(["channel", "nextAt", "person"], entry.Facts.Keys.Order(StringComparer.Ordinal));
        Assert.Equal("ann", entry.Facts["person"]);
        Assert.Null(HistoryLevels.Limit(entry, ViewLevel.Source, "x"));
        Assert.Equal(entry.Facts, HistoryLevels.Limit(entry, ViewLevel.Record, "x")!.Facts);
        var sent = Report(Step(before, Full), 0, null, null);
        var row = QueueBoards.Alarm(QueueEntry.From(After(Step(before, Full), sent, Minutes(10), Full), 3))!;
        Assert.Equal((1, false), (row.OnCall!.Sent, row.OnCall.NobodyReached));
        Assert.Null(QueueBoards.Alarm(QueueEntry.From(Urgent(null), 1))!.OnCall);
    }

    private static Referral Urgent(OnCallInput? list) => After(null, Submit(Priority.Urgent), Now, list);

    private static Submit Submit(Priority priority, string reason = "Panic attacks",
        string? line = "behavioral-health", LocalDate? born = null) =>
        new(new ReferralId("r1"), Submission(line, priority: priority, reason: reason, born: born), Number);

    /// <summary>The state after its next alert.</summary>
    private static Referral Step(Referral state, OnCallInput list) =>
        After(state, new TimeUp(), ReferralOnCall.DueAt(state)!.Value, list);

    private static AlertFailed Failed(Referral state, string person, MessageChannel channel) =>
        new(state.Case.OnCall!.Number, person, channel, "suppressed");

    private static AlertReported Report(Referral state, int alert, string? failure, string? waits) =>
        state.Case.OnCall!.Alerts[alert] is var about ? new AlertReported(new(state.Case.OnCall.Number, about.Person,
            about.Channel, about.At, failure, waits)) : null!;

    private static (int Sent, int Waiting) Counts(Referral state) =>
        QueueBoards.Alarm(QueueEntry.From(state, 9))!.OnCall is { } counts ? (counts.Sent, counts.Waiting) : default;

    private static bool IsAlert(ReferralEvent happened) => happened is ReferralEvent.OnCallAlerted;

    private static Referral Fail(Referral state, string person, MessageChannel channel, Instant at) =>
        After(state, Failed(state, person, channel), at, Full);

    private static Referral After(Referral? state, ReferralCommand command, Instant at, OnCallInput? list,
        bool mayAccept = true) =>
        Events(state, command, at, list, mayAccept: mayAccept).Aggregate(state, ReferralEvolver.Evolve)!;

    private static IReadOnlyList<ReferralEvent> Events(Referral? state, ReferralCommand command, Instant at,
        OnCallInput? list, LastAct? act = null, bool mayAccept = true)
    {
        var lines = Lines.Values.Select(line => line.Id != Behavioral ? line
            : AServiceLine.Parsed(line.Settings with
            {
                OnCall = list,
                Eligibility = line.Settings.Eligibility! with
                {
                    Exclusions = [new("Danger", Words: ["suicide plan"], RedirectTo: "988")],
                },
            }, line.Id.Value)).ToDictionary(line => line.Id);
        var context = At(at, mayAccept: mayAccept) with { ServiceLines = lines, LastAct = act };
        return Assert.IsType<Decision<ReferralEvent>.Accepted>(state.Decide(command, context)).Events;
    }
}
