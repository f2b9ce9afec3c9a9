using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Domain.Messages;
using ReferralSilo.Grains.Tests.Silos;
using ReferralSilo.Testing;

namespace ReferralSilo.Grains.Tests.Messages;

/// <summary>Reminders, and what else follows a visit.</summary>
public abstract partial class MessageSuite
{
    [Fact]
    public async Task A_move_replaces_the_reminder_of_the_old_visit_and_a_cancellation_ends_it()
    {
        var line = await silos.ServiceLine();
        var clinician = await silos.Clinician(line);
        var (id, _) = await Consenting(line);
        await silos.Do(id, new Accept(), new Book(silos.Slot(clinician)));
        await Eventually.Is("the visit has a reminder", async () =>
            await Reminders(id) is [Message.Planned or Message.Deferred]);
        var visit = (await Reminders(id))[0].Case.Subject;

        await silos.Do(id, new Reschedule(silos.Slot(clinician, 2)));
        await Eventually.Is("the moved visit has the reminder", async () => await Reminders(id)
            is [Message.Ended { As: MessageStatus.Superseded }, Message.Planned or Message.Deferred]);
        Assert.NotEqual(visit, (await Reminders(id))[1].Case.Subject);

        await silos.Do(id, new CancelAppointment("ill"));
        await Eventually.Is("no reminder waits", async () => await Reminders(id)
            is [Message.Ended { As: MessageStatus.Superseded }, Message.Ended { As: MessageStatus.Superseded }]);
    }

    [Fact]
    public async Task A_reminder_moves_with_the_time_zone_of_the_patient_and_leaves_once()
    {
        var line = await silos.ServiceLine();
        var clinician = await silos.Clinician(line);
        var (id, phone) = await Consenting(line);
        await silos.Do(id, new Accept(), new Book(silos.Slot(clinician)));
        await Eventually.Is("the reminder is planned", async () => await Reminders(id) is [{ IsWaiting: true }]);
        await Until("the booking has left", id, MessageStatus.Superseded, MessageStatus.Accepted);
        var planned = Assert.Single(await Reminders(id)).Case.DueAt;

        await silos.Do(id, await Zone(id, "America/Halifax", 100));
        await Eventually.Is("the reminder has moved", async () => await Reminders(id)
            is [Message.Ended { As: MessageStatus.Superseded }, { IsWaiting: true }]);
        var due = (await Reminders(id))[1].Case.DueAt;
        Assert.Equal(3, (planned - due).TotalHours);

        silos.Time.Advance((planned - silos.Now).ToTimeSpan());
        await Until("the reminder has left", async () => (await Reminders(id))[1] is Message.Accepted);
        await silos.Do(id, await Zone(id, "Pacific/Honolulu", 101));
        await Eventually.Is("the change was looked at", () => silos.CallsOnTheirWay <= 0);
        Assert.Equal(2, (await Reminders(id)).Count);
        Assert.Equal(2, _provider.CountTo(phone));
    }

    [Fact]
    public async Task A_reminder_leaves_at_its_time_and_once()
    {
        var line = await silos.ServiceLine();
        var clinician = await silos.Clinician(line);
        var (id, phone) = await Consenting(line);
        await silos.Do(id, new Accept(), new Book(silos.Slot(clinician)));
        await Eventually.Is("the reminder is planned", async () => await Reminders(id) is [{ IsWaiting: true }]);
        await Until("the booking has left", id, MessageStatus.Superseded, MessageStatus.Accepted);
        var due = Assert.Single(await Reminders(id)).Case.DueAt;
        Assert.Equal(1, _provider.CountTo(phone));

        silos.Time.Advance((due - silos.Now).ToTimeSpan());
        await Until("the reminder has left", async () => await Reminders(id) is [Message.Accepted]);
        Assert.Equal(2, _provider.CountTo(phone));
        Assert.True(_provider.Calls.Last(c => c.To == phone).At >= due);
    }

    [Fact]
    public async Task A_reminder_of_a_visit_that_was_not_to_be_after_all_waits_again()
    {
        var line = await silos.ServiceLine(new Contracts.ServiceLines.ServiceLineInput("Line", "America/Denver")
        {
            VisitRecordableBefore = TimeSpan.FromDays(7),
        });
        var clinician = await silos.Clinician(line);
        var (id, _) = await Consenting(line);
        await silos.Do(id, new Accept(), new Book(silos.Slot(clinician)));
        await Eventually.Is("the visit has a reminder", async () => await Reminders(id) is [{ IsWaiting: true }]);
        var arrived = await silos.Do(id, new Arrive());
        await Eventually.Is("the reminder has ended", async () => await Reminders(id) is [Message.Ended]);

        silos.Time.SetBack(Eventually.Deadline);
        await silos.Do(id, new Undo(arrived.Version));
        await Eventually.Is("there is one again", async () =>
            await Reminders(id) is [Message.Ended, { IsWaiting: true, Case.DaysBefore: 1 }]);
    }

    [Fact]
    public async Task An_answer_opens_the_unreachable_referral_of_its_only_patient_again()
    {
        var line = await silos.ServiceLine();
        var (id, phone) = await Unreachable(line);
        await Address(phone).ReceiveText(phone, new Domain.Addresses.InboundText(TestData.New("in"), "I am back now"));
        await Eventually.Is("it is open again", async () => (await silos.State(id)).Stage == Stage.Contacting);

        var (shared, both) = await Unreachable(line);
        await Consenting(line, phone: both);
        await Address(both).ReceiveText(both, new Domain.Addresses.InboundText(TestData.New("in"), "I am back now"));
        await Address(both).ReceiveText(both, new Domain.Addresses.InboundText(TestData.New("in"), "STOP"));
        await Eventually.Is("the stop has come", async () => await EndedBy(shared) == "stop");
        Assert.Equal(Stage.Unreachable, (await silos.State(shared)).Stage);
    }

    private async Task<(string Id, string Phone)> Unreachable(string line)
    {
        var (id, phone) = await Consenting(line);
        await silos.Do(id, new Accept());
        while ((await silos.State(id)).Stage != Stage.Unreachable)
            await silos.Do(id, new ContactAttempt(Channel.Call, ContactOutcome.NoAnswer));
        return (id, phone);
    }

    private async Task<Domain.Referrals.ChangePatient> Zone(string referral, string zone, long version) =>
        new(new Domain.Referrals.PatientCopy((await silos.State(referral)).Case.PatientId!.Value, version)
        {
            Corrected = new Domain.Referrals.PatientCorrections { TimeZone = zone },
        });
}
