using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Boards;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Domain.Addresses;
using ReferralSilo.Domain.Messages;
using ReferralSilo.Domain.ServiceLines;
using ReferralSilo.Grains.Addresses;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Grains.Interfaces;
using ReferralSilo.Grains.Messages;
using ReferralSilo.Grains.Tests.Silos;
using static ReferralSilo.Grains.Tests.Silos.TestData;

namespace ReferralSilo.Grains.Tests.Messages;

public sealed class SqliteOnCallTests(SqliteMessageSilos silos) : OnCallSuite(silos),
    IClassFixture<SqliteMessageSilos>;

public sealed class PostgresOnCallTests(PostgresMessageSilos silos) : OnCallSuite(silos),
    IClassFixture<PostgresMessageSilos>;

/// <summary>Alerts to people on call, from the alarm to the provider: in order, each once, until someone takes the
/// referral.</summary>
public abstract class OnCallSuite(MessageSilos silos) : OnCallScenario(silos)
{
    [Fact]
    public async Task People_are_alerted_one_after_the_other_and_each_once()
    {
        var people = new People();
        var id = await Alarm(await Line(people));

        await Until("the supervisor is alerted", () => Task.FromResult(Provider.CountTo(people.Sue) == 1));
        Assert.Equal([people.Ann, people.Cat, people.Sue], Provider.Taken.Select(t => t.Message.To)
            .Where(to => to == people.Ann || to == people.Cat || to == people.Sue));
        await Until("all alerts are reported as sent", async () => (await Run(id)).Reached == 3);
        Assert.Equal(["received", "on-call-alerted", "on-call-alerted", "on-call-alerted"],
            (await Silos.Events(id)).Where(e => e != "on-call-reported"));
        var text = Provider.Taken.First(t => t.Message.To == people.Ann).Message.Body;
        Assert.Equal($"es RS-{id} https://clinic.example/referral/{id} ", text);
        await Pass(TimeSpan.FromMinutes(4));
        Assert.Equal(7, (await Silos.Events(id)).Count);
    }

    [Fact]
    public async Task The_supervisor_is_alerted_again_while_no_one_takes_the_referral()
    {
        var people = new People();
        var id = await Alarm(await Line(people));

        await Until("the supervisor is alerted twice", () => Task.FromResult(Provider.CountTo(people.Sue) == 2));
        Assert.Equal((1, 1), (Provider.CountTo(people.Ann), Provider.CountTo(people.Cat)));
        var alerts = (await Run(id)).Alerts.Where(a => a.IsSupervisor).ToList();
        Assert.True(alerts[1].At - alerts[0].At >= OnCallRules.SupervisorAgain);
    }

    [Fact]
    public async Task An_alert_that_waits_for_the_pace_of_its_number_is_not_sent_and_the_next_one_is_alerted_at_once()
    {
        var people = new People();
        for (var n = 0; n < AddressLimits.AlertsPerHour; n++)
            await Address(people.Ann).Handle(CommandEnvelopes.BySystem<AddressCommand>(new AddressCommand.ClaimSend(
                MessageChannel.Sms, people.Ann, New("m"), 1, null, MessageOccasion.StaffAlarm)));
        var id = await Alarm(await Line(people, every: TimeSpan.FromHours(4)));

        await Until("the next one is alerted", () => Task.FromResult(Provider.CountTo(people.Cat) == 1));
        await Until("it is reported as sent", async () => (await Run(id)).Reached == 1);
        Assert.Equal([MessageReasons.Pace, null], (await Run(id)).Alerts.Select(a => a.Waits));
        Assert.Equal(0, Provider.CountTo(people.Ann));
    }

