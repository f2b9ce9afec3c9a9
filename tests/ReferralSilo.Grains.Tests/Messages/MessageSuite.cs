using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Contracts.ServiceLines;
using ReferralSilo.Domain;
using ReferralSilo.Domain.Messages;
using ReferralSilo.Domain.Referrals;
using ReferralSilo.Grains.Addresses;
using ReferralSilo.Grains.Interfaces;
using ReferralSilo.Grains.Messages;
using ReferralSilo.Grains.Tests.Silos;
using ReferralSilo.Testing;
using static ReferralSilo.Grains.Tests.Silos.TestData;

namespace ReferralSilo.Grains.Tests.Messages;

public sealed class SqliteMessageTests(SqliteMessageSilos silos) : MessageSuite(silos),
    IClassFixture<SqliteMessageSilos>;

public sealed class PostgresMessageTests(PostgresMessageSilos silos) : MessageSuite(silos),
    IClassFixture<PostgresMessageSilos>;

/// <summary>Messages from the referral's commit to the provider: once, and never after a stop.</summary>
public abstract partial class MessageSuite(MessageSilos silos)
{
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(1);
    private static int _numbers;

    private readonly FakeProvider _provider = silos.Provider;

    [Fact]
    public async Task An_accepted_referral_reaches_out_after_the_time_to_undo()
    {
        var (id, phone) = await Consenting();
        await silos.Do(id, new Accept());

        await Until("it is accepted", id, MessageStatus.Accepted);
        Assert.Equal(1, _provider.CountTo(phone));
        var planned = Assert.Single(await Messages(id)).Case;
        Assert.Equal(MessageOccasions.AfterUndo, planned.DueAt - planned.PlannedAt);
        Assert.All(_provider.Calls.Where(c => c.To == phone), call => Assert.True(call.At >= planned.DueAt));
    }

    [Fact]
    public async Task An_undone_accept_sends_nothing_and_the_next_one_sends_once()
    {
        var (id, phone) = await Consenting();
        _provider.Treatments[phone] = Treatment.NoConnection;
        var accepted = await silos.Do(id, new Accept());
        // However slow the machine is, the time to undo is not over.
        silos.Time.SetBack(Eventually.Deadline);
        await silos.Do(id, new Undo(accepted.Version));
        await Until("it is superseded", id, MessageStatus.Superseded);

        _provider.Treatments[phone] = Treatment.Accept;
        await silos.Do(id, new Accept());
        await Until("the second is accepted", id, MessageStatus.Superseded, MessageStatus.Accepted);
        Assert.Equal(1, _provider.CountTo(phone));
    }

    [Fact]
    public async Task An_undone_arrival_lets_the_waiting_booking_leave_once()
    {
        var line = await silos.ServiceLine(new ServiceLineInput("Line", "America/Denver")
        {
            VisitRecordableBefore = TimeSpan.FromDays(7),
        });
        var clinician = await silos.Clinician(line);
        var (id, phone) = await Consenting(line);
        _provider.Treatments[phone] = Treatment.NoConnection;
        await silos.Do(id, new Accept());
        await silos.Do(id, new Book(silos.Slot(clinician)));
        await Until("the booking waits", id, MessageStatus.Superseded, MessageStatus.Due);
        var arrived = await silos.Do(id, new Arrive());
        await Until("the booking is superseded", id, MessageStatus.Superseded, MessageStatus.Superseded);
        silos.Time.SetBack(Eventually.Deadline);
        await silos.Do(id, new Undo(arrived.Version));
        _provider.Treatments[phone] = Treatment.Accept;

        await Until("it is planned again", id, MessageStatus.Superseded, MessageStatus.Superseded,
            MessageStatus.Accepted);
        Assert.Equal(1, _provider.CountTo(phone));
    }