    [Fact]
    public async Task While_the_sender_of_texts_is_stopped_the_people_with_a_mailbox_are_alerted_at_once()
    {
        var people = new People();
        var own = Address(FakeTransport.OwnNumber);
        await own.Handle(CommandEnvelopes.BySystem<AddressCommand>(new AddressCommand.MarkInvalid(MessageChannel.Sms,
            FakeTransport.OwnNumber, "30034")));
        try
        {
            Silos.Time.Advance(SenderStops.Refresh);
            var id = await Alarm(await Line(people, every: TimeSpan.FromHours(4)));
            await Until("the next one is alerted", () => Task.FromResult(Provider.CountTo(people.Cat) == 1));
            Assert.Equal(MessageReasons.SenderStopped, (await Run(id)).Alerts[0].Waits);
            Assert.Equal(0, Provider.CountTo(people.Ann));
        }
        finally
        {
            await own.Handle(CommandEnvelopes.BySystem<AddressCommand>(new AddressCommand.MarkValid([])));
            Silos.Time.Advance(SenderStops.Refresh);
        }
    }

    [Fact]
    public async Task An_alert_without_a_connection_is_not_sent_and_the_next_one_is_alerted_soon()
    {
        var people = new People();
        Provider.Treatments[people.Ann] = Treatment.NoConnection;
        var id = await Alarm(await Line(people, every: TimeSpan.FromHours(4)));

        await Until("the next one is alerted", () => Task.FromResult(Provider.CountTo(people.Cat) == 1));
        Assert.Equal("no-connection", (await Run(id)).Alerts[0].Waits);
        Provider.Treatments[people.Ann] = Treatment.Accept;
        await Until("it has left", async () => (await Run(id)).Alerts[0].IsSent);
        Assert.Equal(1, Provider.CountTo(people.Ann));
    }

    [Fact]
    public async Task Someone_who_takes_the_referral_ends_the_alerts()
    {
        var people = new People();
        var id = await Alarm(await Line(people));
        await Until("the first is alerted", () => Task.FromResult(Provider.CountTo(people.Ann) == 1));
        await Silos.Do(id, new Claim());

        await Pass(TimeSpan.FromMinutes(5));
        Assert.Equal((0, 0), (Provider.CountTo(people.Cat), Provider.CountTo(people.Sue)));
        Assert.Equal("claimed", (await Silos.Events(id))[^1]);
    }

    [Fact]
    public async Task A_person_who_said_stop_is_named_and_the_next_one_is_alerted_at_once()
    {
        var people = new People();
        await Address(people.Ann).ReceiveText(people.Ann, new InboundText(New("in"), "STOP"));
        var id = await Alarm(await Line(people, every: TimeSpan.FromHours(4)));

        await Until("the next one is alerted", () => Task.FromResult(Provider.CountTo(people.Cat) == 1));
        Assert.Equal(MessageReasons.Suppressed, (await Run(id)).Alerts[0].Failure);
        Assert.DoesNotContain(Provider.Taken, t => t.Message.To == people.Ann
            && t.Message.Body.Contains(id, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_person_on_call_who_unsubscribes_ends_no_consent_of_the_patient()
    {
        var people = new People();
        var line = await Line(people, every: TimeSpan.FromMinutes(1));
        var id = await Alarm(line);
        await Silos.Do(id, new RecordConsent(ConsentKind.Email, true, "verbal"));
        await Until("the mailbox is alerted", () => Task.FromResult(Provider.CountTo(people.Cat) == 1));

        Assert.True(await Silos.Grains.GetGrain<IAddressGrain>(
            Silos.Of<AddressKeys>().Of(MessageChannel.Email, people.Cat)).Unsubscribe());
        await Pass(TimeSpan.FromSeconds(30));
        Assert.True((await Silos.State(id)).Case.Consents.Single(c => c.Kind == ConsentKind.Email).Given);
    }

    [Fact]
    public async Task An_alert_that_the_provider_refuses_is_followed_at_once()
    {
        var people = new People();
        Provider.Treatments[people.Ann] = Treatment.RejectOptedOut;
        var id = await Alarm(await Line(people, every: TimeSpan.FromHours(4)));

        await Until("the next one is alerted", () => Task.FromResult(Provider.CountTo(people.Cat) == 1));
        Assert.Equal("21610", (await Run(id)).Alerts[0].Failure);
    }

    [Fact]
    public async Task An_alert_whose_answer_was_lost_is_not_sent_again()
    {
        var people = new People();
        Provider.Treatments[people.Ann] = Treatment.AcceptAndLoseAnswer;
        var id = await Alarm(await Line(people, every: TimeSpan.FromHours(4)));

        await Until("it is found", async () => (await Silos.Of<MessageLists>().OfReferral(id))
            is [{ State.Status: MessageStatus.Sent }]);
        Assert.Equal(1, Provider.CountTo(people.Ann));
        Assert.Null((await Run(id)).Alerts[0].Failure);
    }

    [Fact]
    public async Task A_step_whose_message_could_not_be_brought_to_its_receiver_is_sent_once()
    {
        var people = new People();
        var line = await Line(people, every: TimeSpan.FromHours(4));
        var id = New("r");
        Silos.Calls.Unreachable = id;
        try
        {
            await Alarm(line, id);
            await Until("the step is committed", async () => (await Silos.Events(id))[^1] == "on-call-alerted");
            Assert.Equal(0, Provider.CountTo(people.Ann));
        }
        finally
        {
            Silos.Calls.Unreachable = null;
        }

        await Until("it is sent", () => Task.FromResult(Provider.CountTo(people.Ann) == 1));
        await Pass(TimeSpan.FromMinutes(2));
        Assert.Equal(1, Provider.CountTo(people.Ann));
    }

    [Fact]
    public async Task An_alarm_on_a_screen_waits_for_its_time_and_without_a_screen_the_first_person_is_alerted_soon()
    {
        var people = new People();
        var line = await Line(people, after: TimeSpan.FromHours(4), every: TimeSpan.FromHours(4));
        await using (var screen = new BoardReader(Silos.Feed(), $"alarms/{line}"))
        {
            var id = await Alarm(line);
            await screen.Shows<AlarmRow>(id, row => row.OnCall is { Sent: 0, NextAt: not null }, "with its next alert");
            var end = Silos.Time.GetUtcNow() + TimeSpan.FromMinutes(2);
            await UntilSeen(line, "time has passed", () => Task.FromResult(Silos.Time.GetUtcNow() >= end));
            Assert.Equal(0, Provider.CountTo(people.Ann));
        }

        await Until("the first is alerted", () => Task.FromResult(Provider.CountTo(people.Ann) == 1));
    }

    [Fact]
    public async Task A_changed_setting_moves_the_clock_of_an_alarm_that_is_on()
    {
        var people = new People();
        var line = await Line(people, after: TimeSpan.FromHours(4));
        await using var screen = new BoardReader(Silos.Feed(), $"alarms/{line}");
        var id = await Alarm(line);
        await screen.Shows<AlarmRow>(id, row => row.OnCall is { NextAt: not null }, "with its next alert");
        var before = (await Run(id)).NextAt;

        await Put(line, Settings(people, TimeSpan.FromHours(2), TimeSpan.FromMinutes(1)));
        await UntilSeen(line, "the clock has moved", async () =>
            (await Run(id)).NextAt == before - Duration.FromHours(2));
        Assert.Equal("on-call-due", (await Silos.Events(id))[^1]);
    }
}

/// <summary>A silo that dies between a step and its message (I10).</summary>
public sealed class OnCallLostSiloTests(PostgresMessageSilos silos) : OnCallScenario(silos),
    IClassFixture<PostgresMessageSilos>
{
    [Fact]
    public async Task A_step_of_a_silo_that_died_before_its_message_left_is_sent_once()
    {
        var people = new People();
        var line = await Line(people, every: TimeSpan.FromHours(4));
        var id = New("r");
        Silos.Calls.Unreachable = id;
        await Alarm(line, id);
        await Until("the step is committed", async () => (await Silos.Events(id))[^1] == "on-call-alerted");
        var host = (await Silos.Grains.GetGrain<IManagementGrain>(0).GetDetailedGrainStatistics())
            .First(g => g.GrainId.Type.ToString() == "referral" && g.GrainId.Key.ToString() == id).SiloAddress;
        await Silos.Kill(host);
        Silos.Calls.Unreachable = null;

        await Until("it is sent", () => Task.FromResult(Provider.CountTo(people.Ann) == 1));
        await Pass(TimeSpan.FromMinutes(2));
        Assert.Equal(1, Provider.CountTo(people.Ann));
        Assert.Equal(["received", "on-call-alerted", "on-call-reported"], await Silos.Events(id));
    }
}