    [Fact]
    public async Task A_booking_replaces_the_first_message_and_a_waiting_booking_is_replaced_by_the_move()
    {
        var line = await silos.ServiceLine();
        var clinician = await silos.Clinician(line);
        var (id, phone) = await Consenting(line);
        _provider.Treatments[phone] = Treatment.NoConnection;
        await silos.Do(id, new Accept());
        await silos.Do(id, new Book(silos.Slot(clinician)));
        await Eventually.Is("the booking waits", async () => await Statuses(id)
            is [("reach-out", MessageStatus.Superseded), ("booked", MessageStatus.Due)]);
        await silos.Do(id, new Reschedule(silos.Slot(clinician, 2)));
        await Eventually.Is("the move waits", async () => await Statuses(id)
            is [("reach-out", MessageStatus.Superseded), ("booked", MessageStatus.Superseded),
                ("moved", MessageStatus.Due)]);

        _provider.Treatments[phone] = Treatment.Accept;
        await Until("the move is accepted", id, MessageStatus.Superseded, MessageStatus.Superseded,
            MessageStatus.Accepted);
        Assert.Equal(1, _provider.CountTo(phone));
    }

    [Fact]
    public async Task Without_a_consent_one_message_is_blocked_until_a_consent_for_any_channel_comes()
    {
        var (id, _) = await Consenting(consent: null);
        await silos.Do(id, new Accept());
        await Eventually.Is("it is blocked", async () =>
            await Messages(id) is [Message.Blocked { Reason: MessageReasons.NoConsent }]);

        await silos.Do(id, new RecordConsent(ConsentKind.Email, true, "verbal"));
        await Until("it is accepted", id, MessageStatus.Accepted);
        Assert.Equal(MessageChannel.Email, (await Messages(id))[0].Case.Way!.Channel);
    }

    [Theory]
    [InlineData(Treatment.AcceptAndLoseAnswer)]
    [InlineData(Treatment.AcceptAndHang)]
    public async Task A_text_whose_answer_was_lost_is_found_and_not_sent_again(Treatment treatment)
    {
        var (id, phone) = await Consenting();
        _provider.Treatments[phone] = treatment;
        await silos.Do(id, new Accept());

        await Until("it is found", id, MessageStatus.Sent);
        Assert.Equal(1, _provider.CountTo(phone));
    }

    [Fact]
    public async Task A_text_that_the_provider_does_not_have_is_sent_once_more()
    {
        var (id, phone) = await Consenting();
        _provider.Treatments[phone] = Treatment.DropSilently;
        await silos.Do(id, new Accept());
        await Until("its answer is lost", id, MessageStatus.Unknown);
        _provider.Treatments[phone] = Treatment.Accept;

        await Until("it is sent again", id, MessageStatus.Accepted);
        Assert.Equal(1, _provider.CountTo(phone));
        Assert.Equal(2, Assert.Single(await Messages(id)).Case.Sent);
    }

    [Fact]
    public async Task A_mail_whose_answer_was_lost_stays_unknown()
    {
        var (id, _) = await Consenting(consent: ConsentKind.Email);
        var mail = (await silos.State(id)).Case.Submission.Patient.Email!.Value;
        _provider.Treatments[mail] = Treatment.AcceptAndLoseAnswer;
        await silos.Do(id, new Accept());

        await Until("its answer is lost", id, MessageStatus.Unknown);
        Assert.False((await Messages(id))[0].IsOpen);
        Assert.Equal(1, _provider.CountTo(mail));
    }

    [Fact]
    public async Task A_provider_that_cannot_be_reached_is_tried_again_later()
    {
        var (id, phone) = await Consenting();
        _provider.Treatments[phone] = Treatment.NoConnection;
        await silos.Do(id, new Accept());
        await Until("it waits", id, MessageStatus.Due);
        _provider.Treatments[phone] = Treatment.Accept;

        await Until("it is accepted", id, MessageStatus.Accepted);
        Assert.Equal(1, _provider.CountTo(phone));
    }

    [Fact]
    public async Task An_activation_that_ends_before_the_answer_leaves_a_message_that_is_found()
    {
        var (id, phone) = await Consenting();
        _provider.Treatments[phone] = Treatment.AcceptAndHang;
        await silos.Do(id, new Accept());
        await Until("the provider has it", () => Task.FromResult(_provider.CountTo(phone) == 1));
        await silos.Deactivate(silos.Grains.GetGrain<IMessageGrain>((await Messages(id))[0].Case.Id));

        await Until("it is found", id, MessageStatus.Sent);
        Assert.Equal(1, _provider.CountTo(phone));
    }

    [Fact]
    public async Task Receipts_lead_to_the_last_state_in_any_order()
    {
        var (id, _) = await Consenting();
        await silos.Do(id, new Accept());
        await Until("it is accepted", id, MessageStatus.Accepted);
        var message = silos.Grains.GetGrain<IMessageGrain>((await Messages(id))[0].Case.Id);
        var provider = ((Message.Accepted)(await Messages(id))[0]).ProviderId!;
        foreach (var status in (MessageStatus[])
            [MessageStatus.Delivered, MessageStatus.Sent, MessageStatus.Delivered, MessageStatus.Queued])
            Assert.True(await message.ReceiveReceipt(
                new Receipt(provider, status, null, silos.Now, status.ToString())));

        var state = (Message.Accepted)(await message.Show())!.State;
        Assert.Equal((MessageStatus.Delivered, false, 3),
            (state.Status, state.Proof.Conflict, state.Case.Receipts.Count));
        Assert.False(await silos.Grains.GetGrain<IMessageGrain>("no-such-message").ReceiveReceipt(
            new Receipt("x", MessageStatus.Sent, null, silos.Now, "")));
    }

    [Fact]
    public async Task An_emergency_keeps_messages_back_until_someone_has_decided()
    {
        var line = await silos.ServiceLine();
        var clinician = await silos.Clinician(line);
        var (id, phone) = await Consenting(line);
        _provider.Treatments[phone] = Treatment.NoConnection;
        await silos.Do(id, new Accept());
        await silos.Do(id, new Book(silos.Slot(clinician)));
        await Until("the first message is replaced", async () =>
            await Statuses(id) is [("reach-out", MessageStatus.Superseded), _]);
        _provider.Treatments[phone] = Treatment.Accept;
        await Until("the booking has left", id, MessageStatus.Superseded, MessageStatus.Accepted);
        var booked = await silos.State(id);
        await silos.CommitInLedger(id, new ReferralEvent.InformationSupplied([], null, booked.Clock!)
        {
            Eligibility = booked.Case.Eligibility with { Concern = EmergencyConcern.Emergency },
        });
        await silos.Deactivate(silos.Referral(id));

        await silos.Do(id, new Reschedule(silos.Slot(clinician, 2)));
        await Eventually.Is("the message waits", async () =>
            await Messages(id) is [.., Message.Due { Reason: MessageReasons.Emergency }]);
        Assert.Equal(1, _provider.CountTo(phone));
        await silos.Do(id, new Accept(Overrule: "Spoke with the patient"));
        await Until("it leaves", id, MessageStatus.Superseded, MessageStatus.Accepted, MessageStatus.Accepted);
        Assert.Equal(2, _provider.CountTo(phone));
    }

    [Fact]
    public async Task A_hundred_texts_with_lost_answers_leave_once_each()
    {
        _provider.OfCall = n => n % 20 == 0 ? Treatment.AcceptAndLoseAnswer : n % 33 == 0 ? Treatment.DropSilently
            : null;
        try
        {
            var line = await silos.ServiceLine();
            var sent = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => Consenting(line)));
            var (without, _) = await Consenting(line, consent: null);
            await Task.WhenAll(sent.Select(s => silos.Do(s.Id, new Accept())).Append(silos.Do(without, new Accept())));
            foreach (var (id, _) in sent)
                await Until("each text has left", async () => await Messages(id) is [Message.Accepted]);
            Assert.All(sent, s => Assert.Equal(1, _provider.CountTo(s.Phone)));
            await Until("the one without a consent is blocked", without, MessageStatus.Blocked);
        }
        finally
        {
            _provider.OfCall = _ => null;
        }
    }

    private async Task<(string Id, string Phone)> Consenting(string? line = null,
        ConsentKind? consent = ConsentKind.Sms, string? phone = null, string? second = null,
        Func<Domain.Referrals.Submission, Domain.Referrals.Submission>? with = null)
    {
        line ??= await silos.ServiceLine();
        phone ??= Phone();
        var id = New("r");
        var submit = Submission(id, line);
        var sent = submit.Submission with
        {
            Patient = submit.Submission.Patient with
            {
                Phones = [new PhoneNumber(phone), .. second is null ? [] : (PhoneNumber[])[new(second)]],
                Email = new EmailAddress($"{id}@example.org"),
            },
            Consents = consent is { } kind ? [new Consent(kind, true, "verbal", silos.Now)] : [],
        };
        await silos.Do(id, submit with
        {
            Submission = with?.Invoke(sent) ?? sent, PatientId = new PatientId(New("p")),
        });
        return (id, phone);
    }

    private static string Phone() => $"+1303555{1000 + Interlocked.Increment(ref _numbers)}";

    private IAddressGrain Address(string phone) =>
        silos.Grains.GetGrain<IAddressGrain>(silos.Of<AddressKeys>().Of(MessageChannel.Sms, phone));

    /// <summary>Without the reminders, which each booking plans.</summary>
    private async Task<IReadOnlyList<Message>> Messages(string referral) =>
        [.. (await All(referral)).Where(m => m.Case.Occasion != MessageOccasion.Reminder)];

    private async Task<IReadOnlyList<Message>> Reminders(string referral) =>
        [.. (await All(referral)).Where(m => m.Case.Occasion == MessageOccasion.Reminder)];

    private async Task<IEnumerable<Message>> All(string referral) =>
        (await silos.Of<MessageLists>().OfReferral(referral)).Select(m => m.State).OrderBy(m => m.Case.Occurrence)
            .ThenBy(m => m.Case.PlannedAt).ThenBy(m => m.Case.Asked);

    private async Task<IReadOnlyList<(string, MessageStatus)>> Statuses(string referral) =>
        [.. (await Messages(referral)).Select(m =>
            (Contracts.Json.ContractsJson.WireName(m.Case.Occasion), m.Status))];

    private Task Until(string fact, string referral, params MessageStatus[] statuses) => Until(fact, async () =>
        (await Messages(referral)).Select(m => m.Status).SequenceEqual(statuses));

    /// <summary>Moves time until the fact is true. While a text is on its way time moves slowly: skipped time would
    /// count as a process that was frozen, but an answer that is delivered again waits in this time.</summary>
    private Task Until(string fact, Func<Task<bool>> holds)
    {
        const int looksPerStep = 50;
        var looks = 0;
        return Eventually.Is(fact, async () =>
        {
            if (await holds()) return true;
            if (silos.CallsOnTheirWay <= 0 || ++looks % looksPerStep == 0) silos.Time.Advance(Step);
            return await holds();
        });
    }

    private async Task<string> Plan(MessageWay way)
    {
        var (id, now) = (New("m"), silos.Now);
        await silos.Grains.GetGrain<IMessageGrain>(id).Plan(new MessageCommand.Plan(new MessageCase(id, null,
            MessageOccasion.Reminder, 1, null, now, now, now + NodaTime.Duration.FromDays(1), way, "en", 0, [])));
        return id;
    }

    private Task Settled(string message) => Until("it was sent or blocked", async () =>
        (await silos.Grains.GetGrain<IMessageGrain>(message).Show())!.State is Message.Accepted or Message.Blocked);

    private async Task<string?> EndedBy(string referral) => (await silos.State(referral)).Case.Consents
        .Where(c => c is { Kind: ConsentKind.Sms, Given: false }).Select(c => c.How).FirstOrDefault();
}
